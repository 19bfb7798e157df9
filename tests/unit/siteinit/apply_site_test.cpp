#include <catch2/catch.hpp>

#include "apply/apply_plan.hpp"
#include "unit/siteinit/simulated_rack.hpp"
#include "siteinit/session.hpp"

namespace site {
namespace {

struct Crash {};

Session session_of(SimulatedRack& rack) {
    Session session;
    session.site = rack.site;
    session.state_folder = "/state";
    session.ports = std::shared_ptr<Ports>(&rack.ports, [](Ports*) {});
    session.program = "/usr/bin/siteinit";
    return session;
}

Plan plan_now(SimulatedRack& rack, const std::set<std::string>& reinstall = {}) {
    rack.fakes.files.write("/state/state.db", "", 0600);   // the real store makes it
    rack.fakes.files.write("/state/keys/image.key", "", 0600);
    auto session = session_of(rack);
    auto context = make_context(session, "", {});
    context.reinstall = reinstall;
    return plan_site(rack.site, context, observe_site(session, context, 4));
}

ApplyReport apply_now(SimulatedRack& rack, const Plan& plan, std::function<void()> crash_point = {}) {
    ApplyOptions options;
    options.state_folder = "/state";
    options.fanout = 4;
    options.crash_point = std::move(crash_point);
    ApplyWatcher watcher;
    return apply_plan(plan, rack.ports, options, watcher);
}

std::size_t acts(const Plan& plan) { return plan.steps.size(); }

/// All that must be equal after an undisturbed and a disturbed run.
std::string final_state(SimulatedRack& rack) {
    std::string text;
    for (const auto& [name, machine] : rack.machines) {
        text += name + (machine.on ? " on" : " off") + (machine.dom0 ? " dom0 " : " blank ") + machine.host_key + "\n";
        for (const auto& [path, content] : machine.files) text += path + " " + sha256(content) + "\n";
        const auto installation = find_installation(rack.fakes.store, name);
        text += installation ? format(installation->state) + " " + installation->host_key + " " + installation->token_digest + "\n" : "none\n";
    }
    for (const auto& [path, file] : rack.fakes.files.files)
        if (path.find("/jobs/") == std::string::npos && path.find("/state/build/") == std::string::npos) text += path + " " + sha256(file.content) + "\n";
    text += std::to_string(rack.fakes.store.list("token/").size()) + " tokens\n";
    return text;
}

}  // namespace

TEST_CASE("three blank machines become Dom0s, and the second plan is empty", "[apply_site]") {
    SimulatedRack rack;
    const auto plan = plan_now(rack);
    CHECK(plan.remarks.empty());
    const auto report = apply_now(rack, plan);
    for (const auto& step : report.steps) {
        INFO(step.id << ": " << step.text);
        CHECK(step.kind == StepOutcome::Kind::done);
    }
    CHECK(report.failed_nodes.empty());
    CHECK_FALSE(report.failed);
    for (const auto& [name, machine] : rack.machines) {
        CHECK(machine.installations == 1);
        CHECK(find_installation(rack.fakes.store, name)->state == InstallState::installed);
        CHECK(machine.files.at("/root/.ssh/authorized_keys").find("SITEKEY") != std::string::npos);
    }
    CHECK(rack.fakes.store.list("token/").empty());

    const auto before = rack.fakes.files.log.size();
    const auto second = plan_now(rack);
    CHECK(acts(second) == 0);
    CHECK(second.remarks.empty());
    for (auto i = before; i < rack.fakes.files.log.size(); ++i)   // but for the two that plan_now itself writes
        CHECK((rack.fakes.files.log[i].find("state.db") != std::string::npos || rack.fakes.files.log[i].find("image.key") != std::string::npos));
}

TEST_CASE("planning writes nothing", "[apply_site]") {
    SimulatedRack rack;
    auto session = session_of(rack);
    const auto files = rack.fakes.files.log;
    const auto context = make_context(session, "", {});
    const auto plan = plan_site(rack.site, context, observe_site(session, context, 4));
    CHECK(acts(plan) > 30);
    CHECK(rack.fakes.files.log == files);
    CHECK(rack.fakes.store.revision() == 0);
    CHECK(rack.programs.log.empty());
}

TEST_CASE("every installation step that wipes a disk names it by serial", "[apply_site]") {
    SimulatedRack rack;
    std::vector<std::string> serials;
    for (const auto& step : plan_now(rack).steps)
        if (step.danger == Danger::destroys_data) serials.push_back(step.destroys);
    CHECK(serials == std::vector<std::string>{"DEMO0001", "DEMO0002", "DEMO0003"});
}

TEST_CASE("one failed node stops no other, and is installed by the next run", "[apply_site]") {
    SimulatedRack rack;
    rack.machines["node2"].fails_at = "partition";
    rack.machines["node2"].fails_with = "disk-serial";
    const auto report = apply_now(rack, plan_now(rack));
    CHECK(report.failed_nodes == std::set<std::string>{"node2"});
    CHECK_FALSE(report.failed);
    CHECK(rack.machines["node1"].installations == 1);
    CHECK(rack.machines["node3"].installations == 1);
    CHECK(find_installation(rack.fakes.store, "node2")->failure == "partition: disk-serial: as simulated");

    const auto again = apply_now(rack, plan_now(rack));
    CHECK(again.failed_nodes.empty());
    CHECK(rack.machines["node1"].installations == 1);
    CHECK(rack.machines["node2"].installations == 1);
}

TEST_CASE("a node that loses power in the middle fails early and is installed by the next run", "[apply_site]") {
    SimulatedRack rack;
    rack.machines["node3"].dies_at = "image";
    const auto report = apply_now(rack, plan_now(rack));
    CHECK(report.failed_nodes == std::set<std::string>{"node3"});
    CHECK(find_installation(rack.fakes.store, "node3")->failure.find("power-off") != std::string::npos);
    CHECK(apply_now(rack, plan_now(rack)).failed_nodes.empty());
    CHECK(rack.machines["node3"].installations == 1);
    CHECK(acts(plan_now(rack)) == 0);
}

TEST_CASE("a dead controller fails its node with its own words", "[apply_site]") {
    SimulatedRack rack;
    rack.dead_controllers = {"node1"};
    const auto report = apply_now(rack, plan_now(rack));
    CHECK(report.failed_nodes == std::set<std::string>{"node1"});
    CHECK(find_installation(rack.fakes.store, "node1")->failure.find("bmc: no answer from 10.77.0.111") != std::string::npos);
    CHECK(rack.machines["node2"].installations == 1);
}

TEST_CASE("an installed node that is silent is not touched", "[apply_site]") {
    SimulatedRack rack;
    apply_now(rack, plan_now(rack));
    rack.silent = {"node2"};
    const auto plan = plan_now(rack);
    CHECK(acts(plan) == 0);
    REQUIRE(plan.remarks.size() == 1);
    CHECK(plan.remarks[0].about == "node2");
    CHECK(plan.remarks[0].fault);
}

TEST_CASE("an installed node that is off is switched on, never wiped", "[apply_site]") {
    SimulatedRack rack;
    apply_now(rack, plan_now(rack));
    rack.machines["node2"].on = false;
    const auto plan = plan_now(rack);
    for (const auto& step : plan.steps) CHECK(step.danger != Danger::destroys_data);
    CHECK(apply_now(rack, plan).failed_nodes.empty());
    CHECK(rack.machines["node2"].on);
    CHECK(rack.machines["node2"].installations == 1);
}

TEST_CASE("a changed file is put onto running nodes", "[apply_site]") {
    SimulatedRack rack;
    apply_now(rack, plan_now(rack));
    rack.machines["node2"].files["/etc/hosts"] = "127.0.0.1 drifted\n";
    const auto plan = plan_now(rack);
    std::vector<std::string> uploads;
    for (const auto& step : plan.steps)
        if (std::holds_alternative<UploadFile>(step.effect)) uploads.push_back(step.id);
    CHECK(uploads == std::vector<std::string>{"node2/file/etc/hosts"});
    CHECK(apply_now(rack, plan).failed_nodes.empty());
    CHECK(acts(plan_now(rack)) == 0);
}

TEST_CASE("reinstall wipes only the nodes that were named", "[apply_site]") {
    SimulatedRack rack;
    apply_now(rack, plan_now(rack));
    CHECK(apply_now(rack, plan_now(rack, {"node2"})).failed_nodes.empty());
    CHECK(rack.machines["node1"].installations == 1);
    CHECK(rack.machines["node2"].installations == 2);
}

TEST_CASE("a run stopped at any point and started again ends equal", "[apply_site]") {
    std::string wanted;
    int points = 0;
    {
        SimulatedRack rack;
        apply_now(rack, plan_now(rack), [&] { ++points; });
        wanted = final_state(rack);
    }
    REQUIRE(points > 60);
    for (int stop = 1; stop <= points; ++stop) {
        SimulatedRack rack;
        int left = stop;
        bool crashed = false;
        try {
            apply_now(rack, plan_now(rack), [&] {
                if (--left == 0) throw Crash{};
            });
        } catch (const Crash&) {
            crashed = true;
        }
        INFO("stopped at point " << stop << " of " << points);
        CHECK(crashed);
        const auto report = apply_now(rack, plan_now(rack));
        CHECK(report.failed_nodes.empty());
        CHECK_FALSE(report.failed);
        for (const auto& [name, machine] : rack.machines) CHECK(machine.installations == 1);
        CHECK(final_state(rack) == wanted);
        std::string left_over;
        for (const auto& step : plan_now(rack).steps) left_over += step.id + " ";
        CHECK(left_over.empty());
    }
}

}  // namespace site
