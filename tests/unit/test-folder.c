/* SPDX-License-Identifier: MIT */
/* Tests of where our folders lie and of which are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <pwd.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/folder.h"
#include "base/str.h"
#include "scratch.h"

/* The environment of each test: a home in the scratch folder, and no more. */
static int set_up(void **state)
{
	static const char *const variables[] = {
		"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
		"XDG_DATA_HOME", "XDG_RUNTIME_DIR", "LANYARD_HOME",
	};
	char home[PATH_MAX];

	for (size_t i = 0; i < array_size(variables); i++)
		unsetenv(variables[i]);
	strcpy(home, scratch.path);
	if (strlen(home) + sizeof("/home-XXXXXX") > sizeof(home))
		return -1;
	strcat(home, "/home-XXXXXX");
	umask(077);
	return mkdtemp(home) == NULL || chdir(home) < 0 ||
	       setenv("HOME", home, 1) < 0;
}

static void lies_at(enum folder folder, const char *expected)
{
	auto_free char *path = folder_path(folder);

	assert_non_null(path);
	assert_string_equal(path, expected);
}

static void lies_under(enum folder folder, const char *above, const char *rest)
{
	auto_free char *expected = str_new("%s/%s", above, rest);

	lies_at(folder, expected);
}

static void system_folder_is_the_built_in_one(void)
{
	auto_free char *path = folder_path(FOLDER_SYSTEM);

	assert_non_null(path);
	assert_int_equal(path[0], '/');
	assert_non_null(strstr(path, "/lanyard"));
	assert_null(strstr(path, getenv("HOME") ? getenv("HOME") : "\n"));
}

static mode_t mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(lstat(path, &info), 0);
	return info.st_mode & 07777;
}

static bool opens_tokens_at(const char *path)
{
	auto_fd int fd = folder_open_tokens(true);
	struct stat opened, expected;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &opened), 0);
	return stat(path, &expected) == 0 && opened.st_ino == expected.st_ino &&
	       opened.st_dev == expected.st_dev;
}

/* Paths */

static void without_xdg_variables_folders_lie_below_the_home(void **state)
{
	const char *home = getenv("HOME");

	lies_under(FOLDER_CONFIG, home, ".config/lanyard");
	lies_under(FOLDER_STATE, home, ".local/state/lanyard");
	lies_under(FOLDER_DATA, home, ".local/share/lanyard");
	lies_under(FOLDER_CACHE, home, ".cache/lanyard");
}

static void xdg_variables_say_where_folders_lie(void **state)
{
	setenv("XDG_CONFIG_HOME", "/x/config", 1);
	setenv("XDG_STATE_HOME", "/x/state", 1);
	setenv("XDG_DATA_HOME", "/x/data", 1);
	setenv("XDG_CACHE_HOME", "/x/cache", 1);
	setenv("XDG_RUNTIME_DIR", "/x/run", 1);
	lies_at(FOLDER_CONFIG, "/x/config/lanyard");
	lies_at(FOLDER_STATE, "/x/state/lanyard");
	lies_at(FOLDER_DATA, "/x/data/lanyard");
	lies_at(FOLDER_CACHE, "/x/cache/lanyard");
	lies_at(FOLDER_RUNTIME, "/x/run/lanyard");
}

static void a_relative_or_empty_variable_is_ignored(void **state)
{
	static const char *const values[] = { "relative", "./x", "..", "",
					      "~/x" };
	const char *home = getenv("HOME");

	for (size_t i = 0; i < array_size(values); i++) {
		setenv("XDG_CONFIG_HOME", values[i], 1);
		setenv("XDG_STATE_HOME", values[i], 1);
		setenv("XDG_CACHE_HOME", values[i], 1);
		setenv("XDG_RUNTIME_DIR", values[i], 1);
		setenv("LANYARD_HOME", values[i], 1);
		lies_under(FOLDER_CONFIG, home, ".config/lanyard");
		lies_under(FOLDER_STATE, home, ".local/state/lanyard");
		lies_under(FOLDER_CACHE, home, ".cache/lanyard");
		system_folder_is_the_built_in_one();
		errno = 0;
		assert_null(folder_path(FOLDER_RUNTIME));
		assert_int_equal(errno, ENOENT);
	}
}

static void lanyard_home_puts_all_under_one(void **state)
{
	setenv("XDG_CONFIG_HOME", "/x/config", 1);
	setenv("XDG_RUNTIME_DIR", "/x/run", 1);
	setenv("LANYARD_HOME", "/one", 1);
	lies_at(FOLDER_CONFIG, "/one/config");
	lies_at(FOLDER_SYSTEM, "/one/system");
	lies_at(FOLDER_STATE, "/one/state");
	lies_at(FOLDER_DATA, "/one/data");
	lies_at(FOLDER_CACHE, "/one/cache");
	lies_at(FOLDER_RUNTIME, "/one/cache");
}

static void without_a_home_the_password_database_is_asked(void **state)
{
	const struct passwd *entry = getpwuid(geteuid());
	auto_free char *path = NULL;

	unsetenv("HOME");
	errno = 0;
	path = folder_path(FOLDER_CONFIG);
	if (entry == NULL) {
		assert_null(path);
		assert_int_equal(errno, ENOENT);
		return;
	}
	lies_under(FOLDER_CONFIG, entry->pw_dir, ".config/lanyard");
	setenv("HOME", "relative", 1);
	lies_under(FOLDER_CONFIG, entry->pw_dir, ".config/lanyard");
}

static void an_xdg_variable_needs_no_home(void **state)
{
	unsetenv("HOME");
	setenv("XDG_CONFIG_HOME", "/x", 1);
	lies_at(FOLDER_CONFIG, "/x/lanyard");
	system_folder_is_the_built_in_one();
}

static void what_others_keep_lies_below_the_home(void **state)
{
	auto_free char *expected = str_new("%s/.dotnet/x", getenv("HOME"));
	auto_free char *path = folder_home(".dotnet/x");

	assert_string_equal(path, expected);
}

static void a_file_lies_below_its_folder(void **state)
{
	auto_free char *path = NULL;

	setenv("LANYARD_HOME", "/one", 1);
	path = folder_file(FOLDER_CONFIG, "config.json");
	assert_string_equal(path, "/one/config/config.json");
	unsetenv("LANYARD_HOME");
	assert_null(folder_file(FOLDER_RUNTIME, "x"));
	assert_int_equal(errno, ENOENT);
}

/* Opening */

static void a_folder_is_made_with_its_parents(void **state)
{
	auto_fd int fd = folder_open("a/b/c", true);

	assert_true(fd >= 0);
	assert_int_equal(mode_of("a"), 0700);
	assert_int_equal(mode_of("a/b"), 0700);
	assert_int_equal(mode_of("a/b/c"), 0700);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void a_folder_is_made_private_whatever_the_umask(void **state)
{
	auto_fd int fd = -1;

	umask(0);
	fd = folder_open("open/x", true);
	umask(077);
	assert_true(fd >= 0);
	assert_int_equal(mode_of("open"), 0700);
	assert_int_equal(mode_of("open/x"), 0700);
}

static void a_folder_is_not_made_unless_asked_for(void **state)
{
	struct stat info;

	assert_int_equal(folder_open("absent", false), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(stat("absent", &info), -1);
}

static void a_folder_that_exists_is_opened_again(void **state)
{
	auto_fd int first = folder_open("again", true);
	auto_fd int second = folder_open("again", true);
	auto_fd int third = folder_open("again/", false);

	assert_true(first >= 0 && second >= 0 && third >= 0);
}

static void an_empty_path_is_no_folder(void **state)
{
	assert_int_equal(folder_open("", true), -1);
	assert_int_equal(errno, ENOENT);
}

static void a_folder_that_others_may_use_is_refused(void **state)
{
	static const mode_t modes[] = { 0750, 0770, 0705, 0701, 0710, 0755,
					0777, 01777 };

	assert_int_equal(mkdir("loose", 0700), 0);
	for (size_t i = 0; i < array_size(modes); i++) {
		assert_int_equal(chmod("loose", modes[i]), 0);
		assert_int_equal(folder_open("loose", true), -1);
		assert_int_equal(errno, EPERM);
		assert_int_equal(mode_of("loose"), modes[i]);
	}
}

static void a_folder_of_another_user_is_refused(void **state)
{
	assert_int_equal(mkdir("foreign", 0700), 0);
	if (chown("foreign", 12345, (gid_t)-1) < 0) {
		print_message("only root can give a folder away\n");
		skip();
	}
	assert_int_equal(folder_open("foreign", true), -1);
	assert_int_equal(errno, EPERM);
}

static void a_link_to_a_folder_is_refused(void **state)
{
	assert_int_equal(mkdir("target", 0700), 0);
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(folder_open("link", true), -1);
	assert_int_equal(folder_open("dangling", true), -1);
	assert_int_equal(mode_of("target"), 0700);
}

static void a_file_is_no_folder(void **state)
{
	auto_fd int fd = open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(folder_open("file", true), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(folder_open("file/below", true), -1);
	assert_int_equal(errno, ENOTDIR);
}

/* The folder for tokens */

static void tokens_lie_in_the_runtime_folder_if_it_is_private(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));

	assert_int_equal(mkdir("run", 0700), 0);
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_true(opens_tokens_at("run/lanyard"));
	assert_int_equal(mode_of("run/lanyard"), 0700);
	assert_true(opens_tokens_at("run/lanyard"));
}

static void without_a_runtime_folder_tokens_lie_in_the_cache(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));

	assert_true(opens_tokens_at(".cache/lanyard"));
	/* It is not ours to make. */
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_true(opens_tokens_at(".cache/lanyard"));
	assert_int_equal(access("run", F_OK), -1);
}

static void a_runtime_folder_that_others_may_use_is_passed_over(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));

	assert_int_equal(mkdir("run", 0700), 0);
	assert_int_equal(chmod("run", 01777), 0);
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_true(opens_tokens_at(".cache/lanyard"));
	assert_int_equal(access("run/lanyard", F_OK), -1);
}

static void an_open_folder_in_the_runtime_folder_is_passed_over(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));

	assert_int_equal(mkdir("run", 0700), 0);
	assert_int_equal(mkdir("run/lanyard", 0700), 0);
	assert_int_equal(chmod("run/lanyard", 0755), 0);
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_true(opens_tokens_at(".cache/lanyard"));
}

static void with_lanyard_home_tokens_lie_in_its_cache(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));
	auto_free char *one = str_new("%s/one", getenv("HOME"));

	assert_int_equal(mkdir("run", 0700), 0);
	setenv("XDG_RUNTIME_DIR", run, 1);
	setenv("LANYARD_HOME", one, 1);
	assert_true(opens_tokens_at("one/cache"));
	assert_int_equal(access("run/lanyard", F_OK), -1);
}

static void nothing_is_made_when_tokens_are_only_looked_for(void **state)
{
	auto_free char *run = str_new("%s/run", getenv("HOME"));

	assert_int_equal(mkdir("run", 0700), 0);
	setenv("XDG_RUNTIME_DIR", run, 1);
	assert_int_equal(folder_open_tokens(false), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(access("run/lanyard", F_OK), -1);
	assert_int_equal(access(".cache", F_OK), -1);
}

static void an_open_cache_folder_is_refused(void **state)
{
	assert_int_equal(mkdir(".cache", 0700), 0);
	assert_int_equal(mkdir(".cache/lanyard", 0700), 0);
	assert_int_equal(chmod(".cache/lanyard", 0777), 0);
	assert_int_equal(folder_open_tokens(true), -1);
	assert_int_equal(errno, EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(without_xdg_variables_folders_lie_below_the_home,
				       set_up),
		cmocka_unit_test_setup(xdg_variables_say_where_folders_lie,
				       set_up),
		cmocka_unit_test_setup(a_relative_or_empty_variable_is_ignored,
				       set_up),
		cmocka_unit_test_setup(lanyard_home_puts_all_under_one,
				       set_up),
		cmocka_unit_test_setup(without_a_home_the_password_database_is_asked,
				       set_up),
		cmocka_unit_test_setup(an_xdg_variable_needs_no_home,
				       set_up),
		cmocka_unit_test_setup(what_others_keep_lies_below_the_home,
				       set_up),
		cmocka_unit_test_setup(a_file_lies_below_its_folder,
				       set_up),
		cmocka_unit_test_setup(a_folder_is_made_with_its_parents,
				       set_up),
		cmocka_unit_test_setup(a_folder_is_made_private_whatever_the_umask,
				       set_up),
		cmocka_unit_test_setup(a_folder_is_not_made_unless_asked_for,
				       set_up),
		cmocka_unit_test_setup(a_folder_that_exists_is_opened_again,
				       set_up),
		cmocka_unit_test_setup(an_empty_path_is_no_folder,
				       set_up),
		cmocka_unit_test_setup(a_folder_that_others_may_use_is_refused,
				       set_up),
		cmocka_unit_test_setup(a_folder_of_another_user_is_refused,
				       set_up),
		cmocka_unit_test_setup(a_link_to_a_folder_is_refused,
				       set_up),
		cmocka_unit_test_setup(a_file_is_no_folder,
				       set_up),
		cmocka_unit_test_setup(tokens_lie_in_the_runtime_folder_if_it_is_private,
				       set_up),
		cmocka_unit_test_setup(without_a_runtime_folder_tokens_lie_in_the_cache,
				       set_up),
		cmocka_unit_test_setup(a_runtime_folder_that_others_may_use_is_passed_over,
				       set_up),
		cmocka_unit_test_setup(an_open_folder_in_the_runtime_folder_is_passed_over,
				       set_up),
		cmocka_unit_test_setup(with_lanyard_home_tokens_lie_in_its_cache,
				       set_up),
		cmocka_unit_test_setup(nothing_is_made_when_tokens_are_only_looked_for,
				       set_up),
		cmocka_unit_test_setup(an_open_cache_folder_is_refused,
				       set_up),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
