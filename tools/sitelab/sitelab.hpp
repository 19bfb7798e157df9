// The commands of sitelab as a table.
#pragma once

#include "cli/tool.hpp"
#include "sitelab/lab_folder.hpp"

namespace site {

/// `ports` must outlive the table. `folder`: of SITELAB_DIR, used where no --dir is given; empty: none.
ToolSpec sitelab_tool(LabPorts& ports, const std::string& folder);

}  // namespace site
