// The real terminal.
#pragma once

#include "cli/tool.hpp"

namespace site {

/// Standard output and error of this process. `ask` is there when standard input and error are both a terminal; it returns "" at the end of input.
Terminal make_terminal();

}  // namespace site
