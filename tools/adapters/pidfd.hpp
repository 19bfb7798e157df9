// <sys/pidfd.h> for C++: that of glibc 2.36 lacks the linkage.
#pragma once

extern "C" {
#include <sys/pidfd.h>
}
