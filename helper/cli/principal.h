/* SPDX-License-Identifier: MIT */
/* The sub-verbs of `lanyard principal` that have a file of their own. */
#ifndef CLI_PRINCIPAL_H
#define CLI_PRINCIPAL_H

/* lanyard principal add: returns the exit status. */
int principal_add(int argc, char **argv);

#endif
