#include "siteinit/diagnose.hpp"

#include <catch2/catch.hpp>

namespace site {
namespace {

Evidence failed_at(const std::string& stage, const std::string& code, const std::string& text = {}) {
    static const Node node;
    Evidence evidence;
    evidence.node = &node;
    evidence.trace.installation.state = InstallState::failed;
    StageEvent event;
    event.stage = stage;
    event.state = EventState::fail;
    event.code = code;
    event.text = text;
    evidence.events = {event};
    return evidence;
}

}  // namespace

TEST_CASE("every failure that an installer can report has a cause and a remedy", "[diagnose]") {
    // docs/design/0003-installation.md
    for (const auto* code : {"no-nic", "no-lease", "no-server", "bad-signature", "bad-manifest", "bad-answers", "wrong-node", "no-disk", "disk-serial",
                             "disk-too-small", "partition", "bad-chunk", "short-image", "unpack", "no-space", "bad-overlay", "files", "bootloader", "bmc", "power-off"}) {
        const auto diagnosis = diagnose(failed_at("x", code, "said so"));
        INFO(code);
        CHECK(diagnosis.fault);
        CHECK(diagnosis.cause.find("(said so)") != std::string::npos);
        CHECK(diagnosis.remedy != "look at the console log below; then apply again");
    }
}

TEST_CASE("lateness is told apart by what was heard", "[diagnose]") {
    auto silent = failed_at("dhcp", "late");
    CHECK(diagnose(silent).cause.find("never heard") != std::string::npos);
    silent.dhcp_lines = {"dnsmasq-dhcp[7]: 1 DHCPDISCOVER(prov0) 52:54:00:77:00:11"};
    CHECK(diagnose(silent).cause.find("took none") != std::string::npos);

    auto loader = failed_at("loader", "late");
    CHECK(diagnose(loader).remedy.find("firmware") != std::string::npos);
    StageEvent tftp;
    tftp.stage = "loader";
    tftp.code = "tftp";
    loader.events.insert(loader.events.begin(), tftp);
    CHECK(diagnose(loader).cause.find("TFTP") != std::string::npos);

    auto installer = failed_at("installer", "late");
    CHECK(diagnose(installer).cause.find("was not") != std::string::npos);
    installer.http_lines = {"2026-01-01T10:00:00+00:00 10.77.0.11 GET /images/dom0/installer.img 200 17900000"};
    CHECK(diagnose(installer).cause.find("never reported") != std::string::npos);

    CHECK(diagnose(failed_at("ssh", "late")).remedy.find("boot device") != std::string::npos);
}

TEST_CASE("an unknown failure is shown in its own words", "[diagnose]") {
    const auto diagnosis = diagnose(failed_at("image", "new-code", "of a newer installer"));
    CHECK(diagnosis.cause == "new-code: of a newer installer");
    CHECK(diagnosis.stage == "image");
}

}  // namespace site
