#include "cli/tool.hpp"

#include <algorithm>
#include <exception>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "core/name.hpp"

#ifndef SITE_VERSION
#define SITE_VERSION "unknown"
#endif

namespace site {
namespace {

/// What stands on the command line before it is compared with the command's options.
struct Split {
    std::string command;             ///< its words, as far as the table knows them
    std::string stray;               ///< the word that belongs to no command
    std::vector<std::string> words;  ///< options, their values and arguments; "--name=value" is two words
    std::vector<std::string> rest;   ///< after "--"
    bool help = false, version = false;
};

[[noreturn]] void wrong_usage(const std::string& text) { throw Error(Exit::usage, text); }

std::string with_hint(const std::string& text, const std::string& hint) {
    return hint.empty() ? text : text + "; " + hint;
}

std::string listed(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line += (line.empty() ? "" : ", ") + word;
    return line;
}

const CommandSpec* find_command(const std::vector<CommandSpec>& commands, const std::string& words) {
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const auto& c) { return c.words == words; });
    return found == commands.end() ? nullptr : &*found;
}

class Splitter {
  public:
    Splitter(const ToolSpec& tool, const std::vector<CommandSpec>& commands) : tool_(tool), commands_(commands) {}

    Split split(const std::vector<std::string>& words) const {
        Split split;
        bool searching = true;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto& word = words[i];
            if (word == "--") {
                split.rest.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
                break;
            }
            if (word.size() > 1 && word.front() == '-') {
                i += take_option(words, i, split);
                continue;
            }
            if (searching) {
                const auto longer = split.command.empty() ? word : split.command + ' ' + word;
                if (find_command(commands_, longer) != nullptr || is_group(commands_, longer)) {
                    split.command = longer;
                    continue;
                }
                searching = false;
                if (find_command(commands_, split.command) == nullptr) split.stray = word;
            }
            split.words.push_back(word);
        }
        return split;
    }

  private:
    /// How many words after the option belong to it.
    std::size_t take_option(const std::vector<std::string>& words, std::size_t at, Split& split) const {
        const auto& word = words[at];
        if (word == "--help" || word == "-h") return split.help = true, 0;
        if (word == "--version") return split.version = true, 0;
        const auto equals = word.rfind("--", 0) == 0 ? word.find('=') : std::string::npos;
        const auto* option = find_option(split.command, word.substr(0, equals));
        const bool takes_value = option != nullptr && !option->value.empty();
        if (option != nullptr && !takes_value && equals != std::string::npos)
            wrong_usage(option->name + " takes no value");
        split.words.push_back(takes_value ? option->name : word);
        if (!takes_value) return 0;
        if (equals == std::string::npos && at + 1 == words.size())
            wrong_usage(option->name + " wants a value: " + option_heading(*option));
        const auto value = equals == std::string::npos ? words[at + 1] : word.substr(equals + 1);
        if (value.empty()) wrong_usage("the value of " + option->name + " is empty");
        split.words.push_back(value);
        return equals == std::string::npos ? 1 : 0;
    }

    /// Before the command is known, the options of all commands count.
    const OptionSpec* find_option(const std::string& words, const std::string& name) const {
        const auto among = [&](const std::vector<OptionSpec>& options) -> const OptionSpec* {
            for (const auto& option : options)
                if (option.name == name) return &option;
            return nullptr;
        };
        if (const auto* command = find_command(commands_, words)) {
            const auto* own = among(command->options);
            return own != nullptr ? own : among(tool_.options);
        }
        if (const auto* option = among(tool_.options)) return option;
        for (const auto& command : commands_)
            if (const auto* option = among(command.options)) return option;
        return nullptr;
    }

    const ToolSpec& tool_;
    const std::vector<CommandSpec>& commands_;
};

void check_choice(const std::string& name, const std::string& value, const std::vector<std::string>& choices) {
    if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
    wrong_usage(with_hint(name + ": \"" + value + "\" is not one of " + listed(choices), did_you_mean(value, choices)));
}

void read_option(const OptionSpec& option, const CLI::Option& parsed, Arguments& arguments) {
    auto& values = arguments.values[option.name];
    if (parsed.count() == 0) {
        if (option.required) wrong_usage("option " + option_heading(option) + " is missing");
        if (!option.standard.empty()) values.push_back(option.standard);
        return;
    }
    if (option.value.empty()) {
        values.emplace_back("yes");
        return;
    }
    if (option.times == OptionSpec::Times::once && parsed.count() > 1)
        wrong_usage(option.name + " is given " + std::to_string(parsed.count()) + " times");
    for (const auto& text : parsed.results()) {
        if (option.choices.empty() || option.times == OptionSpec::Times::once) {
            check_choice(option.name, text, option.choices);
            values.push_back(text);
            continue;
        }
        for (const auto& part : CLI::detail::split(text, ',')) {
            check_choice(option.name, part, option.choices);
            values.push_back(part);
        }
    }
}

std::vector<ArgumentSpec> arguments_of(const CommandSpec& command) {
    auto arguments = command.arguments;
    if (command.rest)
        arguments.erase(std::remove_if(arguments.begin(), arguments.end(),
                                       [](const auto& argument) { return argument.name == "COMMAND"; }),
                        arguments.end());
    return arguments;
}

bool wants_one(const ArgumentSpec& argument) {
    return argument.count == ArgumentSpec::Count::one || argument.count == ArgumentSpec::Count::at_least_one;
}

/// Left to right; those that must have a word get theirs before the others take more.
void read_positionals(const CommandSpec& command, const std::vector<std::string>& words, Arguments& arguments) {
    const auto specs = arguments_of(command);
    const auto needed = static_cast<std::size_t>(std::count_if(specs.begin(), specs.end(), wants_one));
    if (words.size() < needed) {
        std::vector<std::string> missing;
        for (const auto& spec : specs)
            if (wants_one(spec)) missing.push_back(spec.name);
        missing.erase(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(words.size()));
        wrong_usage("missing: " + listed(missing));
    }
    std::size_t spare = words.size() - needed;
    auto next = words.begin();
    for (const auto& spec : specs) {
        std::size_t take = wants_one(spec) ? 1 : 0;
        const bool single = spec.count == ArgumentSpec::Count::one || spec.count == ArgumentSpec::Count::optional;
        const std::size_t more = single ? std::min<std::size_t>(spare, 1 - take) : spare;
        spare -= more;
        take += more;
        auto& values = arguments.values[spec.name];
        for (; take > 0; --take, ++next) {
            if (next->empty()) wrong_usage(spec.name + " is empty");
            check_choice(spec.name, *next, spec.choices);
            values.push_back(*next);
        }
    }
    if (next != words.end()) wrong_usage("\"" + *next + "\" is one word too many");
}

Arguments parse(const ToolSpec& tool, const CommandSpec& command, Split split) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const auto options = options_of(tool, command);
    std::vector<const CLI::Option*> parsed;
    std::vector<std::string> names{"--help", "--version"};
    for (const auto& option : options) {
        auto* made = option.value.empty() ? app.add_flag(option.name) : app.add_option(option.name)->expected(1);
        made->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        parsed.push_back(made);
        names.push_back(option.name);
    }
    std::reverse(split.words.begin(), split.words.end());
    try {
        app.parse(split.words);
    } catch (const CLI::ParseError& error) {
        wrong_usage(error.what());
    }
    std::vector<std::string> positionals;
    for (const auto& word : app.remaining()) {
        if (word.size() > 1 && word.front() == '-')
            wrong_usage(with_hint("there is no option \"" + word + '"', did_you_mean(word, names)));
        positionals.push_back(word);
    }

    Arguments arguments;
    for (std::size_t i = 0; i < options.size(); ++i) read_option(options[i], *parsed[i], arguments);
    if (command.rest) {
        const auto is_command = [](const auto& argument) { return argument.name == "COMMAND"; };
        const auto spec = std::find_if(command.arguments.begin(), command.arguments.end(), is_command);
        if (split.rest.empty() && (spec == command.arguments.end() || wants_one(*spec)))
            wrong_usage("missing: -- COMMAND...");
        arguments.values["COMMAND"] = split.rest;
    } else {
        positionals.insert(positionals.end(), split.rest.begin(), split.rest.end());
    }
    read_positionals(command, positionals, arguments);
    return arguments;
}

[[noreturn]] void refuse_command(const std::vector<CommandSpec>& commands, const Split& split) {
    std::vector<std::string> all, next;
    for (const auto& command : commands) {
        if (command.hidden) continue;
        all.push_back(command.words);
        if (split.command.empty())
            next.push_back(command.words.substr(0, command.words.find(' ')));
        else if (command.words.rfind(split.command + ' ', 0) == 0)
            next.push_back(command.words);
    }
    next.erase(std::unique(next.begin(), next.end()), next.end());
    if (split.stray.empty())
        wrong_usage(split.command.empty() ? "no command given; one of " + listed(next)
                                          : "\"" + split.command + "\" wants one word more; one of " + listed(next));
    const auto given = split.command.empty() ? split.stray : split.command + ' ' + split.stray;
    auto hint = did_you_mean(given, next);
    if (hint.empty()) hint = did_you_mean(given, all);
    wrong_usage(with_hint("there is no command \"" + given + '"', hint));
}

void print_error(const ToolSpec& tool, const std::string& text, Terminal& terminal) {
    const std::string prefix = tool.name + (terminal.colour ? ": \033[1;31merror:\033[0m " : ": error: ");
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        if (!line.empty() || at == 0) terminal.err << (line.rfind(' ', 0) == 0 ? "" : prefix) << line << '\n';
        at = end + 1;
    }
}

Exit run_words(const ToolSpec& tool, const std::vector<std::string>& words, Terminal& terminal) {
    const auto commands = all_commands(tool);
    std::string known;
    bool understood = false;
    try {
        const auto split = Splitter(tool, commands).split(words);
        known = split.command;
        if (split.version) {
            terminal.out << tool.name << " (sitekit) " << SITE_VERSION << '\n';
            return Exit::done;
        }
        const auto* command = find_command(commands, split.command);
        if (split.help && split.stray.empty()) {
            terminal.out << format_help(tool, split.command, terminal.width);
            return Exit::done;
        }
        if (command == nullptr && words.empty()) {
            terminal.err << format_help(tool, "", terminal.width);
            return Exit::usage;
        }
        if (command == nullptr) refuse_command(commands, split);
        if (!command->run) throw std::logic_error("command \"" + command->words + "\" does nothing");
        const auto arguments = parse(tool, *command, split);
        understood = true;
        const auto exit = command->run(arguments, terminal);
        terminal.out.flush();
        if (!terminal.out) throw Error(Exit::cannot_write, "cannot write to standard output");
        return exit;
    } catch (const Error& error) {
        print_error(tool, error.what(), terminal);
        if (error.exit() == Exit::usage && !understood)
            terminal.err << "see '" << tool.name << (known.empty() ? "" : " ") << known << " --help'\n";
        return error.exit();
    }
}

}  // namespace

std::string Arguments::first(const std::string& name) const {
    const auto& found = all(name);
    return found.empty() ? std::string{} : found.front();
}

const std::vector<std::string>& Arguments::all(const std::string& name) const {
    static const std::vector<std::string> none;
    const auto found = values.find(name);
    return found == values.end() ? none : found->second;
}

bool Arguments::has(const std::string& name) const {
    const auto& found = all(name);
    return found.size() > 1 || (found.size() == 1 && !found.front().empty());
}

int run_tool(const ToolSpec& tool, const std::vector<std::string>& words, Terminal& terminal) {
    try {
        return static_cast<int>(run_words(tool, words, terminal));
    } catch (const std::exception& error) {
        print_error(tool, std::string(error.what()) + "; this is a bug", terminal);
    } catch (...) {
        print_error(tool, "an unknown exception; this is a bug", terminal);
    }
    return static_cast<int>(Exit::bug);
}

int run_tool(const ToolSpec& tool, int argc, const char* const* argv) {
    auto terminal = make_terminal();
    return run_tool(tool, std::vector<std::string>(argv + std::min(argc, 1), argv + argc), terminal);
}

}  // namespace site
