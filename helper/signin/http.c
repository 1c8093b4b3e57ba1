/* SPDX-License-Identifier: MIT */
/*
 * One request by libcurl.  CAPATH is switched off unless it was asked for: by
 * default GnuTLS would parse every file of /etc/ssl/certs, which costs 50 ms
 * and also trusts what a custom bundle was meant to leave out.
 */
#include "signin/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/url.h"

#define BODY_MAX (1u << 20)
#define HEADERS_MAX (64u << 10)
#define CONNECT_MS 5000
#define CONNECT_METADATA_MS 1000

struct transfer {
	const struct http_request *request;
	struct http_answer *answer;
	size_t headers;
	long proxy_status;	/* of the proxy's answer to CONNECT, or 0 */
	bool too_large;
	bool by_proxy;
};

void http_answer_clear(struct http_answer *answer)
{
	secret_clear(&answer->body);
	*answer = (struct http_answer)HTTP_ANSWER_INIT;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	size_t length = size * count;

	if (length > BODY_MAX - transfer->answer->body.length) {
		transfer->too_large = true;
		return 0;
	}
	return secret_append_bytes(&transfer->answer->body, data, length) ?
	       length : 0;
}

/* The value of a header line if it has that name, blanks cut off. */
static bool header_value(const char *line, size_t length, const char *name,
			 char *value, size_t size)
{
	size_t name_length = strlen(name);

	if (length <= name_length || strncasecmp(line, name, name_length) != 0)
		return false;
	line += name_length;
	length -= name_length;
	while (length > 0 && (*line == ' ' || *line == '\t'))
		line++, length--;
	while (length > 0 && (unsigned char)line[length - 1] <= ' ')
		length--;
	if (length >= size)
		length = size - 1;
	memcpy(value, line, length);
	value[length] = '\0';
	return true;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	struct http_answer *answer = transfer->answer;
	size_t length = size * count;
	char value[128];

	transfer->headers += length;
	if (transfer->headers > HEADERS_MAX) {
		transfer->too_large = true;
		return 0;
	}
	if (header_value(data, length, "Date:", value, sizeof(value))) {
		time_t date = curl_getdate(value, NULL);

		answer->date_s = date > 0 ? (int64_t)date : 0;
	}
	header_value(data, length, "Location:", answer->location,
		     sizeof(answer->location));
	header_value(data, length, "WWW-Authenticate:", answer->challenge,
		     sizeof(answer->challenge));
	return length;
}

/* What to check for a class of faults; the host is named by the message. */
static const struct {
	CURLcode code;
	bool transient;		/* worth a second try at once */
	const char *what;
	const char *hint;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, false,
	  "its name cannot be resolved",
	  "check the network and its name service; behind a proxy, set "
	  "https_proxy" },
	{ CURLE_COULDNT_RESOLVE_PROXY, false,
	  "the proxy's name cannot be resolved",
	  "check the host in https_proxy" },
	{ CURLE_COULDNT_CONNECT, true,
	  "it cannot be connected to",
	  "check the network and the firewall; behind a proxy, set "
	  "https_proxy" },
	{ CURLE_OPERATION_TIMEDOUT, false,
	  "it did not answer in time",
	  "check the network; a slow one may need a larger "
	  "'timeout_seconds' in lanyard.json" },
	{ CURLE_PEER_FAILED_VERIFICATION, false,
	  "its certificate is not trusted",
	  "if a proxy inspects TLS, put its CA into a bundle and name that as "
	  "'ca_bundle' in lanyard.json; else check this machine's clock" },
	{ CURLE_SSL_CACERT_BADFILE, false,
	  "the CA bundle cannot be read",
	  "check 'ca_bundle' in lanyard.json, SSL_CERT_FILE, CURL_CA_BUNDLE "
	  "and REQUESTS_CA_BUNDLE" },
	{ CURLE_SSL_CONNECT_ERROR, false,
	  "no secure connection could be made",
	  "something between here and there may speak no TLS 1.2, or no TLS "
	  "at all" },
	{ CURLE_PARTIAL_FILE, true,
	  "its answer was cut off",
	  "try again; a proxy may be at fault" },
	{ CURLE_GOT_NOTHING, true,
	  "it closed the connection without an answer",
	  "try again; a proxy may be at fault" },
	{ CURLE_RECV_ERROR, true,
	  "the connection broke",
	  "try again; a proxy may be at fault" },
};

static bool fault(CURLcode code, const struct transfer *transfer,
		  const char *detail, struct error *err)
{
	const char *who = transfer->request->who;
	struct url parts = { .host = "" };
	const char *what = curl_easy_strerror(code), *hint = "try again";
	bool transient = false;

	if (transfer->answer->body.failed)
		return error_memory(err);
	url_parse(transfer->request->url, &parts);
	if (transfer->too_large) {
		error_set(err, ERROR_NETWORK, "%s '%s': its answer is larger "
			  "than %u bytes", who, parts.host, BODY_MAX);
		return error_hint(err, "whatever answers there is not %s; "
				  "check https_proxy", who);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].code == code) {
			what = faults[i].what;
			hint = faults[i].hint;
			transient = faults[i].transient;
		}
	if (transfer->proxy_status >= 400) {
		transient = false;
		what = "the proxy does not let us through";
		hint = transfer->proxy_status == 407 ?
		       "the proxy wants a name and a password: correct them "
		       "in https_proxy (http://NAME:PASSWORD@HOST:PORT)" :
		       "check https_proxy and no_proxy, and that the proxy may "
		       "reach this host";
	} else if (code == CURLE_COULDNT_CONNECT && transfer->by_proxy) {
		what = "the proxy on the way to it cannot be connected to";
		hint = "https_proxy names it: correct it, or unset it if there "
		       "is no proxy any more";
	}
	error_set(err, ERROR_NETWORK, "%s '%s': %s%s%s%s", who, parts.host,
		  what, *detail ? " (" : "", detail, *detail ? ")" : "");
	err->transient = transient;
	return error_hint(err, "%s", hint);
}

static bool add_header(struct curl_slist **list, const char *line)
{
	struct curl_slist *more = curl_slist_append(*list, line);

	if (more != NULL)
		*list = more;
	return more != NULL;
}

/* The header lines of a request, for curl_slist_free_all(); libcurl's copy of
 * a secret one is wiped with them. */
static struct curl_slist *headers_for(const struct http_request *request)
{
	static const char *const always[] = {
		"Expect:", "x-client-SKU: lanyard",
		("x-client-Ver: " PACKAGE_VERSION),
	};
	struct curl_slist *list = NULL;
	const char *const *extra = request->headers;
	char line[128];
	bool ok = true;

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		ok &= add_header(&list, always[i]);
	if (request->request_id != NULL) {
		snprintf(line, sizeof(line), "client-request-id: %s",
			 request->request_id);
		ok &= add_header(&list, line) &&
		      add_header(&list, "return-client-request-id: true");
	}
	for (; extra != NULL && *extra != NULL; extra++)
		ok &= add_header(&list, *extra);
	if (request->secret_header != NULL)
		ok &= add_header(&list, secret_expose(request->secret_header));
	if (ok)
		return list;
	curl_slist_free_all(list);
	return NULL;
}

/*
 * The bundle of the system: what libcurl was built with, else where the
 * distributions keep one.  Debian's GnuTLS flavour knows of a folder only,
 * all of whose files GnuTLS would parse.
 */
static const char *system_bundle(void)
{
	static const char *const usual[] = {
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/ssl/cert.pem",
	};
	const char *own = curl_version_info(CURLVERSION_NOW)->cainfo;

	if (own != NULL && access(own, R_OK) == 0)
		return own;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (access(usual[i], R_OK) == 0)
			return usual[i];
	return NULL;
}

/* What decides whom we trust, for the authority and for a proxy that is spoken
 * to over TLS.  False if libcurl takes one of them not. */
static bool trust(CURL *curl, const struct transport *transport)
{
	const char *file = transport->ca_file, *folder = transport->ca_folder;
	CURLcode code = CURLE_OK;

	if (file == NULL && folder == NULL)
		file = system_bundle();
	if (file == NULL && folder == NULL)
		folder = curl_version_info(CURLVERSION_NOW)->capath;
	code |= curl_easy_setopt(curl, CURLOPT_SSLVERSION,
				 (long)CURL_SSLVERSION_TLSv1_2);
	code |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	code |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	code |= curl_easy_setopt(curl, CURLOPT_CAINFO, file);
	code |= curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
	code |= curl_easy_setopt(curl, CURLOPT_PROXY_SSLVERSION,
				 (long)CURL_SSLVERSION_TLSv1_2);
	code |= curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO, file);
	code |= curl_easy_setopt(curl, CURLOPT_PROXY_CAPATH, folder);
	return code == CURLE_OK;
}

static bool set_options(CURL *curl, const struct transport *transport,
			const struct http_request *request, int64_t left_ms)
{
	bool metadata = request->peer == HTTP_METADATA;
	long connect_ms = metadata ? CONNECT_METADATA_MS : CONNECT_MS;
	CURLcode code = CURLE_OK;

	code |= curl_easy_setopt(curl, CURLOPT_URL, request->url);
	code |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
				 metadata && url_is_local(request->url) ?
				 "http,https" : "https");
	code |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	code |= curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	if (metadata)
		code |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A name service that hangs holds up its own thread alone. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
#endif
	curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			 left_ms < connect_ms ? (long)left_ms : connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "lanyard/" PACKAGE_VERSION);
	if (request->form != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
				 (long)request->form->length);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
				 secret_expose(request->form));
	}
	return code == CURLE_OK && trust(curl, transport);
}

/* The URL is told without its query, where a runner keeps what it likes. */
static void tell(CURL *curl, const struct http_request *request)
{
	double name_s = 0, tls_s = 0, total_s = 0;
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_NAMELOOKUP_TIME, &name_s);
	curl_easy_getinfo(curl, CURLINFO_APPCONNECT_TIME, &tls_s);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &total_s);
	log_debug("%s %.*s: status %ld%s%s (name %.0f ms, TLS after %.0f ms, "
		  "all %.0f ms)", request->form != NULL ? "POST" : "GET",
		  (int)strcspn(request->url, "?"), request->url, status,
		  request->request_id != NULL ? ", request id " : "",
		  request->request_id != NULL ? request->request_id : "",
		  name_s * 1000, tls_s * 1000, total_s * 1000);
}

static CURLcode perform(CURL *curl, struct transfer *transfer,
			struct curl_slist *headers, char *detail)
{
	struct http_answer *answer = transfer->answer;
	curl_off_t retry_after = 0;
	const char *proxy = NULL;
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
	code = curl_easy_perform(curl);
	tell(curl, transfer->request);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE,
			  &transfer->proxy_status);
	answer->retry_after_s = retry_after > 0 ? (int64_t)retry_after : 0;
	proxy = secure_getenv("https_proxy");
	if (proxy == NULL)
		proxy = secure_getenv("HTTPS_PROXY");
	transfer->by_proxy = proxy != NULL && *proxy != '\0' &&
			     transfer->request->peer == HTTP_SERVICE;
	return code;
}

bool http_send(const struct transport *transport,
	       const struct http_request *request, int64_t deadline_ms,
	       struct http_answer *ret_answer, struct error *err)
{
	struct transfer transfer = { .request = request,
				     .answer = ret_answer };
	int64_t left_ms = deadline_ms - clock_steady_ms();
	struct curl_slist *headers = headers_for(request);
	char detail[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	CURLcode code = CURLE_OUT_OF_MEMORY;
	bool ready;

	ready = curl != NULL && headers != NULL &&
		set_options(curl, transport, request, left_ms > 1 ? left_ms :
			    1);
	if (ready)
		code = perform(curl, &transfer, headers, detail);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	if (!ready)
		return error_set(err, ERROR_INTERNAL, "libcurl cannot be set "
				 "up, or memory is short");
	return code == CURLE_OK || fault(code, &transfer, detail, err);
}
