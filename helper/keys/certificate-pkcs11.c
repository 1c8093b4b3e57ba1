/* SPDX-License-Identifier: MIT */
/*
 * Keys in tokens: smart cards, security modules, TPMs, by PKCS#11 URI
 * (RFC 7512).  Which modules there are is p11-kit's configuration.
 *
 * A wrong PIN costs one of few tries.  So it is given once in the life of a
 * certificate, and by a program that nobody watches not at all once the token
 * says that the last one was wrong.
 */
#include <gnutls/abstract.h>
#include <gnutls/pkcs11.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/str.h"
#include "keys/certificate-parts.h"

#define LABEL_SIZE 64		/* a token's label has 32 bytes */
#define TOKENS_MAX 32

/* The PIN, and what became of asking for it. */
struct certificate_pin {
	const struct certificate_password *password; /* while opening */
	struct secret value;
	char label[LABEL_SIZE];
	bool wrong;		/* the token refused it */
	bool failed;		/* it could not be had, or was held back */
	struct error fault;	/* why */
};

void certificate_pin_free(struct certificate_pin *pin)
{
	if (pin == NULL)
		return;
	secret_clear(&pin->value);
	free(pin);
}

/* Has the PIN in pin->value; false and pin->fault if it must not or cannot be
 * given. */
static bool obtain(struct certificate_pin *pin, unsigned int flags)
{
	const unsigned int burnt = GNUTLS_PIN_COUNT_LOW | GNUTLS_PIN_FINAL_TRY;
	char what[LABEL_SIZE + 32];

	if (pin->password == NULL || pin->password->read == NULL) {
		error_set(&pin->fault, ERROR_STORE, "the token '%s' needs a "
			  "PIN, and none is given", pin->label);
		return error_hint(&pin->fault, "name the PIN's file in "
				  "'certificate_password_file'");
	}
	if (!pin->password->attended && flags & burnt) {
		error_set(&pin->fault, ERROR_STORE, "the token '%s' was given "
			  "a wrong PIN before, and no further try is risked",
			  pin->label);
		return error_hint(&pin->fault, "give it the right one once, by "
				  "hand: lanyard cert show 'pkcs11:...'");
	}
	snprintf(what, sizeof(what), "PIN of the token '%s'", pin->label);
	return pin->password->read(pin->password->context, what, &pin->value,
				   &pin->fault);
}

/* GnuTLS asks for a PIN: again (attempt > 0) when the token refused it. */
static int give_pin(void *context, int attempt, const char *url,
		    const char *label, unsigned int flags, char *room,
		    size_t size)
{
	struct certificate_pin *pin = context;

	if (attempt > 0 || flags & GNUTLS_PIN_WRONG)
		pin->wrong = true;
	if (pin->wrong || pin->failed)
		return -1;
	/* The URI may have left it open which token. */
	if (label != NULL)
		snprintf(pin->label, sizeof(pin->label), "%s", label);
	if (pin->value.length == 0 && !obtain(pin, flags)) {
		pin->failed = true;
		return -1;
	}
	if (pin->value.length >= size) {
		pin->failed = true;
		error_set(&pin->fault, ERROR_STORE, "the PIN for the token "
			  "'%s' is too long", pin->label);
		return -1;
	}
	memcpy(room, secret_expose(&pin->value), pin->value.length + 1);
	return 0;
}

/* The URI's path with the attributes on a list, or (`keep` false) without
 * them; then its query.  A new string. */
static char *filter(const char *uri, bool keep, const char *const *names)
{
	auto_str struct str out = STR_INIT;
	const char *at = uri + strlen("pkcs11:");
	const char *separator = "";

	str_append(&out, "pkcs11:");
	while (*at != '\0' && *at != '?') {
		size_t length = strcspn(at, ";?"), name = strcspn(at, "=;?");
		bool listed = false;

		for (size_t i = 0; names[i] != NULL; i++)
			listed |= strlen(names[i]) == name &&
				  strncmp(names[i], at, name) == 0;
		if (length > 0 && listed == keep) {
			str_append(&out, separator);
			str_append_bytes(&out, at, length);
			separator = ";";
		}
		at += length;
		at += *at == ';';
	}
	str_append(&out, at);
	return str_take(&out);
}

static void token_label(const char *url, char label[LABEL_SIZE])
{
	size_t size = LABEL_SIZE;

	if (gnutls_pkcs11_token_get_info(url, GNUTLS_PKCS11_TOKEN_LABEL, label,
					 &size) < 0 || size == 0)
		snprintf(label, LABEL_SIZE, "?");
}

/* The labels of all tokens but those that hold trusted issuers only. */
static char *present(void)
{
	auto_str struct str list = STR_INIT;

	for (unsigned int i = 0; i < TOKENS_MAX; i++) {
		char *url = NULL, label[LABEL_SIZE];
		unsigned int flags = 0;

		if (gnutls_pkcs11_token_get_url(i, 0, &url) < 0)
			break;
		if (gnutls_pkcs11_token_get_flags(url, &flags) >= 0 &&
		    !(flags & GNUTLS_PKCS11_TOKEN_TRUSTED)) {
			token_label(url, label);
			str_format(&list, "%s'%s'", list.length > 0 ? ", " : "",
				   label);
		}
		gnutls_free(url);
	}
	if (list.length == 0)
		str_append(&list, "none");
	return str_take(&list);
}

static bool not_a_uri(const char *uri, struct error *err)
{
	error_set(err, ERROR_CONFIG, "'%s' is not a PKCS#11 URI", uri);
	return error_hint(err, "'p11tool --list-tokens' and 'p11tool "
			  "--list-all URI' show those there are");
}

/* Finds the token, and whether it takes a PIN at all. */
static bool find_token(const char *url, const char *uri,
		       struct certificate_pin *pin, struct error *err)
{
	auto_free char *tokens = NULL;
	unsigned int flags = 0;
	int code = gnutls_pkcs11_token_get_flags(url, &flags);

	if (code == GNUTLS_E_PARSING_ERROR)
		return not_a_uri(uri, err);
	if (code < 0) {
		tokens = present();
		error_set(err, ERROR_STORE, "the token of '%s' is absent "
			  "(tokens present: %s)", uri,
			  tokens != NULL ? tokens : "?");
		return error_hint(err, "plug it in, and see that p11-kit knows "
				  "its module: p11-kit list-modules");
	}
	token_label(url, pin->label);
	if (flags & GNUTLS_PKCS11_TOKEN_USER_PIN_LOCKED) {
		error_set(err, ERROR_STORE, "the PIN of the token '%s' is "
			  "locked", pin->label);
		return error_hint(err, "unlock it with its PUK or its "
				  "administrator's PIN");
	}
	return true;
}

static bool key_fault(const struct certificate_pin *pin, const char *uri,
		      int code, struct error *err)
{
	if (pin->failed) {
		*err = pin->fault;
		return false;
	}
	if (pin->wrong || code == GNUTLS_E_PKCS11_PIN_ERROR) {
		error_set(err, ERROR_STORE, "the PIN for the token '%s' is "
			  "wrong; it was tried once", pin->label);
		return error_hint(err, "each further try brings the token "
				  "nearer to being locked");
	}
	if (code == GNUTLS_E_PARSING_ERROR)
		return not_a_uri(uri, err);
	if (code == GNUTLS_E_PKCS11_PIN_LOCKED)
		return error_set(err, ERROR_STORE, "the PIN of the token '%s' "
				 "is locked", pin->label);
	if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
		error_set(err, ERROR_CONFIG, "the token '%s' has no private "
			  "key that fits '%s'", pin->label, uri);
		return error_hint(err, "'p11tool --login --list-all' shows "
				  "what it has");
	}
	if (code == GNUTLS_E_INVALID_REQUEST) {
		error_set(err, ERROR_CONFIG, "'%s' names a token but no private "
			  "key in it", uri);
		return error_hint(err, "add 'object=LABEL' or 'id=%%HH...'");
	}
	return error_set(err, ERROR_STORE, "the private key '%s' cannot be "
			 "used: %s", uri, gnutls_strerror(code));
}

static bool open_key(const char *uri, struct certificate_parts *parts,
		     struct error *err)
{
	static const char *const kinds[] = { "type", "object-type", NULL };
	auto_free char *url = filter(uri, false, kinds);
	int code;

	if (url == NULL || gnutls_privkey_init(&parts->key) < 0) {
		parts->key = NULL;
		return error_memory(err);
	}
	gnutls_privkey_set_pin_function(parts->key, give_pin, parts->pin);
	code = gnutls_privkey_import_url(parts->key, url, 0);
	return code >= 0 || key_fault(parts->pin, uri, code, err);
}

/* Takes over a token's certificate; a broken one is not missed. */
static void add_object(struct certificate_parts *parts, gnutls_pkcs11_obj_t obj,
		       const char *uri)
{
	gnutls_datum_t der = { NULL, 0 };
	struct error err;

	if (gnutls_pkcs11_obj_export2(obj, &der) >= 0 &&
	    !certificate_parts_add(parts, &der, uri, &err))
		log_debug("%s", err.message);
	gnutls_free(der.data);
}

/* The certificates of the token, of which assembling picks. */
static bool list_certificates(const char *token, const char *uri,
			      struct certificate_parts *parts,
			      struct error *err)
{
	gnutls_pkcs11_obj_t *list = NULL;
	unsigned int count = 0;
	int code;

	code = gnutls_pkcs11_obj_list_import_url4(&list, &count, token,
						  GNUTLS_PKCS11_OBJ_FLAG_CRT);
	if (code < 0)
		return error_set(err, ERROR_STORE, "the certificates of the "
				 "token '%s' cannot be listed: %s",
				 parts->pin->label, gnutls_strerror(code));
	for (unsigned int i = 0; i < count; i++) {
		add_object(parts, list[i], uri);
		gnutls_pkcs11_obj_deinit(list[i]);
	}
	gnutls_free(list);
	if (parts->count > 0)
		return true;
	error_set(err, ERROR_CONFIG, "the token '%s' has no certificate beside "
		  "the private key '%s'", parts->pin->label, uri);
	return error_hint(err, "write it there: p11tool --write "
			  "--load-certificate=FILE ...");
}

/* RFC 7512, section 2.4: pin-value and pin-source stand in the query; GnuTLS
 * also takes them in the path. */
static bool names_pin(const char *uri)
{
	static const char *const names[] = { "pin-value", "pin-source" };
	const char *at = uri + strlen("pkcs11:");

	while (*at != '\0') {
		size_t name = strcspn(at, "=;?&");

		for (size_t i = 0; i < array_size(names); i++)
			if (strlen(names[i]) == name &&
			    strncasecmp(names[i], at, name) == 0)
				return true;
		at += strcspn(at, ";?&");
		at += *at != '\0';
	}
	return false;
}

bool certificate_open_pkcs11(const char *uri,
			     const struct certificate_password *password,
			     struct certificate **ret, struct error *err)
{
	static const char *const of_token[] = { "token", "serial", "model",
						"manufacturer", NULL };
	auto_free char *token = filter(uri, true, of_token);
	auto_parts struct certificate_parts parts = { 0 };
	auto_certificate struct certificate *found = NULL;

	if (names_pin(uri)) {
		error_set(err, ERROR_CONFIG, "a PKCS#11 URI with 'pin-value' "
			  "or 'pin-source' is refused: others could read it, "
			  "and its tries are not counted");
		return error_hint(err, "put the PIN into a file that only you "
				  "can read, and name that as "
				  "'certificate_password_file'");
	}
	parts.pin = calloc(1, sizeof(*parts.pin));
	if (token == NULL || parts.pin == NULL)
		return error_memory(err);
	parts.pin->password = password;
	if (!find_token(token, uri, parts.pin, err) ||
	    !open_key(uri, &parts, err) ||
	    !list_certificates(token, uri, &parts, err))
		return false;
	/* A later question (a key that wants its PIN for each signature) is
	 * answered with the PIN that was right. */
	parts.pin->password = NULL;
	if (!certificate_assemble(&parts, uri, &found, err) ||
	    !certificate_usable(found, err))
		return false;
	*ret = steal(found);
	return true;
}
