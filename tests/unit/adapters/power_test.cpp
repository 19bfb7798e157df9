#include "adapters/ipmi_power.hpp"
#include "adapters/manual_power.hpp"
#include "adapters/posix_clock.hpp"
#include "adapters/power_by_kind.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_files.hpp"
#include "fakes/fake_power.hpp"
#include "fakes/fake_process.hpp"
#include "support.hpp"

using namespace site;
using namespace site::test;

namespace {

PowerTarget controller() {
    PowerTarget target;
    target.node = "node1";
    target.kind = "ipmi";
    target.address = "10.0.0.1";
    target.user = "admin";
    target.password_file = "/pw";
    return target;
}

const std::string base = "ipmitool -I lanplus -H 10.0.0.1 -U admin -f /pw -R 1 -N 2 ";

struct Scripted {
    FakeProcess process;
    FakeFiles files;
    FakeClock clock;
    IpmiPower power{process, files, clock};
    Scripted() { files.files["/pw"] = {"secret\n", 0600}; }
    void say(const std::string& words, CommandResult result) { process.answer(base + words, std::move(result)); }
};

CommandResult said(const std::string& text) {
    return failed_with(1, text + "\nError: Unable to establish IPMI v2 / RMCP+ session\n");
}

/// A controller played by ipmi_sim; its machine is a file with 0 or 1 in it.
class Simulated {
  public:
    Simulated() : port(free_port(SOCK_DGRAM)) {
        files.write(folder / "chassis", "#!/bin/sh\nS=" + folder.path() + R"sh(
case "$1 $2" in
"get power") echo "power:$(cat $S/power)";;
"get boot") echo "boot:$(cat $S/boot)";;
"set power") echo "$3" >>$S/orders; [ -e $S/stuck ] || echo "$3" >$S/power;;
"set boot") echo "$3" >$S/boot;;
"set shutdown") echo 0 >$S/power;;
esac
)sh",
                    0755);
        files.write(folder / "power", "0\n", 0644);
        files.write(folder / "boot", "none\n", 0644);
        files.write(folder / "password", "secret\n", 0600);
        files.write(folder / "lan.conf",
                    "name \"node1\"\nset_working_mc 0x20\nstartlan 1\naddr 127.0.0.1 " + std::to_string(port) +
                        "\npriv_limit admin\nallowed_auths_callback none md2 md5 straight\nallowed_auths_user none md2 "
                        "md5 straight\n"
                        "allowed_auths_operator none md2 md5 straight\nallowed_auths_admin none md2 md5 straight\n"
                        "guid a123456789abcdefa123456789abcdef\nendlan\nchassis_control \"" +
                        folder.path() +
                        "/chassis\"\nstartnow false\nuser 1 false \"\" \"x\" user 10 none md2 md5 straight\n"
                        "user 2 true \"admin\" \"secret\" admin 10 none md2 md5 straight\n",
                    0644);
        files.write(folder / "bmc.emu",
                    "mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\nmc_enable 0x20\n", 0644);
        files.make_folder(folder / "state", 0755);
        simulator.emplace(folder, "ipmi_sim",
                          std::vector<std::string>{"ipmi_sim", "-c", folder / "lan.conf", "-f", folder / "bmc.emu",
                                                   "-s", folder / "state", "-n"});
        target = controller();
        target.address = "127.0.0.1";
        target.port = port;
        target.password_file = folder / "password";
        target.options["cipher"] = "3";
        const bool answers = becomes_true([&] { return power.status(target, 5s).ok; });
        INFO(power.status(target, 5s).text << "\n" << simulator->log());
        REQUIRE(answers);
    }
    std::string content(const std::string& name) { return PosixFiles().read(folder / name).value_or(""); }

    TemporaryFolder folder;
    int port;
    std::optional<Background> simulator;
    PosixProcess process;
    PosixFiles files;
    PosixClock clock;
    IpmiPower power{process, files, clock};
    PowerTarget target;
};

bool can_simulate() { return have_program("ipmi_sim", "openipmi") && have_program("ipmitool", "ipmitool"); }

}  // namespace

TEST_CASE("The password is in no argument, and only in a file that is ours alone", "[ipmi_power]") {
    Scripted s;
    s.say("chassis power status", succeeded("Chassis Power is on\n"));
    CHECK(s.power.status(controller(), 5s).state == PowerState::on);
    CHECK(s.process.log.at(0).find("secret") == std::string::npos);
    s.files.files["/pw"].mode = 0640;
    const auto open_to_others = s.power.status(controller(), 5s);
    CHECK_FALSE(open_to_others.ok);
    CHECK(open_to_others.text == "power of node1: others may read password file /pw; run: chmod 600 /pw");
    s.files.files.clear();
    CHECK(s.power.act(controller(), PowerAction::off, 5s).text ==
          "power of node1: password file /pw does not exist; write the password into it");
    CHECK(s.process.log.size() == 1);
}

TEST_CASE("Port, cipher and privilege become options", "[ipmi_power]") {
    Scripted s;
    auto target = controller();
    target.port = 6230;
    target.options = {{"cipher", "17"}, {"privilege", "OPERATOR"}};
    s.process.answer_everything(succeeded("Chassis Power is off\n"));
    CHECK(s.power.status(target, 5s).state == PowerState::off);
    CHECK(s.process.log.at(0) ==
          "ipmitool -I lanplus -H 10.0.0.1 -p 6230 -U admin -f /pw -C 17 -L OPERATOR -R 1 -N 2 chassis power status");
}

TEST_CASE("An order counts when the controller reports its effect", "[ipmi_power]") {
    Scripted s;
    s.say("chassis power off", succeeded("Chassis Power Control: Down/Off\n"));
    s.say("chassis power status", succeeded("Chassis Power is on\n"));
    SECTION("it does, after a while") {
        s.say("chassis power status", succeeded("Chassis Power is on\n"));
        s.say("chassis power status", succeeded("Chassis Power is off\n"));
        const auto answer = s.power.act(controller(), PowerAction::off, 60s);
        CHECK(answer.ok);
        CHECK(answer.state == PowerState::off);
    }
    SECTION("it stops answering before it does") {
        s.say("chassis power status", succeeded("Chassis Power is on\n"));
        s.say("chassis power status", ended_as(CommandResult::Ended::timed_out));
        const auto answer = s.power.act(controller(), PowerAction::off, 60s);
        CHECK_FALSE(answer.ok);
        CHECK(answer.state == PowerState::on);
    }
    SECTION("it never does") {
        const auto answer = s.power.act(controller(), PowerAction::off, 60s);
        CHECK_FALSE(answer.ok);
        CHECK(answer.state == PowerState::on);
        CHECK(answer.text.find("still reported on") != std::string::npos);
        CHECK(s.clock.passed() <= 60s);
    }
}

TEST_CASE("A cycle of what is off switches it on; of what is on, off and on", "[ipmi_power]") {
    Scripted s;
    SECTION("off") {
        s.say("chassis power status", succeeded("Chassis Power is off\n"));
        s.say("chassis power status", succeeded("Chassis Power is on\n"));
        s.say("chassis power on", succeeded());
        CHECK(s.power.act(controller(), PowerAction::cycle, 60s).ok);
    }
    SECTION("on") {
        for (const char* state : {"on", "on", "off", "off", "on"}) {
            s.say("chassis power status", succeeded(std::string("Chassis Power is ") + state + "\n"));
        }
        s.say("chassis power cycle", succeeded());
        CHECK(s.power.act(controller(), PowerAction::cycle, 60s).state == PowerState::on);
        CHECK(s.process.log.size() == 6);
    }
}

TEST_CASE("Network boot names the firmware", "[ipmi_power]") {
    Scripted s;
    s.process.answer_everything(succeeded());
    auto target = controller();
    CHECK(s.power.set_boot(target, BootDevice::network, 5s).ok);
    target.uefi = true;
    CHECK(s.power.set_boot(target, BootDevice::network, 5s).ok);
    CHECK(s.power.set_boot(target, BootDevice::normal, 5s).ok);
    CHECK(s.process.log == std::vector<std::string>{base + "chassis bootdev pxe",
                                                    base + "chassis bootdev pxe options=efiboot",
                                                    base + "chassis bootdev none"});
}

TEST_CASE("A failure names its cause and the remedy", "[ipmi_power]") {
    Scripted s;
    const auto text = [&] { return s.power.status(controller(), 30s).text; };
    s.say("chassis power status", said("Unable to Get Channel Cipher Suites"));
    SECTION("password") {
        s.say("-v chassis power status", said("> RAKP 2 HMAC is invalid"));
        CHECK(text() == "power of node1: wrong password for user \"admin\"; correct /pw");
    }
    SECTION("user") {
        s.say("-v chassis power status", said("RAKP 2 message indicates an error : unauthorized name"));
        CHECK(text().find("does not know user \"admin\"") != std::string::npos);
    }
    SECTION("nobody there") {
        s.say("-v chassis power status", said("Error issuing Get Channel Authentication Capabilities request"));
        CHECK(text().find("no answer from 10.0.0.1; check") != std::string::npos);
    }
    SECTION("something new") {
        s.say("-v chassis power status", said("?"));
        CHECK(text().find("no session with 10.0.0.1; check user, password") != std::string::npos);
    }
}

TEST_CASE("Causes that ipmitool tells at once are not asked for", "[ipmi_power]") {
    Scripted s;
    SECTION("cipher") {
        s.say("chassis power status",
              said("Error in open session response message : invalid authentication algorithm\n"));
        CHECK(s.power.status(controller(), 5s).text.find("set option cipher") != std::string::npos);
    }
    SECTION("name") {
        s.say("chassis power status", said("Address lookup for 10.0.0.1 failed"));
        CHECK(s.power.status(controller(), 5s).text.find("DNS") != std::string::npos);
    }
    SECTION("no ipmitool") {
        s.say("chassis power status",
              ended_as(CommandResult::Ended::not_started, "ipmitool: No such file or directory"));
        CHECK(s.power.status(controller(), 5s).text ==
              "power of node1: ipmitool: No such file or directory; install the package ipmitool");
    }
    SECTION("silence") {
        s.say("chassis power status", ended_as(CommandResult::Ended::timed_out));
        CHECK(s.power.status(controller(), 5s).text.find("no answer from 10.0.0.1 in time") != std::string::npos);
    }
    CHECK(s.process.log.size() == 1);
}

TEST_CASE("A simulated controller obeys", "[ipmi_power]") {
    if (!can_simulate()) return;
    Simulated s;
    CHECK(s.power.status(s.target, 10s).state == PowerState::off);
    CHECK(s.power.act(s.target, PowerAction::on, 20s).ok);
    CHECK(s.content("power") == "1\n");
    const auto cycled = s.power.act(s.target, PowerAction::cycle, 60s);
    CHECK(cycled.ok);
    CHECK(cycled.state == PowerState::on);
    CHECK(s.content("orders") == "1\n0\n1\n");
    CHECK(s.power.act(s.target, PowerAction::soft_off, 20s).state == PowerState::off);
    CHECK(s.power.act(s.target, PowerAction::cycle, 20s).state == PowerState::on);
    CHECK(s.power.act(s.target, PowerAction::off, 20s).state == PowerState::off);
    CHECK(s.power.set_boot(s.target, BootDevice::network, 10s).ok);
    CHECK(s.content("boot") == "pxe\n");
    CHECK(s.power.set_boot(s.target, BootDevice::normal, 10s).ok);
    CHECK(s.content("boot") == "none\n");
}

TEST_CASE("A controller that says yes and does nothing is found out", "[ipmi_power]") {
    if (!can_simulate()) return;
    Simulated s;
    PosixFiles().write(s.folder / "stuck", "", 0644);
    const auto answer = s.power.act(s.target, PowerAction::on, 3s);
    CHECK_FALSE(answer.ok);
    CHECK(answer.state == PowerState::off);
}

TEST_CASE("Wrong password, wrong user, wrong cipher, closed port: told within the deadline", "[ipmi_power]") {
    if (!can_simulate()) return;
    Simulated s;
    const auto begin = std::chrono::steady_clock::now();
    PosixFiles().write(s.folder / "password", "wrong\n", 0600);
    CHECK(s.power.status(s.target, 10s).text ==
          "power of node1: wrong password for user \"admin\"; correct " + s.target.password_file);
    PosixFiles().write(s.folder / "password", "secret\n", 0600);
    auto target = s.target;
    target.user = "nobody";
    CHECK(s.power.status(target, 10s).text.find("does not know user \"nobody\"") != std::string::npos);
    target = s.target;
    target.options["cipher"] = "17";
    CHECK(s.power.status(target, 10s).text.find("set option cipher") != std::string::npos);
    target = s.target;
    target.port = free_port(SOCK_DGRAM);
    const auto silent = s.power.status(target, 10s);
    CHECK_FALSE(silent.ok);
    CHECK(silent.state == PowerState::unknown);
    CHECK(silent.text.find("no answer from 127.0.0.1 port " + std::to_string(target.port)) != std::string::npos);
    CHECK_FALSE(s.power.act(target, PowerAction::off, 1s).ok);
    CHECK(std::chrono::steady_clock::now() - begin < 60s);
}

TEST_CASE("Without a controller a person is told what to do", "[manual_power]") {
    ManualPower power;
    auto target = controller();
    CHECK(power.status(target, 1s).state == PowerState::unknown);
    CHECK_FALSE(power.status(target, 1s).ok);
    CHECK(power.act(target, PowerAction::on, 1s).ok);
    CHECK(power.act(target, PowerAction::on, 1s).text == "switch node1 on by hand");
    for (const auto action : {PowerAction::off, PowerAction::cycle, PowerAction::soft_off}) {
        CHECK_FALSE(power.act(target, action, 1s).ok);
        CHECK(power.act(target, action, 1s).text.find("by hand") != std::string::npos);
    }
    CHECK(power.set_boot(target, BootDevice::network, 1s).ok);
}

TEST_CASE("The kind selects the adapter", "[power_by_kind]") {
    FakePower ipmi;
    ipmi.nodes["node1"] = PowerState::off;
    ManualPower manual;
    PowerByKind power({{"ipmi", &ipmi}, {"manual", &manual}});
    auto target = controller();
    CHECK(power.act(target, PowerAction::on, 1s).state == PowerState::on);
    CHECK(power.set_boot(target, BootDevice::network, 1s).ok);
    CHECK(ipmi.log == std::vector<std::string>{"on node1", "boot network node1"});
    target.kind = "manual";
    CHECK_FALSE(power.status(target, 1s).ok);
    target.kind = "redfish";
    CHECK(power.status(target, 1s).text == "power of node1: kind \"redfish\" is not built in; use one of ipmi, manual");
}
