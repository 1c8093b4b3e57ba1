/* SPDX-License-Identifier: MIT */
/* The real clock.  Unit tests link a double in its place. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec now = { 0, 0 };

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t clock_now_s(void)
{
	return clock_now_ms() / 1000;
}

int64_t clock_steady_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

void clock_sleep_ms(int64_t span_ms)
{
	struct timespec span = { .tv_sec = span_ms / 1000,
				 .tv_nsec = span_ms % 1000 * 1000000 };

	if (span_ms > 0)
		nanosleep(&span, NULL);
}

void clock_format(int64_t epoch_s, char date[CLOCK_DATE_SIZE])
{
	time_t seconds = (time_t)epoch_s;
	struct tm utc = { 0 };

	/* Beyond the four digits of a year the format has no words. */
	if (epoch_s < 0 || epoch_s > 253402300799 ||
	    gmtime_r(&seconds, &utc) == NULL ||
	    strftime(date, CLOCK_DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		snprintf(date, CLOCK_DATE_SIZE, "1970-01-01T00:00:00Z");
}
