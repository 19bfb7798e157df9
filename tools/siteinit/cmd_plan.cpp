#include "cli/json.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

const char* danger_name(Danger danger) {
    switch (danger) {
        case Danger::none: return "none";
        case Danger::interrupts: return "interrupts";
        case Danger::destroys_data: return "destroys-data";
    }
    return "none";
}

Json plan_json(const Session& session, const Plan& plan) {
    Json::Array steps, remarks;
    for (const auto& step : plan.steps) {
        Json::Array after;
        for (const auto& id : step.after) after.push_back(id);
        steps.push_back(Json::Object{{"id", step.id},
                                     {"title", step.title},
                                     {"node", step.node},
                                     {"after", std::move(after)},
                                     {"danger", danger_name(step.danger)},
                                     {"destroys", step.destroys},
                                     {"predicted_seconds", static_cast<std::int64_t>(step.predicted.count())}});
    }
    for (const auto& remark : plan.remarks)
        remarks.push_back(Json::Object{{"about", remark.about}, {"text", remark.text}, {"fault", remark.fault}});
    return Json::Object{{"schema", "sitekit.plan/1"},
                        {"site", session.site.name},
                        {"steps", std::move(steps)},
                        {"remarks", std::move(remarks)},
                        {"predicted_seconds", static_cast<std::int64_t>(predicted_duration(plan).count())}};
}

Exit plan(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    const auto context = make_context(session, arguments.first("--node"), parts_of(arguments));
    const auto plan = plan_site(session.site, context, observe_site(session, context, number_option(arguments, "--fanout", 32)));
    if (arguments.has("--json")) terminal.out << format_json(plan_json(session, plan)) << "\n";
    else terminal.out << format_plan(plan);
    return arguments.has("--detailed-exitcode") && !plan.steps.empty() ? Exit::pending : Exit::done;
}

}  // namespace

CommandSpec plan_command(const Makers& makers) {
    CommandSpec command;
    command.words = "plan";
    command.summary = "show what apply would do, and change nothing";
    command.description =
        "Asks the provisioner's servers and every installed node how they are, and prints the ordered steps from there to the site file: files as "
        "diffs, commands, disks that would be wiped by serial number, interruptions, and how long it will take.";
    command.examples = {{"siteinit plan site.xml", "the whole site"}, {"siteinit plan --node 'node[1-4]' --only install", "four nodes, installation only"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    command.options = scope_options();
    command.options.push_back(fanout_option());
    command.options.push_back({"--detailed-exitcode", "", "exit with 2 when there is something to do"});
    command.options.push_back(json_option());
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return plan(arguments, terminal, makers); };
    return command;
}

}  // namespace site
