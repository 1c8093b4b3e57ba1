/* SPDX-License-Identifier: MIT */
/*
 * Encoding forms.  A blank becomes %20, never '+', so that the text is also
 * right wherever percent-encoding alone is understood.
 */
#include "base/form.h"

#include <string.h>

static void encode(struct secret *form, const char *text)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";

	while (*text != '\0') {
		size_t plain = strspn(text, unreserved);

		secret_append_bytes(form, text, plain);
		text += plain;
		if (*text != '\0')
			secret_format(form, "%%%02X", (unsigned char)*text++);
	}
}

bool form_add(struct secret *form, const char *name, const char *value)
{
	if (form->length > 0)
		secret_append(form, "&");
	encode(form, name);
	secret_append(form, "=");
	encode(form, value);
	return !form->failed;
}
