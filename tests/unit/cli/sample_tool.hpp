// A small tool with one of everything, and a terminal that remembers what was written.
#pragma once

#include <sstream>
#include <stdexcept>

#include "cli/confirm.hpp"
#include "cli/tool.hpp"

namespace site::sample {

struct Screen {
    std::ostringstream out, err;
    Terminal terminal{out, err, false, false, 80, nullptr};
};

inline Exit print_arguments(const Arguments& arguments, Terminal& terminal) {
    for (const auto& [name, values] : arguments.values) {
        if (values.empty()) continue;
        terminal.out << name << '=';
        for (const auto& value : values) terminal.out << '<' << value << '>';
        terminal.out << '\n';
    }
    return Exit::done;
}

inline ToolSpec tool() {
    ToolSpec tool;
    tool.name = "sample";
    tool.summary = "shows what a table can say";
    tool.description = "It prints its arguments.\n\n  .literal 'text'\n\nAnd ends.";
    tool.examples = {{"sample apply site.xml --yes", "installs what is not installed yet"}};
    tool.options = {{"--site", "FILE", "the site file"}, {"--json", "", "one JSON object"}};
    tool.files = {{"/etc/sample.conf", "its configuration"}};
    tool.environment = {{"SITE_FILE", "the site file, when --site is not given"}};

    CommandSpec apply;
    apply.words = "apply";
    apply.summary = "carry the plan out";
    apply.description = "Runs every step of the plan.";
    apply.examples = {{"sample apply --only dhcp", "only the DHCP server"}};
    apply.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    apply.options = {{"--only", "PART", "these parts", "", {"dhcp", "image", "install"}, OptionSpec::Times::many},
                     {"--fanout", "N", "nodes at the same time", "32"},
                     {"--network", "NET", "a network", "", {}, OptionSpec::Times::many},
                     yes_option()};
    apply.run = print_arguments;

    CommandSpec render;
    render.words = "render";
    render.summary = "write every file";
    render.arguments = {{"FILE", "the site file"}};
    render.options = {{"--out", "DIR", "where to", "", {}, OptionSpec::Times::once, true}};
    render.run = print_arguments;

    CommandSpec power;
    power.words = "node power";
    power.summary = "switch nodes";
    power.arguments = {{"NODE", "the nodes", ArgumentSpec::Count::at_least_one},
                       {"ACTION", "what to do", ArgumentSpec::Count::one, {"on", "off", "cycle"}}};
    power.run = print_arguments;

    CommandSpec remove;
    remove.words = "node remove";
    remove.summary = "forget nodes";
    remove.arguments = {{"NODE", "the nodes", ArgumentSpec::Count::any}};
    remove.run = print_arguments;

    CommandSpec run;
    run.words = "run";
    run.summary = "run a command inside";
    run.rest = true;
    run.run = print_arguments;

    CommandSpec fail;
    fail.words = "fail";
    fail.summary = "fail in a chosen way";
    fail.hidden = true;
    fail.arguments = {{"HOW", "how"}};
    fail.run = [](const Arguments& arguments, Terminal&) -> Exit {
        const auto how = arguments.first("HOW");
        if (how == "error")
            throw Error(Exit::faulty_site, "site.xml:1:2: no pool\nsite.xml:3:4: no image\n    details");
        if (how == "usage") throw Error(Exit::usage, "say --yes");
        if (how == "bug") throw std::logic_error("impossible");
        if (how == "other") throw 7;
        return Exit::some_failed;
    };
    tool.commands = {apply, render, power, remove, run, fail};
    return tool;
}

}  // namespace site::sample
