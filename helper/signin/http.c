/* SPDX-License-Identifier: MIT */
/*
 * One POST by libcurl.  CAPATH is switched off unless it was asked for: by
 * default GnuTLS would parse every file of /etc/ssl/certs, which costs 50 ms
 * and also trusts what a custom bundle was meant to leave out.
 */
#include "signin/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/url.h"

#define BODY_MAX (1u << 20)
#define HEADERS_MAX (64u << 10)
#define CONNECT_MS 5000

struct transfer {
	struct http_answer *answer;
	size_t headers;
	long proxy_status;	/* of the proxy's answer to CONNECT, or 0 */
	bool too_large;
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
	return length;
}

/* What to check for a class of faults; the host is named by the message. */
static const struct {
	CURLcode code;
	const char *what;
	const char *hint;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "its name cannot be resolved",
	  "check the network and its name service; behind a proxy, set "
	  "https_proxy" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name cannot be resolved",
	  "check the host in https_proxy" },
	{ CURLE_COULDNT_CONNECT, "it cannot be connected to",
	  "check the network and the firewall; behind a proxy, set "
	  "https_proxy" },
	{ CURLE_OPERATION_TIMEDOUT, "it did not answer in time",
	  "check the network; a slow one may need a larger "
	  "'timeout_seconds' in lanyard.json" },
	{ CURLE_PEER_FAILED_VERIFICATION, "its certificate is not trusted",
	  "if a proxy inspects TLS, put its CA into a bundle and name that as "
	  "'ca_bundle' in lanyard.json; else check this machine's clock" },
	{ CURLE_SSL_CACERT_BADFILE, "the CA bundle cannot be read",
	  "check 'ca_bundle' in lanyard.json, SSL_CERT_FILE, CURL_CA_BUNDLE "
	  "and REQUESTS_CA_BUNDLE" },
	{ CURLE_SSL_CONNECT_ERROR, "no secure connection could be made",
	  "something between here and there may speak no TLS 1.2, or no TLS "
	  "at all" },
	{ CURLE_PARTIAL_FILE, "its answer was cut off",
	  "try again; a proxy may be at fault" },
	{ CURLE_GOT_NOTHING, "it closed the connection without an answer",
	  "try again; a proxy may be at fault" },
	{ CURLE_RECV_ERROR, "the connection broke",
	  "try again; a proxy may be at fault" },
};

static bool fault(CURLcode code, const struct transfer *transfer,
		  const char *detail, const char *url, struct error *err)
{
	struct url parts = { .host = "" };
	const char *what = curl_easy_strerror(code), *hint = "try again";

	if (transfer->answer->body.failed)
		return error_memory(err);
	url_parse(url, &parts);
	if (transfer->too_large) {
		error_set(err, ERROR_NETWORK, "the authority '%s': its answer "
			  "is larger than %u bytes", parts.host, BODY_MAX);
		return error_hint(err, "whatever answers there is no "
				  "authority; check https_proxy");
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].code == code) {
			what = faults[i].what;
			hint = faults[i].hint;
		}
	if (transfer->proxy_status >= 400) {
		what = "the proxy does not let us through";
		hint = transfer->proxy_status == 407 ?
		       "the proxy wants a name and a password: put them into "
		       "https_proxy (http://NAME:PASSWORD@HOST:PORT)" :
		       "check https_proxy and no_proxy, and that the proxy may "
		       "reach this host";
	}
	error_set(err, ERROR_NETWORK, "the authority '%s': %s%s%s%s",
		  parts.host, what, *detail ? " (" : "", detail,
		  *detail ? ")" : "");
	return error_hint(err, "%s", hint);
}

static struct curl_slist *headers_for(const char *request_id)
{
	char line[128];
	struct curl_slist *list = NULL, *more;
	const char *lines[] = {
		"Accept: application/json",
		"Expect:",
		"return-client-request-id: true",
		"x-client-SKU: lanyard",
		"x-client-Ver: " PACKAGE_VERSION,
		line,
	};

	snprintf(line, sizeof(line), "client-request-id: %s", request_id);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		more = curl_slist_append(list, lines[i]);
		if (more == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

static void set_options(CURL *curl, const struct transport *transport,
			const char *url, const struct secret *form,
			int64_t left_ms)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	const char *ca_file = transport->ca_file;

	if (ca_file == NULL && transport->ca_folder == NULL)
		ca_file = info->cainfo;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
			 (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH, transport->ca_folder);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			 left_ms < CONNECT_MS ? (long)left_ms : CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "lanyard/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form->length);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, secret_expose(form));
}

static void tell(CURL *curl, const char *url, const char *request_id)
{
	long status = 0;
	double name_s = 0, tls_s = 0, total_s = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_NAMELOOKUP_TIME, &name_s);
	curl_easy_getinfo(curl, CURLINFO_APPCONNECT_TIME, &tls_s);
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &total_s);
	log_debug("POST %s: status %ld, request id %s (name %.0f ms, TLS after "
		  "%.0f ms, all %.0f ms)", url, status, request_id,
		  name_s * 1000, tls_s * 1000, total_s * 1000);
}

bool http_post(const struct transport *transport, const char *url,
	       const struct secret *form, const char *request_id,
	       int64_t deadline_ms, struct http_answer *ret_answer,
	       struct error *err)
{
	struct transfer transfer = { .answer = ret_answer };
	int64_t left_ms = deadline_ms - clock_steady_ms();
	struct curl_slist *headers = headers_for(request_id);
	char detail[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	curl_off_t retry_after = 0;
	CURLcode code;

	if (curl == NULL || headers == NULL) {
		curl_slist_free_all(headers);
		curl_easy_cleanup(curl);
		return error_memory(err);
	}
	set_options(curl, transport, url, form, left_ms > 1 ? left_ms : 1);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);

	code = curl_easy_perform(curl);
	tell(curl, url, request_id);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret_answer->status);
	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
	curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE,
			  &transfer.proxy_status);
	ret_answer->retry_after_s = retry_after > 0 ? (int64_t)retry_after : 0;
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return code == CURLE_OK || fault(code, &transfer, detail, url, err);
}
