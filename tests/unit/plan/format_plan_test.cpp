#include <catch2/catch.hpp>

#include "plan/plan.hpp"

using namespace site;

namespace {

std::string number(int i, int digits) {
    auto text = std::to_string(i);
    return std::string(static_cast<std::size_t>(digits) - std::min(text.size(), static_cast<std::size_t>(digits)),
                       '0') +
           text;
}

/// A site of `count` blank nodes whose names have `digits` digits.
Plan installation(int count, int digits) {
    PlanBuilder builder;
    Step config{"dnsmasq/conf", "write the configuration of dnsmasq",
                WriteFile{{"/var/lib/sitekit/dnsmasq.conf", "port=0\ndhcp\n"}, "port=0\n"}};
    builder.add(config);
    Step service{"dnsmasq/start", "start dnsmasq",
                 StartService{"dnsmasq", {"dnsmasq", "--conf-file=/my conf"}, "", "", ""}};
    service.after = {"dnsmasq/conf"};
    builder.add(service);
    builder.add({"boot/ready", "everything is served", Milestone{}, {"dnsmasq/start"}});
    for (int i = 1; i <= count; ++i) {
        const auto node = "node" + number(i, digits), serial = "DEMO" + number(i, 4);
        const auto add = [&](const std::string& name, const std::string& title, Effect effect, std::string after,
                             int seconds) -> Step {
            Step step{node + '/' + name, title, std::move(effect)};
            step.after = {std::move(after)};
            step.node = node;
            step.predicted = std::chrono::seconds(seconds);
            return step;
        };
        ArmNode arm;
        arm.mac = "52:54:00:77:00:" + number(i % 100, 2);
        arm.address = "10.77.0." + std::to_string(10 + i);
        builder.add(add("arm", "prepare answers and boot script", arm, "boot/ready", 1));
        auto power =
            add("power", "boot from the network", PowerNode{PowerNode::Action::network_boot, {}}, node + "/arm", 20);
        power.danger = Danger::destroys_data;
        power.title = "wipe disk " + serial + " and install dom0";
        power.destroys = serial;
        builder.add(power);
        builder.add(add("xen", "prove that Xen runs", ProveXen{}, node + "/power", 220));
    }
    return std::move(builder).finish();
}

}  // namespace

TEST_CASE("an empty plan says so", "[format_plan]") {
    CHECK(format_plan({}) == "0 to change\n");
    CHECK(format_plan({{}, {{"node3", "does not answer", true}}}) ==
          "not fulfilled by this plan:\n  node3: does not answer\n\n0 to change\n");
    CHECK(format_plan({{{"done", "all is there", Milestone{}}}, {}}) == "0 to change\n");
}

TEST_CASE("two nodes", "[format_plan]") {
    CHECK(format_plan(installation(2, 1)) == R"(  ~ dnsmasq/conf     write the configuration of dnsmasq
        --- /var/lib/sitekit/dnsmasq.conf
        +++ /var/lib/sitekit/dnsmasq.conf
        @@ -1 +1,2 @@
         port=0
        +dhcp
  + dnsmasq/start    start dnsmasq
        $ dnsmasq '--conf-file=/my conf'
  + node[1-2]/arm    prepare answers and boot script
        mac 52:54:00:77:00:[01-02] address 10.77.0.[11-12], own files: 0
  ! node[1-2]/power  wipe disk DEMO[0001-0002] and install dom0
        destroys DEMO[0001-0002]
    node[1-2]/xen    prove that Xen runs

8 steps on 2 nodes, 2 disks to be wiped: DEMO0001, DEMO0002; about 4 min
)");
}

TEST_CASE("one node", "[format_plan]") {
    const auto text = format_plan(installation(1, 1));
    CHECK(text.find("  ! node1/power    wipe disk DEMO0001 and install dom0\n        destroys DEMO0001\n") !=
          std::string::npos);
    CHECK(text.find("5 steps on 1 node, 1 disk to be wiped: DEMO0001; about 4 min\n") != std::string::npos);
}

TEST_CASE("four hundred nodes are as short as two, but every serial is named", "[format_plan]") {
    const auto text = format_plan(installation(400, 3));
    CHECK(text.find("  ! node[001-400]/power  wipe disk DEMO[0001-0400] and install dom0\n") != std::string::npos);
    CHECK(text.find("1202 steps on 400 nodes, 400 disks to be wiped: DEMO0001, ") != std::string::npos);
    CHECK(text.find("DEMO0237") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') < 60);
}

TEST_CASE("names without order are cut short, numbers with gaps are listed", "[format_plan]") {
    Plan plan;
    for (const std::string name : {"n1", "n2", "n3", "n9", "n10"}) {
        Step step{name + "/disk0", "wipe disk " + (name == "n3" ? "REPL7" : "X" + name), Milestone{}};
        step.node = name;
        step.danger = Danger::destroys_data;
        step.destroys = name == "n3" ? "REPL7" : "X" + name;
        plan.steps.push_back(step);
    }
    CHECK(format_plan(plan) == R"(  ! n[1-3,9-10]/disk0  wipe disk {Xn[1-2,9-10], REPL7}
        destroys Xn[1-2,9-10], REPL7

5 steps on 5 nodes, 5 disks to be wiped: Xn1, Xn2, REPL7, Xn9, Xn10
)");
}

namespace {

Step upload(const std::string& node, const std::string& content, const std::string& before, int mode = 0644) {
    Step step{node + "/hosts", "write /etc/hosts", UploadFile{{}, {"/etc/hosts", content, mode}, before}};
    step.node = node;
    return step;
}

}  // namespace

TEST_CASE("equal diffs stand once, different ones with their nodes", "[format_plan]") {
    CHECK(format_plan({{upload("n1", "a\n", ""), upload("n2", "a\n", "")}, {}}) ==
          "  + n[1-2]/hosts  write /etc/hosts\n        --- /etc/hosts\n        +++ /etc/hosts\n        @@ -0,0 +1 @@\n "
          "       +a\n\n"
          "2 steps on 2 nodes\n");
    const auto two = format_plan({{upload("n1", "10.0.0.1\n", ""), upload("n2", "10.0.0.2\n", "")}, {}});
    CHECK(two.find("        n1:\n        --- /etc/hosts") != std::string::npos);
    CHECK(two.find("        n2:\n        --- /etc/hosts") != std::string::npos);
    Plan many;
    for (int i = 1; i <= 9; ++i)
        many.steps.push_back(upload("n" + std::to_string(i), "10.0.0." + std::to_string(i), ""));
    const auto text = format_plan(many);
    CHECK(text.find("+10.0.0.1\n        (8 more differ from this one in names and numbers only)\n") !=
          std::string::npos);
    CHECK(text.find("10.0.0.2") == std::string::npos);
}

TEST_CASE("other words in a file are another group", "[format_plan]") {
    const auto text = format_plan({{upload("n1", "a\n", ""), upload("n2", "b\n", "")}, {}});
    CHECK(text.find("+ n1/hosts  write") != std::string::npos);
    CHECK(text.find("+ n2/hosts  write") != std::string::npos);
}

TEST_CASE("what only root may read is not shown", "[format_plan]") {
    for (const int mode : {0600, 0400, 0700}) {
        const auto text = format_plan({{upload("n1", "secret\n", "old secret\n", mode)}, {}});
        CHECK(text.find("secret") == std::string::npos);
        CHECK(text.find("/etc/hosts (not shown: mode 0") != std::string::npos);
    }
    Step run{"run", "run it", RunCommand{}};
    std::get<RunCommand>(run.effect).command.argv = {"tool", "a b"};
    std::get<RunCommand>(run.effect).command.input = "secret";
    std::get<RunCommand>(run.effect).command.environment = {"PASSWORD=secret"};
    Step store{"store", "remember it", StoreValue{"key", "secret"}};
    const auto text = format_plan({{run, store}, {}});
    CHECK(text == "  + run    run it\n        $ tool 'a b'\n  ~ store  remember it\n        key\n\n2 steps\n");
}

TEST_CASE("interruptions are named", "[format_plan]") {
    Step step{"n1/restart", "restart the network", RunOnNode{}};
    step.node = "n1";
    step.danger = Danger::interrupts;
    step.predicted = std::chrono::seconds(5400);
    const auto text = format_plan({{step}, {}});
    CHECK(text.find("  ~ n1/restart  restart the network\n") == 0);
    CHECK(text.find("        interrupts what runs there\n") != std::string::npos);
    CHECK(text.find("1 step on 1 node, interrupted: n1; about 1 h 30 min\n") != std::string::npos);
}

TEST_CASE("remarks that are alike are folded", "[format_plan]") {
    Plan plan;
    for (const std::string name : {"node041", "node042"})
        plan.remarks.push_back({name, "does not answer; see siteinit why " + name, true});
    plan.remarks.push_back({"", "be careful", false});
    CHECK(format_plan(plan) ==
          "not fulfilled by this plan:\n  node[041-042]: does not answer; see siteinit why node[041-042]\n\n"
          "remarks:\n  be careful\n\n0 to change\n");
}

TEST_CASE("long diffs are cut, control characters are not sent to the terminal", "[format_plan]") {
    std::string content = "\033[2J\r\n";
    for (int i = 0; i < 1000; ++i) content += "line\n";
    const auto text = format_plan({{upload("n1", content, "")}, {}});
    CHECK(text.find('\033') == std::string::npos);
    CHECK(text.find("+?[2J?\n") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') < 130);
    CHECK(text.find("... (longer; 'siteinit render' writes the whole file)\n") != std::string::npos);
}
