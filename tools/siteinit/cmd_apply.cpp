#include <fmt/core.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <map>

#include "apply/apply_plan.hpp"
#include "cli/confirm.hpp"
#include "cli/json.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

/// SITE_CRASH_AT=N ends this process without a word at the Nth point before or after an effect: how tests prove that nothing is lost.
std::function<void()> crash_point() {
    const char* wanted = std::getenv("SITE_CRASH_AT");
    if (!wanted) return {};
    auto left = std::make_shared<std::atomic<long>>(std::atol(wanted));
    return [left] {
        if (--*left == 0) std::raise(SIGKILL);
    };
}

class Teller : public ApplyWatcher {
  public:
    explicit Teller(Terminal& terminal) : progress_(terminal) {}

    void step_began(const Step& step) override {
        if (step.node.empty()) progress_.set(thing(step), {step.title, -1, "", Progress::State::Kind::running});
        const auto* power = std::get_if<PowerNode>(&step.effect);
        if (power && power->target.kind == "manual") progress_.say("siteinit: " + step.node + " has no controller: boot it from the network now, by hand");
    }
    void step_ended(const Step& step, const StepOutcome& outcome) override {
        if (outcome.kind == StepOutcome::Kind::skipped) return;
        const bool good = outcome.kind == StepOutcome::Kind::done;
        if (!good) progress_.say("siteinit: " + step.id + " failed: " + outcome.text);
        if (step.node.empty()) progress_.set(thing(step), {step.title, -1, "", good ? Progress::State::Kind::done : Progress::State::Kind::failed});
        else if (!good) progress_.set(step.node, {step.id.substr(step.id.find('/') + 1), -1, "", Progress::State::Kind::failed});
    }
    void node_event(const StageEvent& event) override {
        if (event.state == EventState::fail) return;
        const bool over = event.stage == "xen" && event.state == EventState::done;
        progress_.set(event.node, {over ? "Dom0" : event.stage, event.state == EventState::progress ? event.percent : -1, event.text,
                                   over ? Progress::State::Kind::done : Progress::State::Kind::running});
    }
    void finish() { progress_.finish(); }

  private:
    static std::string thing(const Step& step) { return step.id.substr(0, step.id.find('/')); }
    Progress progress_;
};

Confirmation needed_confirmation(const Session& session, const Plan& plan) {
    std::string disks;
    bool interrupts = false;
    for (const auto& step : plan.steps) {
        interrupts = interrupts || step.danger == Danger::interrupts;
        if (step.danger == Danger::destroys_data) disks += (disks.empty() ? "" : ", ") + step.node + " " + step.destroys;
    }
    if (!disks.empty()) return {Confirmation::Degree::severe, "wipe the disks " + disks, session.site.name};
    if (interrupts) return {Confirmation::Degree::moderate, "interrupt what the plan marks", session.site.name};
    return {};
}

Exit exit_of(const ApplyReport& report, const Plan& plan) {
    const bool unfulfilled = std::any_of(plan.remarks.begin(), plan.remarks.end(), [](const Remark& remark) { return remark.fault; });
    if (report.interrupted) return Exit::interrupted;
    if (report.failed) return Exit::failed;
    return report.failed_nodes.empty() && !unfulfilled ? Exit::done : Exit::some_failed;
}

void tell_result(const Session& session, const ApplyReport& report, const Plan& plan, const Arguments& arguments, Terminal& terminal) {
    std::size_t done = 0, failed = 0, skipped = 0;
    std::string nodes;
    for (const auto& step : report.steps) {
        if (step.kind == StepOutcome::Kind::done) ++done;
        else if (step.kind == StepOutcome::Kind::failed) ++failed;
        else ++skipped;
    }
    for (const auto& node : report.failed_nodes) nodes += (nodes.empty() ? "" : " ") + node;
    if (arguments.has("--json")) {
        Json::Array failures;
        for (const auto& step : report.steps)
            if (step.kind == StepOutcome::Kind::failed) failures.push_back(Json::Object{{"step", step.id}, {"node", step.node}, {"text", step.text}});
        terminal.out << format_json(Json::Object{{"schema", "sitekit.apply/1"},
                                                 {"site", session.site.name},
                                                 {"run", report.run},
                                                 {"done", static_cast<std::int64_t>(done)},
                                                 {"failed", static_cast<std::int64_t>(failed)},
                                                 {"skipped", static_cast<std::int64_t>(skipped)},
                                                 {"interrupted", report.interrupted},
                                                 {"failures", std::move(failures)}})
                     << "\n";
        return;
    }
    terminal.out << fmt::format("{} of {} steps done", done, plan.steps.size());
    if (failed > 0) terminal.out << fmt::format(", {} failed", failed);
    if (skipped > 0) terminal.out << fmt::format(", {} left out", skipped);
    terminal.out << "\n";
    if (!nodes.empty()) terminal.out << "failed: " << nodes << "; siteinit why NODE says why; run apply again to try again\n";
}

Exit apply(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    const auto lock = lock_site(session);
    const auto context = make_context(session, arguments.first("--node"), parts_of(arguments));
    const auto plan = plan_site(session.site, context, observe_site(session, context, number_option(arguments, "--fanout", 32)));
    return carry_out_plan(session, plan, arguments, terminal);
}

}  // namespace

Exit carry_out_plan(Session& session, const Plan& plan, const Arguments& arguments, Terminal& terminal) {
    terminal.err << format_plan(plan) << std::flush;
    ApplyReport report;
    if (!plan.steps.empty()) {
        confirm(needed_confirmation(session, plan), arguments, terminal);
        const InterruptWatch watch;
        ApplyOptions options;
        options.state_folder = session.state_folder;
        options.fanout = number_option(arguments, "--fanout", 32);
        options.max_failures = number_option(arguments, "--max-failures", 0);
        options.interrupted = interrupted;
        options.crash_point = crash_point();
        Teller teller(terminal);
        report = apply_plan(plan, *session.ports, options, teller);
        teller.finish();
    }
    if (plan.steps.empty() && !arguments.has("--json")) terminal.out << "0 to change\n";
    else tell_result(session, report, plan, arguments, terminal);
    return exit_of(report, plan);
}

CommandSpec apply_command(const Makers& makers) {
    CommandSpec command;
    command.words = "apply";
    command.summary = "do what the plan says";
    command.description =
        "Plans, shows the plan, asks for what it needs to be allowed, and carries it out, following every node until xl info proves Xen. One failed node "
        "never stops the others (exit code 3). Ctrl-C once: no new steps; twice: leave now. A run that was broken off in any way is continued by the next "
        "one; what is done is not done again.";
    command.examples = {{"siteinit apply site.xml", "asks on the terminal before a disk is wiped"},
                        {"siteinit apply site.xml --confirm demo", "for scripts: wipes disks of site demo without asking"},
                        {"siteinit apply --node node7 --only install", "one node, servers left alone"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    command.options = scope_options();
    for (const auto& option : {fanout_option(), OptionSpec{"--max-failures", "N", "start nothing new after so many failed nodes; 0: never stop", "0"},
                               yes_option(), confirm_option("confirm by the site's name that disks may be wiped"), json_option()})
        command.options.push_back(option);
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return apply(arguments, terminal, makers); };
    return command;
}

}  // namespace site
