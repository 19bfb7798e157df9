// What must be installed for a lab.
#pragma once

#include "sitelab/lab.hpp"

namespace site {

class Files;

/// Error unreachable that names every missing program with its Debian package.
void check_programs(const Lab& lab, Files& files);

}  // namespace site
