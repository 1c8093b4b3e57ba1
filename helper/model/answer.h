/* SPDX-License-Identifier: MIT */
/* The answer to a request, in the form that the request asked for. */
#ifndef MODEL_ANSWER_H
#define MODEL_ANSWER_H

#include <stdint.h>

#include "base/secret.h"
#include "model/order.h"
#include "model/request.h"
#include "model/token.h"

/*
 * Appends one compact line: a Token (lanyard/v1) or an ExecCredential.  To
 * kubectl, which has no margin of its own, the expiry is told 60 s early, or
 * a quarter of what is left if that is less.  False when out of memory.
 */
bool answer_format(enum request_form form, const struct order *order,
		   const struct token *token, int64_t now_s,
		   struct secret *ret_line);

#endif
