// What parser, help, man page and completion ask of a tool's table.
#pragma once

#include <string>
#include <vector>

#include "cli/tool.hpp"

namespace site {

/// The tool's own commands and the two that every tool has: "completion" and, hidden, "man".
std::vector<CommandSpec> all_commands(const ToolSpec& tool);

/// The command's options, then those of every command that it does not define anew.
std::vector<OptionSpec> options_of(const ToolSpec& tool, const CommandSpec& command);

/// --help and --version.
const std::vector<OptionSpec>& standard_options();

/// "node" for "node power": whether `words` are the first words of a command.
bool is_group(const std::vector<CommandSpec>& commands, const std::string& words);

/// "siteinit render [OPTION]... --out DIR FILE"
std::string usage_line(const ToolSpec& tool, const CommandSpec& command);

/// "--out DIR"
std::string option_heading(const OptionSpec& option);

/// Help text with choices and default.
std::string option_help(const OptionSpec& option);

/// Exit codes, for help and man page.
const std::vector<std::pair<std::string, std::string>>& exit_codes();

}  // namespace site
