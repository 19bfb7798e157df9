#include "sitelab/commands.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "core/error.hpp"
#include "core/record.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_files.hpp"
#include "fakes/fake_process.hpp"
#include "fakes/fake_random.hpp"
#include "sitelab/machine_power.hpp"
#include "sitelab/qemu.hpp"

using namespace site;

namespace {

constexpr const char* site_xml = R"(<site name="demo" domain="demo.example">
  <provisioner host="prov" network="lan" address="10.77.0.1" interface="prov0"/>
  <network name="lan" cidr="10.77.0.0/24" roles="provisioning management" bridge="xenbr0"/>
  <image name="dom0" recipe="debian12-xen"/>
  <class name="xen" image="dom0" roles="dom0"><nic name="eth0" network="lan"/><disk size="128M"/></class>
  <node name="node1" class="xen">
    <nic name="eth0" mac="52:54:00:77:00:11" address="10.77.0.11"/>
    <bmc kind="ipmi" address="10.77.0.111" user="admin" password-file="/secret/bmc"/>
    <disk serial="DEMO0001"/>
  </node>
  <node name="node2" class="xen" firmware="uefi">
    <nic name="eth0" mac="52:54:00:77:00:12" address="10.77.0.12"/><bmc kind="manual"/><disk serial="DEMO0002"/>
  </node>
</site>)";

/// A disk is as large as it was made, without its content.
struct SparseFiles : FakeFiles {
    std::optional<Size> size(const std::string& path) override {
        return exists(path) && path.ends_with(".raw") ? std::optional(mebibytes(128)) : FakeFiles::size(path);
    }
};

struct Bench {
    SparseFiles files;
    FakeProcess process;
    FakeClock clock;
    FakeRandom random;
    LabPorts ports{files, process, clock, random, "/usr/bin/sitelab", LabPorts::User::root};
    std::ostringstream out, err;
    Terminal terminal{out, err, false, false, 80, nullptr};

    Bench() {
        for (const auto* program : {"qemu-system-x86_64", "ip", "ipmi_sim"})
            files.files[std::string("/usr/bin/") + program] = {};
        files.files[ovmf_code] = {};
        files.files[ovmf_variables] = {"fresh", 0644};
        files.files["/usr/lib/ipxe/qemu/pxe-virtio.rom"] = {};
        files.files["/etc/demo.xml"] = {site_xml, 0644};
        process.answer_everything(succeeded());
    }

    Exit up() { return cmd_up({"/etc/demo.xml", "/lab"}, ports, terminal); }

    /// What the programs would have made.
    void believe_commands() {
        files.files["/run/netns/sitelab-demo"] = {};
        for (const auto* node : {"node1", "node2"}) files.files["/lab/" + std::string(node) + "/disk.raw"] = {};
        process.answer("ip netns exec sitelab-demo ls /sys/class/net",
                       succeeded("br-lan\nlo\nnode1.eth0\nnode2.eth0\nprov0\nprovisioner\n"));
    }
    void stand() {
        up();
        believe_commands();
        err.str("");
        process.log.clear();
    }
    Exit failure(const std::function<void()>& act, std::string* text = nullptr) {
        try {
            act();
        } catch (const Error& error) {
            if (text != nullptr) *text = error.what();
            return error.exit();
        }
        return Exit::done;
    }
};

const LabChoice here{"/lab", ""};

}  // namespace

TEST_CASE("up makes everything, and the second time nothing", "[commands]") {
    Bench bench;
    REQUIRE(bench.up() == Exit::done);
    INFO(bench.err.str());
    CHECK(bench.files.files["/lab/node2/vars.fd"].content == "fresh");
    CHECK(bench.files.files["/secret/bmc"].mode == 0600);
    CHECK(bench.files.files["/lab/node1/lan.conf"].mode == 0600);
    CHECK(bench.files.files["/lab/node1/chassis"].content ==
          "#!/bin/sh\nexec /usr/bin/sitelab chassis /lab node1 \"$@\"\n");
    CHECK(bench.files.files["/run/sitelab/demo"].content == "/lab\n");
    CHECK(bench.process.running_daemon("/lab/node1/bmc.pid"));
    CHECK_FALSE(bench.process.running_daemon("/lab/node2/bmc.pid"));
    CHECK(bench.err.str().find("lab demo is up in /lab: 2 machines") != std::string::npos);

    bench.believe_commands();
    bench.err.str("");
    REQUIRE(bench.up() == Exit::done);
    CHECK(bench.err.str() == "0 to change\n");
}

TEST_CASE("the password is not told to anybody", "[commands]") {
    Bench bench;
    bench.up();
    const auto password = bench.files.files["/secret/bmc"].content.substr(0, 16);
    CHECK(bench.err.str().find(password) == std::string::npos);
    for (const auto& line : bench.process.log) CHECK(line.find(password) == std::string::npos);
}

TEST_CASE("up brings back what has died", "[commands]") {
    Bench bench;
    bench.stand();
    bench.process.end_daemon("/lab/node1/bmc.pid");
    bench.up();
    CHECK(bench.process.running_daemon("/lab/node1/bmc.pid"));
    CHECK(bench.err.str().find("controller of node1") != std::string::npos);
}

TEST_CASE("up leaves a controller dead that shall be dead", "[commands]") {
    Bench bench;
    bench.stand();
    cmd_fault(here, {"node1", "dead-bmc", "8mbit", false}, bench.ports, bench.terminal);
    bench.process.end_daemon("/lab/node1/bmc.pid");
    bench.up();
    CHECK_FALSE(bench.process.running_daemon("/lab/node1/bmc.pid"));
    cmd_fault(here, {"node1", "dead-bmc", "8mbit", true}, bench.ports, bench.terminal);
    CHECK(bench.process.running_daemon("/lab/node1/bmc.pid"));
}

TEST_CASE("missing programs are named with their packages", "[commands]") {
    Bench bench;
    bench.files.files.erase("/usr/bin/ipmi_sim");
    bench.files.files.erase(ovmf_code);
    std::string text;
    CHECK(bench.failure([&] { bench.up(); }, &text) == Exit::unreachable);
    CHECK(text == "not installed: ipmi_sim /usr/share/OVMF/OVMF_CODE_4M.fd; apt-get install openipmi ovmf");
}

TEST_CASE("up refuses what cannot be right", "[commands]") {
    Bench bench;
    CHECK(bench.failure([&] { cmd_up({"/etc/none.xml", ""}, bench.ports, bench.terminal); }) == Exit::usage);
    CHECK(bench.failure([&] { cmd_up({"/etc/demo.xml", "lab"}, bench.ports, bench.terminal); }) == Exit::usage);
    CHECK(bench.failure([&] { cmd_up({"/etc/demo.xml", "/a,b"}, bench.ports, bench.terminal); }) == Exit::usage);
    bench.files.files["/etc/bad.xml"] = {"<site name='demo'", 0644};
    CHECK(cmd_up({"/etc/bad.xml", ""}, bench.ports, bench.terminal) == Exit::faulty_site);
    bench.files.files["/secret/bmc"] = {"two words\n", 0600};
    CHECK(bench.failure([&] { bench.up(); }) == Exit::faulty_config);
    bench.ports.user = LabPorts::User::other;
    CHECK(bench.failure([&] { bench.up(); }) == Exit::not_permitted);
}

TEST_CASE("one lab for a folder, one folder for a lab", "[commands]") {
    Bench bench;
    bench.stand();
    CHECK(bench.failure([&] { cmd_up({"/etc/demo.xml", "/other"}, bench.ports, bench.terminal); }) == Exit::busy);
    CHECK_FALSE(bench.files.exists("/other"));
    auto text = std::string(site_xml);
    text.replace(text.find("\"demo\""), 6, "\"else\"");
    bench.files.files["/etc/else.xml"] = {text, 0644};
    CHECK(bench.failure([&] { cmd_up({"/etc/else.xml", "/lab"}, bench.ports, bench.terminal); }) == Exit::busy);
}

TEST_CASE("a machine that left the site file is not lost silently", "[commands]") {
    Bench bench;
    bench.stand();
    auto text = std::string(site_xml);
    for (std::size_t at; (at = text.find("node2")) != std::string::npos;) text.replace(at, 5, "node3");
    bench.files.files["/etc/demo.xml"] = {text, 0644};
    CHECK(bench.failure([&] { bench.up(); }) == Exit::failed);
}

TEST_CASE("the controller switches the machine", "[commands]") {
    Bench bench;
    bench.stand();
    const auto chassis = [&](std::vector<std::string> words) {
        bench.out.str("");
        cmd_chassis(here, "node1", words, bench.ports, bench.terminal);
        return bench.out.str();
    };
    CHECK(chassis({"get", "power"}) == "power:0\n");
    CHECK(chassis({"set", "boot", "pxe"}).empty());
    CHECK(chassis({"get", "boot"}) == "boot:pxe\n");
    chassis({"set", "power", "1"});
    CHECK(bench.process.log.back() == "start ip netns exec sitelab-demo /usr/bin/sitelab machine /lab node1");
    CHECK(chassis({"get", "power", "boot"}) == "power:1\nboot:pxe\n");
    chassis({"set", "reset", "1"});
    CHECK(bench.process.log.back() == "signal 10 /lab/node1/machine.pid");
    chassis({"set", "shutdown", "1"});
    CHECK(bench.process.log.back() == "signal 12 /lab/node1/machine.pid");
    chassis({"set", "power", "0"});
    CHECK(chassis({"get", "power"}) == "power:0\n");
    chassis({"set", "boot", "none"});
    CHECK(chassis({"get", "boot"}) == "boot:none\n");
}

TEST_CASE("a machine that is on is not started twice", "[commands]") {
    Bench bench;
    bench.stand();
    const auto lab = open_lab(here, bench.files);
    CHECK(switch_power(lab, lab.lab.machines[0], LabPower::on, bench.ports));
    CHECK_FALSE(switch_power(lab, lab.lab.machines[0], LabPower::on, bench.ports));
    CHECK(std::count_if(bench.process.log.begin(), bench.process.log.end(),
                        [](const auto& line) { return line.rfind("start", 0) == 0; }) == 1);
}

TEST_CASE("power by hand says what it cannot do", "[commands]") {
    Bench bench;
    bench.stand();
    const auto power = [&](const std::string& node, const std::string& action, std::string* text = nullptr) {
        return bench.failure([&] { cmd_power(here, node, action, bench.ports, bench.terminal); }, text);
    };
    std::string text;
    CHECK(power("nod1", "on", &text) == Exit::usage);
    CHECK(text == "lab \"demo\" has no machine \"nod1\"; did you mean \"node1\"?");
    CHECK(power("node1", "jump") == Exit::usage);
    CHECK(power("node1", "reset", &text) == Exit::failed);
    CHECK(text == "node1 is off; switch it on with 'sitelab power node1 on'");
    CHECK(power("node1", "off") == Exit::done);
    bench.files.files.erase("/run/netns/sitelab-demo");
    CHECK(power("node1", "on") == Exit::unreachable);
}

TEST_CASE("a machine that does not come to life is reported with its log", "[commands]") {
    Bench bench;
    bench.stand();
    const auto lab = open_lab(here, bench.files);
    bench.files.files["/lab/node1/machine.log"] = {"qemu-system-x86_64: no such device\n", 0644};
    std::string text;
    CHECK(bench.failure([&] { await_start(lab, lab.lab.machines[0], std::chrono::seconds(5), bench.ports); }, &text) ==
          Exit::failed);
    CHECK(text.find("no such device") != std::string::npos);
}

TEST_CASE("status shows power, faults, the next boot and the last words", "[commands]") {
    Bench bench;
    bench.stand();
    const auto lab = open_lab(here, bench.files);
    switch_power(lab, lab.lab.machines[0], LabPower::on, bench.ports);
    bench.files.files["/lab/node1/running"] = {
        encode_record({{"since", "1699999000"}, {"boot", "normal"}, {"accelerator", "emulation"}}), 0644};
    bench.files.files["/lab/node1/serial.log"] = {"old\r\nlast words\r\n", 0644};
    bench.files.files["/lab/node2/running"] = {"since=1", 0644};
    bench.files.files["/lab/node2/fault-bad-disk"] = {};
    set_next_boot(lab, lab.lab.machines[1], true, bench.ports);
    bench.terminal.width = 120;
    cmd_status(here, StatusFormat::table, bench.ports, bench.terminal);
    CHECK(bench.out.str() ==
          "NODE   POWER        UPTIME  FIRMWARE  BOOT          BMC   FAULTS    LAST SERIAL LINE\n"
          "node1  on          0:16:40  bios      normal        up    -         last words\n"
          "node2  off (lost)        -  uefi      network next  none  bad-disk\n");
    bench.out.str("");
    cmd_status(here, StatusFormat::json, bench.ports, bench.terminal);
    CHECK(bench.out.str().find("\"schema\": \"sitelab-status/1\"") != std::string::npos);
    CHECK(bench.out.str().find("\"faults\": [\n        \"bad-disk\"\n      ]") != std::string::npos);
}

TEST_CASE("cables are pulled inside the lab, and the fault is kept", "[commands]") {
    Bench bench;
    bench.stand();
    cmd_fault(here, {"node1", "unplug", "8mbit", false}, bench.ports, bench.terminal);
    CHECK(bench.process.commands.back().input == "link set dev node1.eth0 nomaster down\n");
    CHECK(bench.files.exists("/lab/node1/fault-unplug"));
    CHECK(bench.err.str() == "node1: its network cables are pulled\nundo with: sitelab fault node1 unplug --clear\n");
    cmd_fault(here, {"node1", "unplug", "8mbit", true}, bench.ports, bench.terminal);
    CHECK_FALSE(bench.files.exists("/lab/node1/fault-unplug"));
}

TEST_CASE("unknown faults and rates are refused", "[commands]") {
    Bench bench;
    bench.stand();
    const auto fault = [&](const FaultOptions& options) {
        return bench.failure([&] { cmd_fault(here, options, bench.ports, bench.terminal); });
    };
    CHECK(fault({"node1", "unplg", "8mbit", false}) == Exit::usage);
    CHECK(fault({"node1", "slow", "8 elephants", false}) == Exit::usage);
    CHECK(fault({"node2", "dead-bmc", "8mbit", false}) == Exit::usage);
    CHECK(fault({"node1", "crash", "8mbit", false}) == Exit::failed);
}

TEST_CASE("down ends what was started and removes it; again there is nothing to do", "[commands]") {
    Bench bench;
    bench.stand();
    const auto lab = open_lab(here, bench.files);
    switch_power(lab, lab.lab.machines[0], LabPower::on, bench.ports);
    REQUIRE(cmd_down({"/etc/demo.xml", "", Keep::nothing, Leftovers::leave}, bench.ports, bench.terminal) ==
            Exit::done);
    CHECK_FALSE(bench.process.running_daemon("/lab/node1/machine.pid"));
    CHECK_FALSE(bench.process.running_daemon("/lab/node1/bmc.pid"));
    CHECK_FALSE(bench.files.exists("/lab"));
    CHECK_FALSE(bench.files.exists("/lab.removed"));
    CHECK_FALSE(bench.files.exists("/run/sitelab/demo"));
    CHECK(bench.files.exists("/secret/bmc"));
    CHECK(bench.process.log.back() == "ip netns delete sitelab-demo");
    bench.files.files.erase("/run/netns/sitelab-demo");
    bench.err.str("");
    cmd_down({"demo", "", Keep::nothing, Leftovers::leave}, bench.ports, bench.terminal);
    CHECK(bench.err.str() == "0 to change\n");
}

TEST_CASE("down keeps the folder when it shall, and never removes one that is no lab", "[commands]") {
    Bench bench;
    bench.stand();
    cmd_down({"demo", "", Keep::folder, Leftovers::leave}, bench.ports, bench.terminal);
    CHECK(bench.files.exists("/lab/node1/disk.raw"));
    CHECK_FALSE(bench.process.running_daemon("/lab/node1/bmc.pid"));
    bench.files.files["/home/precious"] = {};
    cmd_down({"", "/home", Keep::nothing, Leftovers::leave}, bench.ports, bench.terminal);
    CHECK(bench.files.exists("/home/precious"));
}

TEST_CASE("down works when the lab file is damaged", "[commands]") {
    Bench bench;
    bench.stand();
    bench.files.files["/lab/lab"] = {"garbage", 0644};
    cmd_down({"demo", "", Keep::nothing, Leftovers::leave}, bench.ports, bench.terminal);
    CHECK_FALSE(bench.process.running_daemon("/lab/node1/bmc.pid"));
    CHECK_FALSE(bench.files.exists("/lab"));
}

TEST_CASE("the lab that is meant is the only one, or must be named", "[commands]") {
    Bench bench;
    CHECK(bench.failure([&] { open_lab({}, bench.files); }) == Exit::usage);
    bench.stand();
    CHECK(open_lab({}, bench.files).folder == "/lab");
    CHECK(open_lab({"", "demo"}, bench.files).folder == "/lab");
    CHECK(bench.failure([&] { open_lab({"", "../x"}, bench.files); }) == Exit::usage);
    bench.files.files["/run/sitelab/other"] = {"/other\n", 0644};
    std::string text;
    CHECK(bench.failure([&] { open_lab({}, bench.files); }, &text) == Exit::usage);
    CHECK(text == "several labs are up: demo other; choose one with --lab NAME");
}

TEST_CASE("two commands on one machine wait for each other", "[commands]") {
    Bench bench;
    bench.stand();
    const auto held = bench.files.lock("/lab/node1/lock");
    CHECK(bench.failure([&] { cmd_power(here, "node1", "off", bench.ports, bench.terminal); }) == Exit::busy);
}
