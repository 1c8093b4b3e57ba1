/* SPDX-License-Identifier: MIT */
/*
 * Running a program by the Common Gateway Interface (RFC 3875): body in,
 * headers and body out, both in memory.
 */
#ifndef AUTHORITY_CGI_H
#define AUTHORITY_CGI_H

#include "request.h"

/*
 * Runs argv (argv[0] looked for in PATH) in a process group of its own with
 * the environment given, feeds it the request's body, and fills the reply
 * from its output. False when it could not be run or gave no headers. The
 * group is killed when it outstays a minute or when the authority ends.
 */
bool cgi_run(const struct request *request, char *const argv[],
	     char *const environment[], struct reply *reply);

#endif
