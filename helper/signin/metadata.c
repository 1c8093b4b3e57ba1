/* SPDX-License-Identifier: MIT */
/* The table of metadata services, and what they have in common. */
#include "signin/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/form.h"
#include "base/text.h"
#include "base/url.h"

/* In the order in which the environment is looked at. */
static const struct metadata_source *const table[] = {
	&metadata_app_service, &metadata_cloud_shell, &metadata_arc,
	&metadata_imds,
};

const struct metadata_source *metadata_find(const char *name)
{
	for (size_t i = 0; i < array_size(table); i++)
		if (name != NULL ? strcmp(table[i]->name, name) == 0 :
				   table[i]->detect())
			return table[i];
	return NULL;
}

const char *metadata_variable(const char *name)
{
	const char *value = secure_getenv(name);

	return value != NULL && *value != '\0' && text_printable(value) ?
	       value : NULL;
}

const char *metadata_foreign(void)
{
	if (metadata_variable("IDENTITY_SERVER_THUMBPRINT") != NULL)
		return "Service Fabric";
	if (metadata_variable("MSI_ENDPOINT") != NULL &&
	    metadata_variable("MSI_SECRET") != NULL)
		return "Azure Machine Learning";
	return NULL;
}

bool metadata_is_here(const char *variable, const char *url, struct error *err)
{
	return url_is_local(url) ||
	       error_set(err, ERROR_CONFIG, "the metadata service '%s' (%s) is "
			 "not on this machine or link", url, variable);
}

int64_t metadata_pause_ms(long status, int retry)
{
	static const long passing[] = { 404, 408, 429, 500, 502, 503, 504 };

	for (size_t i = 0; retry <= 3 && i < array_size(passing); i++)
		if (passing[i] == status)
			return 1000;
	return 0;
}

static bool add_identity(const struct metadata_question *question,
			 const char *resource_id_name, struct secret *query)
{
	const char *kind = question->identity_kind;

	if (kind == NULL)
		return true;
	return form_add(query, strcmp(kind, "client-id") == 0 ? "client_id" :
			strcmp(kind, "object-id") == 0 ? "object_id" :
			resource_id_name, question->identity);
}

bool metadata_send(const struct metadata_question *question,
		   const struct http_request *request,
		   struct http_answer *ret_answer, struct error *err)
{
	if (http_send(question->transport, request, question->deadline_ms,
		      ret_answer, err))
		return true;
	if (err->class == ERROR_NETWORK)
		error_hint(err, "is this machine in Azure, and has it a "
			   "managed identity?");
	return false;
}

bool metadata_get(const struct metadata_question *question, const char *url,
		  const char *api_version, const char *resource_id_name,
		  const char *const *headers,
		  const struct secret *secret_header,
		  struct http_answer *ret_answer, struct error *err)
{
	auto_secret struct secret query = SECRET_INIT, whole = SECRET_INIT;
	struct http_request request = {
		.peer = HTTP_METADATA, .who = "the metadata service",
		.headers = headers, .secret_header = secret_header,
	};

	if (!form_add(&query, "api-version", api_version) ||
	    !form_add(&query, "resource", question->resource) ||
	    !add_identity(question, resource_id_name, &query) ||
	    !secret_format(&whole, "%s%c%s", url,
			   strchr(url, '?') != NULL ? '&' : '?',
			   secret_expose(&query)))
		return error_memory(err);
	request.url = secret_expose(&whole);
	return metadata_send(question, &request, ret_answer, err);
}
