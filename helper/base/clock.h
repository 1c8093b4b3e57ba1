/* SPDX-License-Identifier: MIT */
/*
 * Time, behind one small header so that a test can turn it.  Points in time
 * are milliseconds or seconds since 1970-01-01 UTC; spans are milliseconds.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Now, by the wall clock. */
int64_t clock_now_ms(void);
int64_t clock_now_s(void);

/* A clock that never jumps, for deadlines. */
int64_t clock_steady_ms(void);

/* Sleeps; a signal may end it early. */
void clock_sleep_ms(int64_t span_ms);

/* Room for a date of RFC 3339, `2030-01-31T12:00:00Z`, and its NUL. */
#define CLOCK_DATE_SIZE 32

/* Writes a point in time as RFC 3339 in UTC, whole seconds; one before 1970 or
 * after the year 9999 as the beginning of 1970. */
void clock_format(int64_t epoch_s, char date[CLOCK_DATE_SIZE]);

#endif
