// The site file of a command; all its faults are shown.
#pragma once

#include <optional>
#include <string>

#include "cli/tool.hpp"
#include "model/site.hpp"

namespace site {

class Files;

/// Absent: it has faults, which were written to terminal.err. Error usage: there is no such file.
std::optional<Site> read_site_file(const std::string& path, Files& files, Terminal& terminal);

}  // namespace site
