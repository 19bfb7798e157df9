#include <algorithm>
#include <cctype>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/tool.hpp"

namespace site {
namespace {

/// Text as roff: nothing in it is a request or an escape.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\':
                out += "\\(rs";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            case '"':
                out += "\\(dq";
                break;
            case '\n':
                out += ' ';
                break;
            default:
                out += c;
        }
    }
    if (!out.empty() && out.front() == '.') out.insert(0, "\\&");
    return out;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

void add_paragraphs(std::ostream& out, const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    bool literal = false;
    while (std::getline(lines, line)) {
        const bool wants_literal = !line.empty() && line.front() == ' ';
        if (wants_literal && !literal) out << ".PP\n.EX\n";
        if (!wants_literal && literal) out << ".EE\n";
        literal = wants_literal;
        if (line.empty())
            out << ".PP\n";
        else
            out << (literal ? "\\&" : "") << escaped(line) << '\n';
    }
    if (literal) out << ".EE\n";
}

void add_term(std::ostream& out, const std::string& term, const std::string& text) {
    out << ".TP\n" << term << '\n' << (text.empty() ? "\\&" : escaped(text)) << '\n';
}

void add_examples(std::ostream& out, const std::vector<Example>& examples) {
    for (const auto& example : examples) add_term(out, bold(example.command), example.says);
}

void add_options(std::ostream& out, const std::vector<OptionSpec>& options) {
    for (const auto& option : options) {
        auto term = bold(option.name);
        if (!option.value.empty()) term += ' ' + italic(option.value);
        add_term(out, term, option_help(option));
    }
}

void add_command(std::ostream& out, const ToolSpec& tool, const CommandSpec& command) {
    out << ".SS " << escaped(command.words) << '\n';
    out << bold(usage_line(tool, command)) << "\n.PP\n";
    auto summary = command.summary;
    if (!summary.empty()) {
        summary.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(summary.front())));
        out << escaped(summary + ".") << '\n';
    }
    if (!command.description.empty()) {
        out << ".PP\n";
        add_paragraphs(out, command.description);
    }
    for (const auto& argument : command.arguments) {
        auto help = argument.help;
        for (std::size_t i = 0; i < argument.choices.size(); ++i) help += (i == 0 ? ": " : ", ") + argument.choices[i];
        add_term(out, italic(argument.name), help);
    }
    add_options(out, command.options);
    if (command.examples.empty()) return;
    out << ".PP\nFor example:\n";
    add_examples(out, command.examples);
}

void add_rows(std::ostream& out, const std::string& title,
              const std::vector<std::pair<std::string, std::string>>& rows) {
    if (rows.empty()) return;
    out << ".SH " << title << '\n';
    for (const auto& [name, says] : rows) add_term(out, bold(name), says);
}

}  // namespace

std::string format_man_page(const ToolSpec& tool) {
    std::ostringstream out;
    out << ".TH " << escaped(upper(tool.name)) << " 1 \"\" \"sitekit\" \"sitekit\"\n.nh\n.ad l\n";
    out << ".SH NAME\n" << escaped(tool.name) << " \\- " << escaped(tool.summary) << '\n';
    out << ".SH SYNOPSIS\n"
        << bold(tool.name) << " [" << italic("OPTION") << "]... " << italic("COMMAND") << " [" << italic("ARGUMENT")
        << "]...\n.br\n"
        << bold(tool.name + " --help") << "\n.br\n"
        << bold(tool.name) << ' ' << italic("COMMAND") << ' ' << bold("--help") << '\n';
    out << ".SH DESCRIPTION\n";
    add_paragraphs(out, tool.description.empty() ? tool.summary : tool.description);
    if (!tool.examples.empty()) out << ".SH EXAMPLES\n";
    add_examples(out, tool.examples);
    out << ".SH COMMANDS\n";
    for (const auto& command : all_commands(tool))
        if (!command.hidden) add_command(out, tool, command);
    out << ".SH OPTIONS\nEvery command knows these, before or after its name.\n";
    add_options(out, tool.options);
    add_options(out, standard_options());
    add_rows(out, "FILES", tool.files);
    auto environment = tool.environment;
    environment.emplace_back("NO_COLOR", "When set, nothing is coloured.");
    add_rows(out, "ENVIRONMENT", environment);
    add_rows(out, "\"EXIT STATUS\"", exit_codes());
    std::string others;
    for (const std::string name : {"siteguard", "siteinit", "sitelab", "siteprov"})
        if (name != tool.name) others += (others.empty() ? "" : ",\n") + (".BR " + name + " (1)");
    std::string see_also = others;
    for (std::size_t at = 0; (at = see_also.find(",\n", at)) != std::string::npos; at += 2)
        see_also.replace(at, 2, " ,\n");
    out << ".SH \"SEE ALSO\"\n" << see_also << '\n';
    return out.str();
}

}  // namespace site
