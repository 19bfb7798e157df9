#include "cli/json.hpp"
#include "core/problem.hpp"
#include "model/read_site.hpp"
#include "ports/files.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

Json problem_json(const Problem& problem) {
    return Json::Object{{"file", problem.where.file ? *problem.where.file : ""},
                        {"line", static_cast<std::int64_t>(problem.where.line)},
                        {"column", static_cast<std::int64_t>(problem.where.column)},
                        {"name", problem.name},
                        {"text", problem.text},
                        {"hint", problem.hint}};
}

Exit check(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto ports = makers.ports("");
    const auto path = site_file_path(arguments, *ports);
    const auto text = ports->files.read(path);
    if (!text) throw Error(Exit::faulty_site, path + " is not there");
    const auto result = read_site(path, *text, [&](const std::string& name) { return ports->files.read(name); });
    if (arguments.has("--json")) {
        Json::Array problems;
        for (const auto& problem : result.problems) problems.push_back(problem_json(problem));
        terminal.out << format_json(Json::Object{{"schema", "sitekit.check/1"},
                                                 {"file", path},
                                                 {"site", result.site.name},
                                                 {"nodes", static_cast<std::int64_t>(result.site.nodes.size())},
                                                 {"problems", std::move(problems)}})
                     << "\n";
    } else {
        for (const auto& problem : result.problems) terminal.err << "siteinit: error: " << format_problem(problem) << "\n";
        if (result.problems.empty())
            terminal.out << path << ": no faults; site " << result.site.name << ", " << result.site.nodes.size() << " nodes\n";
        else
            terminal.err << path << ": " << result.problems.size() << (result.problems.size() == 1 ? " fault\n" : " faults\n");
    }
    return result.problems.empty() ? Exit::done : Exit::faulty_site;
}

}  // namespace

CommandSpec check_command(const Makers& makers) {
    CommandSpec command;
    command.words = "check";
    command.summary = "name every fault of a site file";
    command.description = "Reads the site file and all that it includes. Each fault is shown with its place, a stable name in brackets and what to do.";
    command.examples = {{"siteinit check site.xml", "exit code 0 or 65"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    command.options = {json_option()};
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return check(arguments, terminal, makers); };
    return command;
}

}  // namespace site
