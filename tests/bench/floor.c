/* SPDX-License-Identifier: MIT */
/*
 * The floor under a cached token: reads one JSON file, parses it with json-c
 * and prints what is in it, with no check of anything.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <json-c/json.h>

int main(int argc, char **argv)
{
	static char text[65536];
	struct json_object *root;
	ssize_t length;
	int fd;

	fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return 1;
	length = read(fd, text, sizeof(text) - 1);
	if (length <= 0)
		return 1;
	root = json_tokener_parse(text);
	if (root == NULL)
		return 1;
	puts(json_object_to_json_string_ext(root, JSON_C_TO_STRING_PLAIN));
	json_object_put(root);
	return 0;
}
