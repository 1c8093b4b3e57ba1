/* SPDX-License-Identifier: MIT */
/* Tests of opening files safely and of replacing them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "scratch.h"

#define MOST 100

static void put(const char *name, const char *text, mode_t mode)
{
	auto_fd int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			      0600);

	assert_true(fd >= 0);
	assert_true(file_write_all(fd, text, strlen(text)));
	assert_int_equal(fchmod(fd, mode), 0);
}

static void reads(const char *path, enum file_trust trust, const char *text)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	if (file_read(path, trust, MOST, &content, &err) != FILE_OK)
		fail_msg("'%s' was refused: %s", path, err.message);
	assert_string_equal(secret_expose(&content), text);
	assert_int_equal(err.class, ERROR_NONE);
}

static void refuses(const char *path, enum file_trust trust, const char *part)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	assert_int_equal(file_read(path, trust, MOST, &content, &err),
			 FILE_FAULT);
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, path));
	if (strstr(err.message, part) == NULL)
		fail_msg("'%s' is not in '%s'", part, err.message);
}

static bool read_own(const char *name, const char *text)
{
	auto_secret struct secret content = SECRET_INIT;

	if (!file_read_own(scratch.folder, name, MOST, &content))
		return false;
	assert_string_equal(secret_expose(&content), text);
	return true;
}

static bool replace(const char *name, const char *text)
{
	auto_secret struct secret content = SECRET_INIT;

	assert_true(secret_append(&content, text));
	return file_replace(scratch.folder, name, &content);
}

static size_t count_temporary(void)
{
	DIR *folder = opendir(".");
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		count += strncmp(entry->d_name, FILE_TEMPORARY,
				 strlen(FILE_TEMPORARY)) == 0;
	closedir(folder);
	return count;
}

/* Files given to us */

static void a_private_file_is_read(void **state)
{
	put("private", "content", 0600);
	reads("private", FILE_CONFIG, "content");
	reads("private", FILE_SECRET, "content");
	put("read-only", "content", 0400);
	reads("read-only", FILE_SECRET, "content");
	put("empty", "", 0600);
	reads("empty", FILE_SECRET, "");
}

static void zero_bytes_are_read_too(void **state)
{
	auto_fd int fd = open("zeros", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	assert_true(file_write_all(fd, "a\0b", 3));
	assert_int_equal(file_read("zeros", FILE_CONFIG, MOST, &content, &err),
			 FILE_OK);
	assert_int_equal(content.length, 3);
	assert_memory_equal(secret_expose(&content), "a\0b", 4);
}

static void a_file_that_does_not_exist_is_absent_without_an_error(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	put("a-file", "", 0600);
	assert_int_equal(file_read("no-such", FILE_CONFIG, MOST, &content,
				   &err), FILE_ABSENT);
	assert_int_equal(file_read("no-such/file", FILE_CONFIG, MOST, &content,
				   &err), FILE_ABSENT);
	assert_int_equal(file_read("a-file/file", FILE_CONFIG, MOST, &content,
				   &err), FILE_ABSENT);
	assert_int_equal(err.class, ERROR_NONE);
	assert_string_equal(err.message, "");
}

static void a_configuration_may_be_read_by_others_but_not_written(void **state)
{
	put("config", "x", 0644);
	reads("config", FILE_CONFIG, "x");
	put("config", "x", 0664);
	refuses("config", FILE_CONFIG, "may be written by others (mode 0664)");
	put("config", "x", 0646);
	refuses("config", FILE_CONFIG, "may be written by others (mode 0646)");
	put("config", "x", 0622);
	refuses("config", FILE_SECRET, "may be written by others");
}

static void a_secret_may_not_be_read_by_others(void **state)
{
	put("secret", "x", 0604);
	refuses("secret", FILE_SECRET, "holds a secret");
	put("secret", "x", 0644);
	refuses("secret", FILE_SECRET, "holds a secret");
	reads("secret", FILE_CONFIG, "x");
}

static void the_group_may_read_a_secret_only_if_root_owns_it(void **state)
{
	put("grouped", "x", 0640);
	if (geteuid() == 0)
		reads("grouped", FILE_SECRET, "x");
	else
		refuses("grouped", FILE_SECRET, "holds a secret");
}

static void the_message_says_how_to_mend_it(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	put("mend", "x", 0666);
	file_read("mend", FILE_CONFIG, MOST, &content, &err);
	assert_string_equal(err.hint, "chmod go-w 'mend'");
	put("mend", "x", 0644);
	file_read("mend", FILE_SECRET, MOST, &content, &err);
	assert_string_equal(err.hint, "chmod 600 'mend'");
}

static void a_file_of_another_user_is_refused(void **state)
{
	put("foreign", "x", 0600);
	if (chown("foreign", 12345, (gid_t)-1) < 0) {
		print_message("only root can give a file away\n");
		skip();
	}
	refuses("foreign", FILE_CONFIG, "belongs to another user (uid 12345)");
	refuses("foreign", FILE_SECRET, "belongs to another user");
	assert_false(read_own("foreign", "x"));
	assert_int_equal(errno, EPERM);
}

static void a_file_of_root_is_trusted(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };
	struct stat info;

	if (stat("/etc/passwd", &info) < 0 || info.st_uid != 0 ||
	    info.st_mode & 022) {
		print_message("there is no such /etc/passwd here\n");
		skip();
	}
	assert_int_equal(file_read("/etc/passwd", FILE_CONFIG, SECRET_MAX,
				   &content, &err), FILE_OK);
	assert_int_equal(content.length, info.st_size);
}

static void a_link_is_followed_and_its_target_judged(void **state)
{
	put("target", "x", 0600);
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(symlink("link", "link-to-link"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(symlink("circle", "circle"), 0);
	reads("link", FILE_SECRET, "x");
	reads("link-to-link", FILE_SECRET, "x");
	put("target", "x", 0666);
	refuses("link", FILE_CONFIG, "may be written by others");
	refuses("circle", FILE_CONFIG, "cannot be opened");
	assert_int_equal(file_read("dangling", FILE_CONFIG, MOST, NULL, NULL),
			 FILE_ABSENT);
}

static void only_regular_files_are_read(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = "socket" };
	auto_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	refuses("fifo", FILE_CONFIG, "is not a regular file");
	refuses("folder", FILE_CONFIG, "is not a regular file");
	refuses("socket", FILE_CONFIG, "cannot be opened");
	refuses("/dev/zero", FILE_CONFIG, "is not a regular file");
	assert_false(read_own("fifo", ""));
	assert_false(read_own("folder", ""));
	assert_false(read_own("socket", ""));
}

static void a_file_that_is_too_large_is_refused(void **state)
{
	char text[MOST + 2];

	memset(text, 'x', sizeof(text));
	text[MOST] = '\0';
	put("large", text, 0600);
	reads("large", FILE_CONFIG, text);
	assert_true(read_own("large", text));
	text[MOST] = 'x';
	text[MOST + 1] = '\0';
	put("large", text, 0600);
	refuses("large", FILE_CONFIG, "is larger than 100 bytes");
	assert_false(read_own("large", text));
	assert_int_equal(errno, EFBIG);
}

/* Descriptors */

static void a_descriptor_is_read_to_its_end_in_pieces(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 10000; i++)
			if (write(fds[1], "abcdefg", 7) != 7)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	assert_true(file_read_fd(fds[0], 70000, &content));
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(content.length, 70000);
	for (size_t i = 0; i < 70000; i++)
		assert_int_equal(secret_expose(&content)[i],
				 'a' + (int)(i % 7));
}

static void an_endless_descriptor_ends_at_the_bound(void **state)
{
	static const size_t bounds[] = { 0, 1, 4095, 4096, 4097, 100000,
					 SECRET_MAX - 1, SECRET_MAX,
					 SIZE_MAX };

	for (size_t i = 0; i < array_size(bounds); i++) {
		auto_fd int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
		auto_secret struct secret content = SECRET_INIT;

		errno = 0;
		assert_false(file_read_fd(fd, bounds[i], &content));
		assert_int_equal(errno, EFBIG);
		assert_in_range(content.length, 1, SECRET_MAX);
	}
}

static void what_is_there_already_counts(void **state)
{
	auto_fd int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	auto_secret struct secret content = SECRET_INIT;

	assert_true(secret_append(&content, "0123456789"));
	assert_false(file_read_fd(fd, 5, &content));
	assert_int_equal(errno, EFBIG);
	assert_int_equal(content.length, 10);
}

static void a_descriptor_that_cannot_be_read_says_why(void **state)
{
	auto_secret struct secret content = SECRET_INIT;

	assert_false(file_read_fd(-1, MOST, &content));
	assert_int_equal(errno, EBADF);
	assert_false(file_read_fd(scratch.folder, MOST, &content));
	assert_int_equal(errno, EISDIR);
}

static void a_write_to_a_reader_that_left_fails(void **state)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	assert_false(file_write_all(fds[1], "x", 1));
	assert_int_equal(errno, EPIPE);
	assert_true(file_write_all(fds[1], "", 0));
	close(fds[1]);
	signal(SIGPIPE, before);
}

/* Files of our own */

static void a_file_of_our_own_is_replaced_and_read_back(void **state)
{
	struct stat info;

	assert_true(replace("own", "one"));
	assert_true(read_own("own", "one"));
	assert_true(replace("own", "two, longer"));
	assert_true(read_own("own", "two, longer"));
	assert_true(replace("own", ""));
	assert_true(read_own("own", ""));
	assert_int_equal(stat("own", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(count_temporary(), 0);
}

static void replacing_mends_the_mode_of_the_old_file(void **state)
{
	struct stat info;

	put("loose", "old", 0666);
	assert_false(read_own("loose", "old"));
	assert_true(replace("loose", "new"));
	assert_true(read_own("loose", "new"));
	assert_int_equal(stat("loose", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
}

static void whoever_has_the_old_file_open_keeps_all_of_it(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_fd int fd = -1;

	assert_true(replace("kept", "old content"));
	fd = open("kept", O_RDONLY | O_CLOEXEC);
	assert_true(replace("kept", "new"));
	assert_true(file_read_fd(fd, MOST, &content));
	assert_string_equal(secret_expose(&content), "old content");
	assert_true(read_own("kept", "new"));
}

static void a_file_of_our_own_is_never_reached_through_a_link(void **state)
{
	struct stat info;

	put("victim", "precious", 0600);
	assert_int_equal(symlink("victim", "trap"), 0);
	assert_false(read_own("trap", "precious"));
	assert_int_equal(errno, ELOOP);
	assert_true(replace("trap", "new"));
	assert_int_equal(lstat("trap", &info), 0);
	assert_true(S_ISREG(info.st_mode));
	assert_true(read_own("victim", "precious"));
}

static void a_file_of_our_own_must_be_private(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0601, 0644 };

	for (size_t i = 0; i < array_size(modes); i++) {
		put("open", "x", modes[i]);
		assert_false(read_own("open", "x"));
		assert_int_equal(errno, EPERM);
	}
	assert_false(read_own("no-such", ""));
	assert_int_equal(errno, ENOENT);
}

static void a_replacement_that_fails_leaves_the_old_and_no_rest(void **state)
{
	const struct rlimit small = { 3, RLIM_INFINITY };
	void (*before)(int);
	struct rlimit limit;
	bool done;
	int fault;

	assert_true(replace("full", "old"));
	/* As good as a full disk. */
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	before = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE,
				   &(struct rlimit){ small.rlim_cur,
						     limit.rlim_max }), 0);
	done = replace("full", "new content");
	fault = errno;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, before);
	assert_false(done);
	assert_int_equal(fault, EFBIG);
	assert_true(read_own("full", "old"));
	assert_int_equal(count_temporary(), 0);
}

static void a_rename_that_fails_leaves_no_rest(void **state)
{
	assert_int_equal(mkdir("in-the-way", 0700), 0);
	assert_false(replace("in-the-way", "x"));
	assert_int_equal(errno, EISDIR);
	assert_int_equal(count_temporary(), 0);
}

static void a_folder_that_may_not_be_written_keeps_its_file(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_fd int folder = -1;
	bool done;

	if (geteuid() == 0) {
		print_message("root may write everywhere\n");
		skip();
	}
	assert_int_equal(mkdir("sealed", 0500), 0);
	folder = open("sealed", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	done = file_replace(folder, "x", &content);
	assert_false(done);
	assert_int_equal(errno, EACCES);
}

static void a_folder_that_is_none_is_told(void **state)
{
	auto_secret struct secret content = SECRET_INIT;

	assert_false(file_replace(-1, "x", &content));
	assert_int_equal(errno, EBADF);
	assert_false(file_read_own(-1, "x", MOST, &content));
	assert_int_equal(errno, EBADF);
}

static void writers_at_once_leave_one_whole_file(void **state)
{
	static const char *const texts[] = { "aaaaaaaaaa", "bbbbbbbbbb",
					     "cccccccccc", "dddddddddd" };
	auto_secret struct secret content = SECRET_INIT;
	pid_t pids[4];
	int status;

	assert_true(replace("shared", texts[0]));
	for (size_t i = 0; i < 4; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		for (int round = 0; round < 10; round++) {
			auto_secret struct secret mine = SECRET_INIT;

			secret_append(&mine, texts[i]);
			if (!file_replace(scratch.folder, "shared", &mine))
				_exit(1);
			secret_clear(&mine);
			if (!file_read_own(scratch.folder, "shared", MOST,
					   &mine) || mine.length != 10 ||
			    strspn(secret_expose(&mine),
				   (char[]){ secret_expose(&mine)[0], '\0' }) !=
			    10)
				_exit(2);
		}
		_exit(0);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_true(file_read_own(scratch.folder, "shared", MOST, &content));
	assert_int_equal(content.length, 10);
	assert_int_equal(count_temporary(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_private_file_is_read),
		cmocka_unit_test(zero_bytes_are_read_too),
		cmocka_unit_test(a_file_that_does_not_exist_is_absent_without_an_error),
		cmocka_unit_test(a_configuration_may_be_read_by_others_but_not_written),
		cmocka_unit_test(a_secret_may_not_be_read_by_others),
		cmocka_unit_test(the_group_may_read_a_secret_only_if_root_owns_it),
		cmocka_unit_test(the_message_says_how_to_mend_it),
		cmocka_unit_test(a_file_of_another_user_is_refused),
		cmocka_unit_test(a_file_of_root_is_trusted),
		cmocka_unit_test(a_link_is_followed_and_its_target_judged),
		cmocka_unit_test(only_regular_files_are_read),
		cmocka_unit_test(a_file_that_is_too_large_is_refused),
		cmocka_unit_test(a_descriptor_is_read_to_its_end_in_pieces),
		cmocka_unit_test(an_endless_descriptor_ends_at_the_bound),
		cmocka_unit_test(what_is_there_already_counts),
		cmocka_unit_test(a_descriptor_that_cannot_be_read_says_why),
		cmocka_unit_test(a_write_to_a_reader_that_left_fails),
		cmocka_unit_test(a_file_of_our_own_is_replaced_and_read_back),
		cmocka_unit_test(replacing_mends_the_mode_of_the_old_file),
		cmocka_unit_test(whoever_has_the_old_file_open_keeps_all_of_it),
		cmocka_unit_test(a_file_of_our_own_is_never_reached_through_a_link),
		cmocka_unit_test(a_file_of_our_own_must_be_private),
		cmocka_unit_test(a_replacement_that_fails_leaves_the_old_and_no_rest),
		cmocka_unit_test(a_rename_that_fails_leaves_no_rest),
		cmocka_unit_test(a_folder_that_may_not_be_written_keeps_its_file),
		cmocka_unit_test(a_folder_that_is_none_is_told),
		cmocka_unit_test(writers_at_once_leave_one_whole_file),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
