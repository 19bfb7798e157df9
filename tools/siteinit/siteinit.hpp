// siteinit: from a description to installed Dom0s.
#pragma once

#include "cli/tool.hpp"
#include "siteinit/session.hpp"

namespace site {

ToolSpec siteinit_tool(const Makers& makers);

CommandSpec check_command(const Makers& makers);
CommandSpec render_command(const Makers& makers);
CommandSpec plan_command(const Makers& makers);
CommandSpec apply_command(const Makers& makers);
CommandSpec status_command(const Makers& makers);
CommandSpec why_command(const Makers& makers);
CommandSpec serve_command(const Makers& makers);
CommandSpec stop_command(const Makers& makers);
std::vector<CommandSpec> image_commands(const Makers& makers);
std::vector<CommandSpec> node_commands(const Makers& makers);

// Options that several commands share.
OptionSpec json_option();
OptionSpec fanout_option();
std::vector<OptionSpec> scope_options();       ///< --node --only
/// --node and --only as given; Error (usage) for an unknown part.
std::set<std::string> parts_of(const Arguments& arguments);

/// Shows a plan's dangers, asks, carries it out, and says what came of it. Used by apply, image build and node commands.
Exit carry_out_plan(Session& session, const Plan& plan, const Arguments& arguments, Terminal& terminal);

}  // namespace site
