#include "cli/confirm.hpp"

#include "core/command.hpp"

namespace site {
namespace {

[[noreturn]] void refused() { throw Error(Exit::failed, "not confirmed; nothing was changed"); }

void confirm_moderate(const Confirmation& wanted, const Arguments& arguments, Terminal& terminal) {
    if (arguments.has("--yes") || (!wanted.name.empty() && arguments.first("--confirm") == wanted.name)) return;
    if (!terminal.ask)
        throw Error(Exit::usage, "to " + wanted.question + " needs a confirmation and there is no terminal; say --yes");
    const auto answer = terminal.ask(wanted.question + "? [y/N] ");
    if (answer != "y" && answer != "Y" && answer != "yes") refused();
}

void confirm_severe(const Confirmation& wanted, const Arguments& arguments, Terminal& terminal) {
    const auto flag = "--confirm " + quote_for_shell(wanted.name);
    if (arguments.has("--confirm")) {
        const auto given = arguments.first("--confirm");
        if (given == wanted.name) return;
        throw Error(Exit::usage, "--confirm says \"" + given + "\", but to " + wanted.question + " needs " + flag);
    }
    if (!terminal.ask)
        throw Error(Exit::usage,
                    "to " + wanted.question + " needs a confirmation and there is no terminal; say " + flag);
    if (terminal.ask(wanted.question + "? Data will be lost; type \"" + wanted.name + "\" to go on: ") != wanted.name)
        refused();
}

}  // namespace

OptionSpec yes_option() { return {"--yes", "", "answer yes to what would be asked; never enough to lose data"}; }

OptionSpec confirm_option(const std::string& help) { return {"--confirm", "NAME", help}; }

void confirm(const Confirmation& wanted, const Arguments& arguments, Terminal& terminal) {
    switch (wanted.degree) {
        case Confirmation::Degree::mild:
            return;
        case Confirmation::Degree::moderate:
            return confirm_moderate(wanted, arguments, terminal);
        case Confirmation::Degree::severe:
            return confirm_severe(wanted, arguments, terminal);
    }
}

}  // namespace site
