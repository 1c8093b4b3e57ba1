/* SPDX-License-Identifier: MIT */
/*
 * The servers: see server.h. This turns what the HTTP library calls back
 * with into a struct request, finds the route, asks for a fault, lets the
 * endpoint answer, writes the journal and has the reply delivered.
 */
#include "server.h"

#include "delivery.h"
#include "fault-answers.h"
#include "routes.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAX ((size_t)64 << 20)
#define CONNECTIONS_MAX 4096
#define IDLE_SECONDS 130
#define BACKLOG 1024

const char *request_header(const struct request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection,
					   MHD_HEADER_KIND, name);
}

/* Called with the request line, before anything else is known. */
static void *request_new(void *closure, const char *uri,
			 struct MHD_Connection *connection)
{
	struct request *request = memory_new(sizeof(*request));
	const char *question = strchr(uri, '?');
	size_t length = question ? (size_t)(question - uri) : strlen(uri);
	auto_text path = { 0 };

	request->authority = closure;
	request->connection = connection;
	request->uri = string_dup(uri);
	request->query = question ? request->uri + length + 1 : "";
	if (!percent_parse(uri, length, false, &path)) {
		text_clear(&path);
		text_addf(&path, "/malformed");
	}
	request->path = text_take(&path);
	return request;
}

static void request_free(void *closure, struct MHD_Connection *connection,
			 void **context, enum MHD_RequestTerminationCode code)
{
	struct request *request = *context;

	(void)closure;
	(void)connection;
	(void)code;
	if (!request)
		return;
	free(request->uri);
	free(request->path);
	free(request->host_header);
	text_clear(&request->body);
	note_clear(&request->note);
	free(request);
	*context = NULL;
}

static void read_host(struct request *request)
{
	const char *header = request_header(request, "Host");
	const char *start = header ? header : "";
	const char *stop = ":";
	size_t length;

	request->host_header = string_dup(start);
	if (*start == '[') {
		start++;
		stop = "]";
	}
	length = strcspn(start, stop);
	for (size_t i = 0; i < length && i < HOST_SIZE - 1; i++)
		request->host[i] = (char)tolower((unsigned char)start[i]);
}

static void begin(struct request *request, const char *method)
{
	request->method = method;
	read_host(request);
	if (MHD_get_connection_info(request->connection,
				    MHD_CONNECTION_INFO_GNUTLS_SESSION))
		request->service = hosts_find(&request->authority->hosts,
					      request->host);
	else
		request->service = hosts_of_kind(HOST_METADATA);
	request->number = (unsigned long)(uintptr_t)MHD_get_connection_info(
				  request->connection,
				  MHD_CONNECTION_INFO_SOCKET_CONTEXT)
				  ->socket_context;
}

/* The scheme only: never what follows it. */
static const char *authorization_scheme(const struct request *request)
{
	const char *header = request_header(request, "Authorization");

	if (!header)
		return NULL;
	if (strncasecmp(header, "Bearer ", 7) == 0)
		return "Bearer";
	return strncasecmp(header, "Basic ", 6) == 0 ? "Basic" : "other";
}

static void write_journal(const struct request *request,
			  const struct reply *reply,
			  const struct fault *fault)
{
	struct json_object *line = json_object_new_object();
	const struct note *note = &request->note;
	bool silent = fault->kind == FAULT_HANG || fault->kind == FAULT_RESET;

	json_object_object_add(line, "connection",
			       json_object_new_int64((int64_t)request->number));
	journal_add(line, "host", request->host);
	journal_add(line, "method", request->method);
	journal_add(line, "path", request->path);
	journal_add(line, "grant_type", note->grant_type);
	journal_add(line, "client_id", note->client_id);
	journal_add(line, "scope", note->scope);
	journal_add(line, "authorization", authorization_scheme(request));
	journal_add(line, "audience", note->audience);
	if (note->assertion[0])
		journal_add(line, "assertion", note->assertion);
	journal_add(line, "client_request_id",
		    request_header(request, "client-request-id"));
	journal_add(line, "user_agent", request_header(request, "User-Agent"));
	json_object_object_add(line, "length",
			       json_object_new_int64(
				       (int64_t)request->body.length));
	json_object_object_add(line, "status",
			       json_object_new_int(silent ? 0 :
						   (int)reply->status));
	journal_add(line, "error", note->error[0] ? note->error : NULL);
	json_object_object_add(line, "aadsts",
			       note->aadsts ? json_object_new_int(
						      note->aadsts) :
					      NULL);
	journal_add(line, "fault", fault->fault[0] ? fault->fault : NULL);
	journal_write(&request->authority->journal, line);
}

static void answer(struct request *request, struct reply *reply,
		   struct fault *fault)
{
	const struct route *route = routes_find(request);
	bool readable = faults_take(&request->authority->faults,
				    route->section, request->host, fault);

	if (fault->kind == FAULT_QUIRK)
		snprintf(request->quirk, sizeof(request->quirk), "%s",
			 fault->variant);
	if (!readable)
		reply_text(reply, 500, "text/plain",
			   "faults.json is malformed\n");
	else if (request->body_too_large)
		reply_text(reply, 413, "text/plain", "too large\n");
	else if (!fault_replaces(fault, route->section, request, reply))
		route->answer(request, reply);
	fault_reshapes(fault, reply);
}

static enum MHD_Result serve(struct request *request)
{
	struct reply reply = { .status = 500 };
	struct fault fault;
	enum MHD_Result result;

	answer(request, &reply, &fault);
	write_journal(request, &reply, &fault);
	result = deliver(request, &fault, &reply);
	reply_clear(&reply);
	return result;
}

/* Called once with the headers, for each piece of body, and at the end. */
static enum MHD_Result handle(void *closure, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *data,
			      size_t *size, void **context)
{
	struct request *request = *context;

	(void)closure;
	(void)connection;
	(void)url;
	(void)version;
	if (!request->method) {
		begin(request, method);
		return MHD_YES;
	}
	if (*size == 0)
		return serve(request);
	if (request->body.length + *size > BODY_MAX)
		request->body_too_large = true;
	else
		text_add(&request->body, data, *size);
	*size = 0;
	return MHD_YES;
}

static void count_connection(void *closure, struct MHD_Connection *connection,
			     void **context,
			     enum MHD_ConnectionNotificationCode code)
{
	static atomic_ulong count;

	(void)closure;
	(void)connection;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = (void *)(uintptr_t)(atomic_fetch_add(&count, 1) +
					       1);
}

struct MHD_Daemon *server_start(struct authority *authority, bool plain,
				unsigned int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct MHD_OptionItem keys[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0,
		  authority->identity.server_pem },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0,
		  authority->identity.server_key_pem },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem *extra = plain ? &keys[2] : keys;
	struct MHD_Daemon *daemon;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	daemon = MHD_start_daemon(
		(plain ? 0 : MHD_USE_TLS) | MHD_USE_THREAD_PER_CONNECTION |
			MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC |
			MHD_USE_SUPPRESS_DATE_NO_CLOCK,
		0, NULL, NULL, handle, authority, MHD_OPTION_SOCK_ADDR,
		&address, MHD_OPTION_ARRAY, extra,
		MHD_OPTION_URI_LOG_CALLBACK, request_new, authority,
		MHD_OPTION_NOTIFY_COMPLETED, request_free, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, count_connection, NULL,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS,
		MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned int)BACKLOG,
		MHD_OPTION_END);
	if (!daemon) {
		fputs("authority: cannot start a server\n", stderr);
		return NULL;
	}
	*ret_port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	return daemon;
}

bool server_adopt(struct MHD_Daemon *daemon, int fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	if (getpeername(fd, (struct sockaddr *)&address, &size) < 0) {
		close(fd);
		return false;
	}
	/* On failure the library has closed the socket. */
	return MHD_add_connection(daemon, fd, (struct sockaddr *)&address,
				  size) == MHD_YES;
}

void server_stop(struct MHD_Daemon *daemon)
{
	if (daemon)
		MHD_stop_daemon(daemon);
}
