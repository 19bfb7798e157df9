#include "cli/commands.hpp"

#include <algorithm>
#include <ostream>

namespace site {
namespace {

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string line;
    for (const auto& word : words) line += (line.empty() ? "" : between) + word;
    return line;
}

CommandSpec completion_command(const ToolSpec& tool) {
    CommandSpec command;
    command.words = "completion";
    command.summary = "print the completion script for a shell";
    command.examples = {{"source <(" + tool.name + " completion bash)", "completes in this bash from now on"},
                        {tool.name + " completion fish > ~/.config/fish/completions/" + tool.name + ".fish",
                         "completes in every fish"}};
    command.arguments = {{"SHELL", "the shell", ArgumentSpec::Count::one, {"bash", "zsh", "fish"}}};
    command.run = [&tool](const Arguments& arguments, Terminal& terminal) {
        terminal.out << format_completion(tool, arguments.first("SHELL"));
        return Exit::done;
    };
    return command;
}

CommandSpec man_command(const ToolSpec& tool) {
    CommandSpec command;
    command.words = "man";
    command.summary = "print the man page as roff";
    command.examples = {{tool.name + " man | man -l -", "shows it"}};
    command.run = [&tool](const Arguments&, Terminal& terminal) {
        terminal.out << format_man_page(tool);
        return Exit::done;
    };
    command.hidden = true;
    return command;
}

}  // namespace

std::vector<CommandSpec> all_commands(const ToolSpec& tool) {
    auto commands = tool.commands;
    commands.push_back(completion_command(tool));
    commands.push_back(man_command(tool));
    return commands;
}

std::vector<OptionSpec> options_of(const ToolSpec& tool, const CommandSpec& command) {
    auto options = command.options;
    for (const auto& option : tool.options) {
        const auto same = [&](const OptionSpec& other) { return other.name == option.name; };
        if (std::none_of(command.options.begin(), command.options.end(), same)) options.push_back(option);
    }
    return options;
}

const std::vector<OptionSpec>& standard_options() {
    static const std::vector<OptionSpec> options{{"--help", "", "show this help"},
                                                 {"--version", "", "show the version"}};
    return options;
}

bool is_group(const std::vector<CommandSpec>& commands, const std::string& words) {
    return std::any_of(commands.begin(), commands.end(),
                       [&](const CommandSpec& command) { return command.words.rfind(words + ' ', 0) == 0; });
}

std::string usage_line(const ToolSpec& tool, const CommandSpec& command) {
    std::string line = tool.name + ' ' + command.words + " [OPTION]...";
    for (const auto& option : command.options)
        if (option.required) line += ' ' + option_heading(option);
    for (const auto& argument : command.arguments) {
        if (command.rest && argument.name == "COMMAND") continue;
        switch (argument.count) {
            case ArgumentSpec::Count::one:
                line += ' ' + argument.name;
                break;
            case ArgumentSpec::Count::optional:
                line += " [" + argument.name + ']';
                break;
            case ArgumentSpec::Count::any:
                line += " [" + argument.name + "]...";
                break;
            case ArgumentSpec::Count::at_least_one:
                line += ' ' + argument.name + "...";
                break;
        }
    }
    return command.rest ? line + " -- COMMAND..." : line;
}

std::string option_heading(const OptionSpec& option) {
    return option.value.empty() ? option.name : option.name + ' ' + option.value;
}

std::string option_help(const OptionSpec& option) {
    std::string text = option.help;
    if (!option.choices.empty()) text += ": " + joined(option.choices, ", ");
    if (!option.standard.empty()) text += " (default: " + option.standard + ')';
    if (option.required) text += " (required)";
    if (option.times == OptionSpec::Times::many) text += " (may be given several times)";
    return text;
}

const std::vector<std::pair<std::string, std::string>>& exit_codes() {
    static const std::vector<std::pair<std::string, std::string>> codes{
        {"0", "done, or nothing to do"},
        {"1", "failed"},
        {"2", "there are changes (plan --detailed-exitcode)"},
        {"3", "some nodes failed, the others are done"},
        {"64", "wrong usage"},
        {"65", "the site file is faulty"},
        {"69", "a peer or an engine cannot be reached"},
        {"70", "a bug in the tool"},
        {"73", "cannot write"},
        {"75", "busy, try again"},
        {"77", "not permitted"},
        {"78", "the tool's own configuration is faulty"},
        {"130", "interrupted"},
    };
    return codes;
}

}  // namespace site
