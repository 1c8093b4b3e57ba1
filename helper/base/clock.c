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

/* Not gmtime(), which reads the time zone's file first. */
void clock_format(int64_t epoch_s, char date[CLOCK_DATE_SIZE])
{
	int64_t days, second, era, year, of_year, month;
	int64_t of_era; /* the day of an era of 400 years from 1 March 0000 */

	/* Beyond the four digits of a year the format has no words. */
	if (epoch_s < 0 || epoch_s > 253402300799)
		epoch_s = 0;
	days = epoch_s / 86400 + 719468;
	second = epoch_s % 86400;
	era = days / 146097;
	of_era = days % 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
	       365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	snprintf(date, CLOCK_DATE_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ",
		 (int)(era * 400 + year + (month >= 10)),
		 (int)(month < 10 ? month + 3 : month - 9),
		 (int)(of_year - (153 * month + 2) / 5 + 1),
		 (int)(second / 3600), (int)(second / 60 % 60),
		 (int)(second % 60));
}
