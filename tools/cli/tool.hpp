// The command line of a tool as a table: help, man page, completion and parsing all come from it.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace site {

/// What the person typed, by the names of the table. Options not given hold their default; flags hold "yes" or "".
struct Arguments {
    std::map<std::string, std::vector<std::string>> values;   ///< "--out" or "NODE" -> values in order
    std::string first(const std::string& name) const;         ///< or ""
    const std::vector<std::string>& all(const std::string& name) const;
    bool has(const std::string& name) const;                  ///< given, or a default that is not empty
};

/// Where a command talks: data on out, everything else on err.
struct Terminal {
    std::ostream& out;
    std::ostream& err;
    bool is_terminal = false;     ///< err is a terminal: progress may redraw
    bool colour = false;          ///< a terminal, and NO_COLOR is not set
    int width = 80;
    std::function<std::string(const std::string& question)> ask;   ///< null when there is nobody to ask
};

struct OptionSpec {
    std::string name;             ///< "--out"
    std::string value;            ///< "DIR"; empty: a flag
    std::string help;
    std::string standard{};       ///< default value
    std::vector<std::string> choices{};       ///< with Times::many a value may also be a list with commas: "dhcp,image"
    enum class Times { once, many } times = Times::once;
    bool required = false;
};

struct ArgumentSpec {
    std::string name;             ///< "FILE"
    std::string help;
    enum class Count { one, optional, any, at_least_one } count = Count::one;
    std::vector<std::string> choices{};
};

struct Example {
    std::string command;          ///< "siteinit apply site.xml --yes"
    std::string says;             ///< "installs what is not installed yet"
};

struct CommandSpec {
    std::string words;            ///< "apply", "node power"
    std::string summary;          ///< one line, imperative
    std::string description{};    ///< paragraphs, for --help and the man page
    std::vector<Example> examples{};
    std::vector<ArgumentSpec> arguments{};
    std::vector<OptionSpec> options{};
    std::function<Exit(const Arguments&, Terminal&)> run;
    bool hidden = false;          ///< internal verbs: not in help, man page or completion
    bool rest = false;            ///< all words after "--" go to argument "COMMAND" unparsed
};

struct ToolSpec {
    std::string name;
    std::string summary;
    std::string description;
    std::vector<Example> examples;
    std::vector<OptionSpec> options;       ///< of every command (--site, --state ...)
    std::vector<CommandSpec> commands;
    std::vector<std::pair<std::string, std::string>> files;   ///< for the man page: path, what it is
    std::vector<std::pair<std::string, std::string>> environment{};   ///< for help and man page: variable, what it does
};

/// The whole of main: parses, runs, catches. Usage faults: exit 64 with "did you mean"; an Error: "<tool>: error: ..." and its code;
/// any other exception: exit 70. Adds --help, --version to every level, the command "completion bash|zsh|fish", and "man" (hidden: the page as roff).
/// An Error of several lines gets the prefix on every line that does not begin with a blank. Empty values of options are refused.
int run_tool(const ToolSpec& tool, int argc, const char* const* argv);
/// The same with `words` (without the tool's name) on a given terminal.
int run_tool(const ToolSpec& tool, const std::vector<std::string>& words, Terminal& terminal);

/// `words` is a command, the first words of some ("node"), or "".
std::string format_help(const ToolSpec& tool, const std::string& words, int width);
std::string format_man_page(const ToolSpec& tool);                               ///< roff, section 1
std::string format_completion(const ToolSpec& tool, const std::string& shell);   ///< bash, zsh or fish

}  // namespace site
