// The commands of sitelab as a table.
#pragma once

#include "cli/tool.hpp"
#include "sitelab/lab_folder.hpp"

namespace site {

/// The four ports, and who and what this process is.
LabPorts lab_ports(Files& files, Process& process, Clock& clock, Random& random);

/// SITELAB_DIR, or "".
std::string folder_of_environment();

/// `ports` must outlive the table. `folder`: of SITELAB_DIR, used where no --dir is given; empty: none.
ToolSpec sitelab_tool(LabPorts& ports, const std::string& folder);

}  // namespace site
