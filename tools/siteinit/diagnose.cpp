#include "siteinit/diagnose.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace site {
namespace {

struct KnownFailure {
    const char* code;
    const char* cause;
    const char* remedy;
};

// Codes of docs/design/0003-installation.md, of the power port and of apply.
constexpr KnownFailure known_failures[] = {
    {"no-nic", "the installer has no driver for the NIC that booted, or the NIC vanished",
     "look at the console log for the NIC's model; add its module to the image's recipe and build the image again"},
    {"no-lease", "the firmware got an address by DHCP, the installer did not", "look for a switch port that is slow to forward (spanning tree: use edge ports) and for a foreign DHCP server"},
    {"no-server", "the installer has an address but does not reach the provisioner by HTTP", "look at a firewall on the provisioner, the HTTP port, and the path between them (MTU, VLAN)"},
    {"bad-signature", "the manifest or the answers are not signed by this site's key; nothing was written to the disk",
     "somebody else answers on this network, or the image was signed by another state folder: siteinit image verify, then siteinit image build"},
    {"bad-manifest", "the manifest is malformed or not the one this job was planned with; nothing was written to the disk", "the image was changed under way: run siteinit image verify and apply again"},
    {"bad-answers", "the answers are malformed; nothing was written to the disk", "the installer of the image is older than siteinit: siteinit image build, then apply again"},
    {"wrong-node", "the machine that booted has another MAC address than the answers are for; nothing was written to the disk", "compare the nic's mac in the site file with the machine's label"},
    {"no-disk", "the machine shows no disk at all", "look at the disk controller's mode in the firmware, and whether the image's recipe has its module"},
    {"disk-serial", "no disk has the serial of the site file; nothing was written", "compare the serials below with the disk element of the node; if the disk was replaced on purpose, correct the site file and apply again"},
    {"disk-too-small", "the disk is smaller than the site file says; nothing was written", "correct the size in the site file, or replace the disk"},
    {"partition", "the disk could not be partitioned or formatted", "the console log has the tool's words; a disk with read or write errors is the usual cause"},
    {"bad-chunk", "a piece of the image was changed on its way; it was not written", "a bad cable or memory, or somebody tampers: siteinit image verify checks the server's copy, then apply again"},
    {"short-image", "the image ended too early", "look at the space and the log of nginx on the provisioner, then apply again"},
    {"unpack", "the image could not be unpacked", "the console log has the words of tar and zstd; a failing disk is the usual cause"},
    {"no-space", "the root file system is too small for the image", "make root larger in the disk element, or use a larger disk"},
    {"bad-overlay", "the node's own files were changed on their way; they were not unpacked", "apply again; if it stays, somebody tampers on this network"},
    {"files", "the node's own files could not be written", "the console log has the reason; a full or failing disk is the usual cause"},
    {"bootloader", "GRUB could not be installed", "the console log has the words of grub-install; on UEFI look at a full or read-only variable store"},
    {"bmc", "the node's controller did not do what it was asked", "try siteinit node power NODE status; look at the controller's address, user and password file"},
    {"power-off", "the node was switched off in the middle", "apply again: it starts over with a new token"},
};

const StageEvent* last_failure(const std::vector<StageEvent>& events) {
    const StageEvent* found = nullptr;
    for (const auto& event : events)
        if (event.state == EventState::fail) found = &event;
    return found;
}

bool was_said(const std::vector<StageEvent>& events, const std::string& stage, const std::string& code) {
    return std::any_of(events.begin(), events.end(), [&](const StageEvent& event) { return event.stage == stage && event.code == code; });
}

Diagnosis late(const Evidence& evidence, const std::string& stage) {
    Diagnosis diagnosis{stage, "", "", true};
    const bool asked = std::any_of(evidence.dhcp_lines.begin(), evidence.dhcp_lines.end(),
                                   [](const std::string& line) { return line.find("DHCPDISCOVER") != std::string::npos; });
    if (stage == "power" || stage == "dhcp") {
        if (asked) {
            diagnosis.cause = "the node asked for an address and took none";
            diagnosis.remedy = "a foreign DHCP server may have been quicker: look for DHCPREQUEST lines that name another server below";
        } else {
            diagnosis.cause = "the provisioner never heard the node ask for an address";
            diagnosis.remedy = "the machine is off, boots its disk first, is on another VLAN, or its boot NIC has another MAC than the site file says";
        }
    } else if (stage == "loader") {
        const bool refused = std::any_of(evidence.http_lines.begin(), evidence.http_lines.end(), [](const std::string& line) {
            return line.find(" /boot/") != std::string::npos && line.find(" 50") != std::string::npos;
        });
        if (refused) {
            diagnosis.cause = "the node asked for its boot script and the boot service did not answer";
            diagnosis.remedy = "apply starts it again when it is dead; log/serve.out and log/nginx-error.log in the state folder say more";
        } else if (was_said(evidence.events, "loader", "tftp")) {
            diagnosis.cause = "TFTP to the node broke off";
            diagnosis.remedy = "look at a firewall (UDP 69 and high ports) between provisioner and node";
        } else {
            diagnosis.cause = "the node has an address and fetched no loader";
            diagnosis.remedy = "compare the firmware in the site file (bios or uefi) with the machine's setup, and look at a firewall for UDP 69";
        }
    } else if (stage == "installer") {
        const bool fetched = std::any_of(evidence.http_lines.begin(), evidence.http_lines.end(),
                                         [](const std::string& line) { return line.find("installer.img") != std::string::npos; });
        diagnosis.cause = was_said(evidence.events, "loader", "asked-again") ? "the boot script was asked for twice, so the second time the node booted its disk"
                          : fetched ? "the installer was fetched and never reported: its kernel did not start, or it found no network"
                                    : "the boot script was fetched, the installer's kernel was not";
        diagnosis.remedy = "look at the console log below; then apply again, which gives out a new token";
    } else if (stage == "ssh") {
        diagnosis.cause = "the node was installed and restarted, and does not answer by ssh with the host key it reported";
        diagnosis.remedy = "look at the console log below: no boot device (boot order), a GRUB prompt, a kernel without root disk, or a network that is not up";
    } else if (stage == "xen") {
        diagnosis.cause = "the node answers by ssh, xl info does not";
        diagnosis.remedy = "log in and look at 'systemctl status xen' and at /proc/cmdline: it may have booted the kernel without Xen";
    } else {
        diagnosis.cause = "stage " + stage + " went silent";
        diagnosis.remedy = "look at the console log below; then apply again";
    }
    return diagnosis;
}

Diagnosis failed(const Evidence& evidence, const StageEvent& failure) {
    if (failure.code == "late") return late(evidence, failure.stage);
    for (const auto& known : known_failures) {
        if (failure.code != known.code) continue;
        Diagnosis diagnosis{failure.stage, known.cause, known.remedy, true};
        if (!failure.text.empty()) diagnosis.cause += " (" + failure.text + ")";
        return diagnosis;
    }
    return {failure.stage, failure.code + ": " + failure.text, "look at the console log below; then apply again", true};
}

}  // namespace

Diagnosis diagnose(const Evidence& evidence) {
    const auto& installation = evidence.trace.installation;
    if (installation.state == InstallState::failed) {
        if (const auto* failure = last_failure(evidence.events)) return failed(evidence, *failure);
        return {evidence.trace.stage, installation.failure, "apply again", true};
    }
    if (installation.state == InstallState::installed) return {"", "it was installed and proved to run Xen", "", false};
    const auto silence = (evidence.now_ms - evidence.trace.last_ms) / 1000;
    if (installation.state == InstallState::armed && evidence.trace.stage.empty())
        return {"power", "it is armed and waits to be booted from the network", "switch it on, or run apply", false};
    return {evidence.trace.stage, fmt::format("it is on its way; last heard of {} s ago", silence),
            silence > 300 ? "that is long: look at the console log below; apply follows it, and starts over when it is lost" : "wait, or follow it with siteinit status --watch", false};
}

std::vector<std::string> format_events(const std::vector<StageEvent>& events) {
    std::vector<std::string> lines;
    auto sorted = events;
    std::stable_sort(sorted.begin(), sorted.end(), [](const StageEvent& a, const StageEvent& b) { return a.time_ms < b.time_ms; });
    for (const auto& event : sorted) {
        const auto seconds = static_cast<double>(event.time_ms - sorted.front().time_ms) / 1000;
        auto line = fmt::format("{:8.1f} s  {:<10} {:<8}", seconds, event.stage, format(event.state));
        if (event.percent >= 0) line += fmt::format(" {} %", event.percent);
        if (!event.code.empty()) line += " " + event.code;
        if (!event.text.empty()) line += " " + event.text;
        if (!event.source.empty()) line += " (" + event.source + ")";
        lines.push_back(line);
    }
    return lines;
}

}  // namespace site
