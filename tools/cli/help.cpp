#include <algorithm>

#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "cli/tool.hpp"

namespace site {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

void add_rows(std::string& out, const std::string& title, const Rows& rows, int width) {
    if (!rows.empty()) out += '\n' + title + '\n' + format_definitions(rows, width);
}

void add_examples(std::string& out, const std::vector<Example>& examples, int width) {
    if (examples.empty()) return;
    out += "\nExamples\n";
    for (const auto& example : examples) out += "  " + example.command + '\n' + wrap_text(example.says, width, 6);
}

void add_description(std::string& out, const std::string& description, int width) {
    if (!description.empty()) out += '\n' + wrap_text(description, width, 0);
}

Rows option_rows(const std::vector<OptionSpec>& options) {
    Rows rows;
    for (const auto& option : options) rows.emplace_back(option_heading(option), option_help(option));
    return rows;
}

Rows with_standard(const std::vector<OptionSpec>& options) {
    auto rows = option_rows(options);
    const auto standard = option_rows(standard_options());
    rows.insert(rows.end(), standard.begin(), standard.end());
    return rows;
}

Rows command_rows(const std::vector<CommandSpec>& commands, const std::string& words) {
    Rows rows;
    for (const auto& command : commands)
        if (!command.hidden && (words.empty() || command.words.rfind(words + ' ', 0) == 0))
            rows.emplace_back(command.words, command.summary);
    return rows;
}

std::string command_help(const ToolSpec& tool, const CommandSpec& command, int width) {
    std::string out = wrap_text(tool.name + ' ' + command.words + " - " + command.summary, width, 0);
    add_examples(out, command.examples, width);
    out += "\nUsage\n" + wrap_text(usage_line(tool, command), width, 2);
    add_description(out, command.description, width);
    Rows arguments;
    for (const auto& argument : command.arguments) {
        auto help = argument.help;
        for (std::size_t i = 0; i < argument.choices.size(); ++i) help += (i == 0 ? ": " : ", ") + argument.choices[i];
        arguments.emplace_back(argument.name, help);
    }
    add_rows(out, "Arguments", arguments, width);
    add_rows(out, "Options", option_rows(command.options), width);
    const auto all = options_of(tool, command);
    const auto own = static_cast<std::ptrdiff_t>(command.options.size());
    add_rows(out, "Options of every command", with_standard({all.begin() + own, all.end()}), width);
    return out;
}

}  // namespace

std::string format_help(const ToolSpec& tool, const std::string& words, int width) {
    width = std::clamp(width, 40, 100);
    const auto commands = all_commands(tool);
    for (const auto& command : commands)
        if (command.words == words) return command_help(tool, command, width);

    const auto title = words.empty() ? tool.name + " - " + tool.summary : tool.name + ' ' + words + " COMMAND";
    std::string out = wrap_text(title, width, 0);
    if (words.empty()) {
        add_examples(out, tool.examples, width);
        out += "\nUsage\n  " + tool.name + " COMMAND [OPTION]...\n";
        add_description(out, tool.description, width);
    }
    add_rows(out, "Commands", command_rows(commands, words), width);
    add_rows(out, "Options of every command", with_standard(tool.options), width);
    if (words.empty()) add_rows(out, "Environment", tool.environment, width);
    return out + "\n'" + tool.name + " COMMAND --help' shows more of a command.\n";
}

}  // namespace site
