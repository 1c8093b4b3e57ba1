/* SPDX-License-Identifier: MIT */
/* Errors on their way between programs; classes travel by name. */
#include "model/fault.h"

#include <stdio.h>
#include <string.h>

/* The longest that an authority may ask us to wait: a day is absurd, yet a
 * number, and the callers cut it further. */
#define RETRY_AFTER_MAX_S 86400

void fault_write(const struct error *fault, struct secret *out)
{
	json_put_string(out, "class", error_row(fault->class)->name);
	json_put_string(out, "message", fault->message);
	if (fault->hint[0] != '\0')
		json_put_string(out, "hint", fault->hint);
	if (fault->oauth[0] != '\0')
		json_put_string(out, "oauth", fault->oauth);
	if (fault->aadsts != 0)
		json_put_int(out, "aadsts", fault->aadsts);
	if (fault->retry_after_s > RETRY_AFTER_MAX_S)
		json_put_int(out, "retry_after_s", RETRY_AFTER_MAX_S);
	else if (fault->retry_after_s > 0)
		json_put_int(out, "retry_after_s", fault->retry_after_s);
}

bool fault_read(struct json in, struct error *ret_fault, struct error *err)
{
	const char *class = NULL, *message = NULL, *hint = "", *oauth = "";
	int64_t aadsts = 0, retry_after_s = 0;

	if (!json_get_string(in, "class", &class, err) ||
	    !json_get_string(in, "message", &message, err) ||
	    !json_get_string(in, "hint", &hint, err) ||
	    !json_get_string(in, "oauth", &oauth, err) ||
	    !json_get_int(in, "aadsts", 0, INT32_MAX, &aadsts, err) ||
	    !json_get_int(in, "retry_after_s", 0, RETRY_AFTER_MAX_S,
			  &retry_after_s, err))
		return false;
	if (class == NULL || message == NULL)
		return json_fault(in, NULL, err, "holds no error");
	error_set(ret_fault, error_class_named(class), "%s", message);
	error_hint(ret_fault, "%s", hint);
	snprintf(ret_fault->oauth, sizeof(ret_fault->oauth), "%s", oauth);
	ret_fault->aadsts = (int)aadsts;
	ret_fault->retry_after_s = retry_after_s;
	return true;
}
