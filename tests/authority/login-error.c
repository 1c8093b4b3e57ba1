/* SPDX-License-Identifier: MIT */
/*
 * Error bodies of the login endpoints: see login-error.h.
 */
#include "login-error.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* The client's own request id where it is one, else a new one. */
static void correlation(const struct request *request,
			char ret_guid[GUID_SIZE])
{
	const char *given = request_header(request, "client-request-id");

	if (given && strlen(given) == GUID_SIZE - 1)
		memcpy(ret_guid, given, GUID_SIZE);
	else
		random_guid(ret_guid);
}

void login_headers(const struct request *request, struct reply *reply)
{
	const char *id = request_header(request, "client-request-id");
	const char *wanted =
		request_header(request, "return-client-request-id");
	char trace[GUID_SIZE];

	random_guid(trace);
	reply_header(reply, "Cache-Control", "no-store, no-cache");
	reply_header(reply, "Pragma", "no-cache");
	reply_header(reply, "x-ms-request-id", "%s", trace);
	if (id && wanted && strcasecmp(wanted, "true") == 0)
		reply_header(reply, "client-request-id", "%s", id);
}

static void add_description(struct json_object *body,
			    const struct login_error *error,
			    const char *trace, const char *correlation_id,
			    const char *timestamp)
{
	auto_text text = { 0 };

	if (error->aadsts)
		text_addf(&text, "AADSTS%d: ", error->aadsts);
	text_addf(&text, "%s Trace ID: %s Correlation ID: %s Timestamp: %s",
		  error->description, trace, correlation_id, timestamp);
	json_add(body, "error_description", text.data);
}

static void add_code(struct json_object *body, const struct request *request,
		     int aadsts)
{
	struct json_object *codes = json_object_new_array();
	auto_free uri = string_format("https://%s/error?code=%d",
				      request->host_header, aadsts);

	json_object_array_add(codes, json_object_new_int(aadsts));
	json_object_object_add(body, "error_codes", codes);
	json_add(body, "error_uri", uri);
}

void login_error(struct request *request, struct reply *reply,
		 const struct login_error *error)
{
	struct json_object *body = json_object_new_object();
	time_t now = (time_t)request_now(request);
	char trace[GUID_SIZE];
	char correlation_id[GUID_SIZE];
	char timestamp[32];
	struct tm utc;

	random_guid(trace);
	correlation(request, correlation_id);
	gmtime_r(&now, &utc);
	strftime(timestamp, sizeof(timestamp), "%Y-%m-%d %H:%M:%SZ", &utc);
	json_add(body, "error", error->error);
	add_description(body, error, trace, correlation_id, timestamp);
	if (error->aadsts)
		add_code(body, request, error->aadsts);
	json_add(body, "timestamp", timestamp);
	json_add(body, "trace_id", trace);
	json_add(body, "correlation_id", correlation_id);
	if (error->suberror)
		json_add(body, "suberror", error->suberror);
	if (error->claims)
		json_add(body, "claims", error->claims);
	login_headers(request, reply);
	reply_json(reply, error->status, body);
	snprintf(request->note.error, sizeof(request->note.error), "%s",
		 error->error);
	request->note.aadsts = error->aadsts;
}
