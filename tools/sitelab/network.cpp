#include "sitelab/network.hpp"

#include <fmt/core.h>

#include "core/sha256.hpp"

namespace site {
namespace {

/// Locally administered and constant: a bridge takes the lowest address of its ports otherwise, and changes it as they
/// come and go.
std::string bridge_mac(const Lab& lab, const LabBridge& bridge) {
    const auto hash = sha256(lab.name + "/" + bridge.name);
    auto mac = std::string("02");
    for (std::size_t i = 0; i < 5; ++i) mac += ":" + hash.substr(2 * i, 2);
    return mac;
}

std::string bridge_lines(const Lab& lab, const LabBridge& bridge, const std::set<std::string>& present) {
    std::string text;
    if (present.count(bridge.name) == 0)
        text += fmt::format(
            "link add name {} address {} type bridge stp_state 0 forward_delay 0 mcast_snooping 1 mcast_querier 1\n",
            bridge.name, bridge_mac(lab, bridge));
    return text + fmt::format("link set dev {} mtu {} up\n", bridge.name, bridge.mtu);
}

/// A pair: as with a switch, the provisioner's end has a carrier while all machines are off.
std::string provisioner_lines(const Lab& lab, const std::set<std::string>& present) {
    int mtu = 1500;
    for (const auto& bridge : lab.bridges)
        if (bridge.name == lab.bridge) mtu = bridge.mtu;
    std::string text;
    if (present.count(lab.interface) == 0)
        text += fmt::format("link add name {} type veth peer name {}\n", lab.interface, provisioner_port);
    text += fmt::format("link set dev {} master {} mtu {} up\n", provisioner_port, lab.bridge, mtu);
    text += fmt::format("link set dev {} mtu {} up\n", lab.interface, mtu);
    text += fmt::format("addr replace {} brd + dev {}\n", lab.address, lab.interface);
    return text + fmt::format("addr replace {} dev {} nodad\n", lab.address6, lab.interface);
}

std::string plug_line(const LabNic& nic) {
    return nic.bridge.empty() ? fmt::format("link set dev {} mtu {} up\n", nic.tap, nic.mtu)
                              : fmt::format("link set dev {} master {} mtu {} up\n", nic.tap, nic.bridge, nic.mtu);
}

}  // namespace

std::string network_batch(const Lab& lab, const std::set<std::string>& present,
                          const std::set<std::string>& unplugged) {
    std::string text = "link set dev lo up\n";
    for (const auto& bridge : lab.bridges) text += bridge_lines(lab, bridge, present);
    text += provisioner_lines(lab, present);
    for (const auto& machine : lab.machines) {
        if (machine.bmc) text += fmt::format("addr replace {}/32 dev lo\n", machine.bmc->address);
        for (const auto& nic : machine.nics)
            if (present.count(nic.tap) == 0) text += fmt::format("tuntap add dev {} mode tap\n", nic.tap);
        if (unplugged.count(machine.name) == 0) text += plug_batch(machine);
    }
    return text;
}

std::set<std::string> lab_interfaces(const Lab& lab) {
    std::set<std::string> names{"lo", lab.interface, provisioner_port};
    for (const auto& bridge : lab.bridges) names.insert(bridge.name);
    for (const auto& machine : lab.machines)
        for (const auto& nic : machine.nics) names.insert(nic.tap);
    return names;
}

std::vector<std::string> inside(const Lab& lab, const std::vector<std::string>& argv) {
    std::vector<std::string> all{"ip", "netns", "exec", lab.name_space};
    all.insert(all.end(), argv.begin(), argv.end());
    return all;
}

std::string unplug_batch(const Machine& machine) {
    std::string text;
    for (const auto& nic : machine.nics) text += fmt::format("link set dev {} nomaster down\n", nic.tap);
    return text;
}

std::string plug_batch(const Machine& machine) {
    std::string text;
    for (const auto& nic : machine.nics) text += plug_line(nic);
    return text;
}

std::vector<std::vector<std::string>> rate_commands(const Machine& machine, const std::string& rate) {
    std::vector<std::vector<std::string>> commands;
    for (const auto& nic : machine.nics) {
        if (rate.empty())
            commands.push_back({"tc", "qdisc", "delete", "dev", nic.tap, "root"});
        else
            commands.push_back({"tc", "qdisc", "replace", "dev", nic.tap, "root", "tbf", "rate", rate, "burst", "64kb",
                                "latency", "400ms"});
    }
    return commands;
}

}  // namespace site
