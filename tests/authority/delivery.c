/* SPDX-License-Identifier: MIT */
/*
 * Delivering replies: see delivery.h. The faults of the transport are done
 * here: waiting, dripping, cutting short, flooding, resetting.
 */
#include "delivery.h"

#include "waiting.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define HANG_MS 120000
#define DRIP_MS 100
#define CUT_SHORT_BY 1000
#define HUGE_SIZE (1ULL << 30)
#define BLOCK_SIZE 65536

/* A body handed out piece by piece; lives as long as its response. */
struct stream {
	struct text body;
	enum fault_kind kind;
	int ending;
};

static ssize_t stream_read(void *closure, uint64_t position, char *buffer,
			   size_t size)
{
	struct stream *stream = closure;
	size_t left = 0;

	if (position < stream->body.length)
		left = stream->body.length - (size_t)position;
	if (stream->kind == FAULT_HUGE && left == 0) {
		memset(buffer, 'A', size);
		return (ssize_t)size;
	}
	if (left == 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (stream->kind == FAULT_DRIP) {
		size = 1;
		if (!wait_ms(stream->ending, DRIP_MS))
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (size > left)
		size = left;
	memcpy(buffer, stream->body.data + position, size);
	return (ssize_t)size;
}

static void stream_free(void *closure)
{
	struct stream *stream = closure;

	text_clear(&stream->body);
	free_string((char **)&stream);
}

static struct MHD_Response *make_stream(struct request *request,
					const struct fault *fault,
					struct reply *reply)
{
	struct stream *stream = memory_new(sizeof(*stream));
	uint64_t size = reply->body.length;

	stream->kind = fault->kind;
	stream->ending = request->authority->ending;
	if (fault->kind == FAULT_HUGE) {
		text_addf(&stream->body, "{\"token_type\":\"Bearer\","
					 "\"expires_in\":3599,"
					 "\"access_token\":\"");
		size = strcmp(fault->variant, "chunked") ? HUGE_SIZE :
							   MHD_SIZE_UNKNOWN;
	} else {
		text_add(&stream->body, reply->body.data, reply->body.length);
	}
	if (fault->kind == FAULT_CUT) {
		stream->body.length /= 2;
		size += CUT_SHORT_BY;
	}
	return MHD_create_response_from_callback(size, BLOCK_SIZE, stream_read,
						 stream, stream_free);
}

static struct MHD_Response *make_response(struct request *request,
					  const struct fault *fault,
					  struct reply *reply)
{
	switch (fault->kind) {
	case FAULT_DRIP:
	case FAULT_CUT:
	case FAULT_HUGE:
		return make_stream(request, fault, reply);
	default:
		return MHD_create_response_from_buffer(reply->body.length,
						       reply->body.data,
						       MHD_RESPMEM_MUST_COPY);
	}
}

static void add_headers(const struct request *request,
			const struct reply *reply,
			struct MHD_Response *response)
{
	time_t now = (time_t)request_now(request);
	char date[64];
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	MHD_add_response_header(response, "Date", date);
	for (size_t i = 0; i < reply->header_count; i++)
		MHD_add_response_header(response, reply->headers[i].name,
					reply->headers[i].value);
}

static int connection_fd(const struct request *request)
{
	return MHD_get_connection_info(request->connection,
				       MHD_CONNECTION_INFO_CONNECTION_FD)
		->connect_fd;
}

enum MHD_Result deliver(struct request *request, const struct fault *fault,
			struct reply *reply)
{
	int ending = request->authority->ending;
	struct MHD_Response *response;
	enum MHD_Result result;

	if (fault->kind == FAULT_DELAY)
		wait_ms(ending, fault->milliseconds);
	if (fault->kind == FAULT_HANG) {
		wait_for_leaving(ending, connection_fd(request), HANG_MS);
		return MHD_NO;
	}
	if (fault->kind == FAULT_RESET) {
		reset_connection(connection_fd(request));
		return MHD_NO;
	}
	response = make_response(request, fault, reply);
	if (!response)
		return MHD_NO;
	add_headers(request, reply, response);
	result = MHD_queue_response(request->connection, reply->status,
				    response);
	MHD_destroy_response(response);
	return result;
}
