# SPDX-License-Identifier: MIT
#
# Probes of compiler and linker flags. Each flag is tried with -Werror, since
# clang only warns of flags that it does not know, and with the user's own
# CFLAGS and LDFLAGS, which are left as they were.

# LANYARD_FLAG(VARIABLE, FLAG)
# Appends FLAG to VARIABLE if a program compiles and links with it and with
# what VARIABLE holds already.
AC_DEFUN([LANYARD_FLAG], [
  AC_SUBST([$1])
  AS_VAR_PUSHDEF([works], [lanyard_cv_flag_$1_$2])
  AC_CACHE_CHECK([whether $CC takes $2], [works], [
    lanyard_cflags=$CFLAGS
    CFLAGS="$CFLAGS $$1 $2 -Werror"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]])],
      [AS_VAR_SET([works], [yes])], [AS_VAR_SET([works], [no])])
    CFLAGS=$lanyard_cflags
  ])
  AS_VAR_IF([works], [yes], [$1="${$1:+$$1 }$2"])
  AS_VAR_POPDEF([works])
])

# LANYARD_FLAGS(VARIABLE, FLAGS)
# The same for each of a list of flags that is separated by white space.
AC_DEFUN([LANYARD_FLAGS], [
  m4_foreach_w([flag], [$2], [LANYARD_FLAG([$1], m4_defn([flag]))])
])

# LANYARD_FORTIFY(VARIABLE)
# Appends -D_FORTIFY_SOURCE at the highest level that compiler and C library
# take. Not when the user or the compiler has set one, nor when the build does
# not optimise (the C library would warn), nor under a sanitizer (which checks
# better, and is blinded by the checking functions).
AC_DEFUN([LANYARD_FORTIFY], [
  AC_SUBST([$1])
  AC_CACHE_CHECK([which _FORTIFY_SOURCE to set], [lanyard_cv_fortify], [
    lanyard_cv_fortify=none
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if defined _FORTIFY_SOURCE || !defined __OPTIMIZE__ || \
	defined LANYARD_SANITIZE
#error "not here"
#endif
int unused;
]])], [
      lanyard_cppflags=$CPPFLAGS
      for level in 3 2; do
        CPPFLAGS="$lanyard_cppflags -D_FORTIFY_SOURCE=$level -Werror"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]])],
          [lanyard_cv_fortify=$level; break])
      done
      CPPFLAGS=$lanyard_cppflags
    ])
  ])
  AS_IF([test "$lanyard_cv_fortify" != none],
    [$1="${$1:+$$1 }-D_FORTIFY_SOURCE=$lanyard_cv_fortify"])
])
