/* SPDX-License-Identifier: MIT */
/* Outcome and back-off notes on disk. */
#include "store/note.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "model/fault.h"

#define NOTE_MAX 16384			/* bytes */
#define BACK_OFF_MS 60000		/* after a refusal */
#define BACK_OFF_MAX_S 3600		/* whatever the authority asks */

void note_make(const struct order *order, const struct error *fault,
	       int64_t now_ms, struct note *ret_note)
{
	int64_t asked_s = fault->retry_after_s, pause_ms = 0;

	*ret_note = (struct note){ .fault = *fault, .at_ms = now_ms };
	memcpy(ret_note->claims_hash, order->claims_hash, HASH_SIZE);
	ret_note->throttled = asked_s > 0;
	if (asked_s > 0)
		pause_ms = (asked_s < BACK_OFF_MAX_S ? asked_s :
						       BACK_OFF_MAX_S) * 1000;
	else if (fault->class == ERROR_REFUSED || fault->class == ERROR_SIGNIN)
		pause_ms = BACK_OFF_MS;
	if (pause_ms > 0)
		ret_note->until_ms = now_ms + pause_ms;
}

static bool parse(const char *text, size_t length, const struct order *order,
		  struct note *ret_note, struct error *err)
{
	static const struct json_source source = { .name = "the note",
						   .class = ERROR_STORE };
	auto_json struct json_document *document = NULL;
	const char *key = NULL, *claims = "";
	struct json root;

	document = json_parse(text, length, &source, err);
	if (document == NULL || !json_root(document, &root, err) ||
	    !json_get_string(root, "key", &key, err) ||
	    !json_get_string(root, "claims", &claims, err) ||
	    !json_get_bool(root, "throttled", &ret_note->throttled, err) ||
	    !json_get_int(root, "at_ms", 0, INT64_MAX, &ret_note->at_ms,
			  err) ||
	    !json_get_int(root, "until_ms", 0, INT64_MAX, &ret_note->until_ms,
			  err) ||
	    !fault_read(root, &ret_note->fault, err))
		return false;
	snprintf(ret_note->claims_hash, HASH_SIZE, "%s", claims);
	return (key != NULL && strcmp(key, order->key) == 0) ||
	       error_set(err, ERROR_STORE, "it is for another key");
}

static bool load(const struct store *store, const struct order *order,
		 const char *kind, struct note *ret_note)
{
	auto_secret struct secret text = SECRET_INIT;
	char name[STORE_NAME_SIZE];
	struct error err;

	*ret_note = (struct note){ 0 };
	if (store->folder < 0)
		return false;
	store_name(order->key_hash, kind, name);
	if (!file_read_own(store->folder, name, NOTE_MAX, &text))
		return false;
	if (parse(secret_expose(&text), text.length, order, ret_note, &err))
		return true;
	log_debug("the note %s counts as absent: %s", name, err.message);
	*ret_note = (struct note){ 0 };
	return false;
}

bool note_load(const struct store *store, const struct order *order,
	       struct note *ret_note)
{
	return load(store, order, STORE_NOTE, ret_note) &&
	       strcmp(ret_note->claims_hash, order->claims_hash) == 0;
}

bool note_load_pause(const struct store *store, const struct order *order,
		     struct note *ret_note)
{
	return load(store, order, STORE_PAUSE, ret_note);
}

static bool save(const struct store *store, const struct order *order,
		 const char *kind, const struct secret *text)
{
	char name[STORE_NAME_SIZE];

	store_name(order->key_hash, kind, name);
	return file_replace(store->folder, name, text);
}

bool note_save(const struct store *store, const struct order *order,
	       const struct note *note)
{
	auto_secret struct secret text = SECRET_INIT;

	if (store->folder < 0)
		return false;
	json_begin(&text, NULL, '{');
	json_put_int(&text, "version", STORE_VERSION);
	json_put_string(&text, "key", order->key);
	json_put_string(&text, "principal", order->principal);
	json_put_int(&text, "at_ms", note->at_ms);
	json_put_int(&text, "until_ms", note->until_ms);
	json_put_bool(&text, "throttled", note->throttled);
	if (note->claims_hash[0] != '\0')
		json_put_string(&text, "claims", note->claims_hash);
	fault_write(&note->fault, &text);
	json_end(&text, '}');
	return !text.failed && save(store, order, STORE_NOTE, &text) &&
	       (!note->throttled || save(store, order, STORE_PAUSE, &text));
}

void note_remove(const struct store *store, const struct order *order)
{
	char name[STORE_NAME_SIZE];

	if (store->folder < 0)
		return;
	store_name(order->key_hash, STORE_NOTE, name);
	unlinkat(store->folder, name, 0);
	store_name(order->key_hash, STORE_PAUSE, name);
	unlinkat(store->folder, name, 0);
}
