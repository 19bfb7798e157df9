#include "sitelab/lab.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/name.hpp"
#include "model/boot_mac.hpp"

namespace site {
namespace {

constexpr std::size_t longest_interface = 15;

bool is_plain(const std::string& text, std::size_t longest) {
    return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_' || c == '.';
           });
}

class LabBuilder {
  public:
    LabBuilder(const Site& site, const std::string& folder) : site_(site), folder_(folder) {}

    LabPlan build() {
        auto& lab = plan_.lab;
        lab.name = site_.name;
        lab.name_space = lab_namespace(site_.name);
        lab.interface = site_.provisioner.interface;
        add_provisioner();
        add_bridges();
        for (const auto& node : site_.nodes) add_machine(node);
        sort_problems(plan_.problems);
        return std::move(plan_);
    }

  private:
    void fault(const Where& where, const std::string& name, const std::string& text, const std::string& hint) {
        plan_.problems.push_back({where, name, text, hint});
    }

    void add_provisioner() {
        const auto& logs = site_.provisioner.console_logs;
        if (!logs.empty() && !is_safe_path(logs))
            fault(site_.provisioner.where, "lab-path", fmt::format("console-logs \"{}\" cannot be used in a lab", logs),
                  "use an absolute path of A-Z a-z 0-9 _ . / + : @ -");
        const auto* network = provisioning_network(site_);
        if (network == nullptr) {
            fault(site_.provisioner.where, "lab-no-provisioning", "the site has no provisioning network",
                  "give provisioner a network");
            return;
        }
        if (!is_interface_name(site_.provisioner.interface)) {
            fault(site_.provisioner.where, "lab-no-interface", "the provisioner has no usable interface",
                  "write interface=\"prov0\"");
        }
        plan_.lab.bridge = bridge_of(network->name);
        if (!interfaces_.insert(site_.provisioner.interface).second)
            fault(site_.provisioner.where, "lab-interface-twice",
                  fmt::format("the lab has an interface \"{}\" of its own", site_.provisioner.interface),
                  "give the provisioner another interface");
        plan_.lab.address = fmt::format("{}/{}", format_ip_address(site_.provisioner.address), network->cidr.prefix);
        plan_.lab.address6 = private_ipv6(network->cidr);
    }

    /// "br-" and the name of the network, if an interface may be called so.
    std::string bridge_of(const std::string& network) const {
        for (std::size_t i = 0; i < site_.networks.size(); ++i) {
            if (site_.networks[i].name != network) continue;
            const auto name = "br-" + network;
            return name.size() <= longest_interface ? name : fmt::format("br{}", i);
        }
        return "";
    }

    void add_bridges() {
        for (const auto& network : site_.networks) {
            const auto name = bridge_of(network.name);
            if (!interfaces_.insert(name).second) {
                fault(network.where, "lab-interface-twice",
                      fmt::format("two interfaces of the lab would be called \"{}\"", name),
                      "give the provisioner another interface");
            }
            plan_.lab.bridges.push_back({name, network.mtu});
        }
    }

    /// The network on whose wire a NIC hangs: its own, that of its bond, or the first of the VLANs that it carries.
    const Network* wire_of(const Node& node, const Nic& nic) const {
        if (nic.network) return find_network(site_, nic.network.name);
        for (const auto& other : node.nics) {
            const bool bonded = std::find(other.bond.begin(), other.bond.end(), nic.name) != other.bond.end();
            if (bonded || other.on == nic.name) {
                if (other.network) return find_network(site_, other.network.name);
                if (bonded) return wire_of(node, other);
            }
        }
        return nullptr;
    }

    std::string tap_of(const Node& node, const Nic& nic, std::size_t node_number, std::size_t nic_number) const {
        const auto name = node.name + "." + nic.name;
        return is_interface_name(name) ? name : fmt::format("t{}_{}", node_number, nic_number);
    }

    void add_nics(const Node& node, Machine& machine) {
        const auto boot = boot_mac(site_, node);
        for (std::size_t i = 0; i < node.nics.size(); ++i) {
            const auto& nic = node.nics[i];
            if (!nic.mac || !nic.on.empty() || !nic.bond.empty()) continue;
            const auto* network = wire_of(node, nic);
            LabNic made;
            made.name = nic.name;
            made.tap = tap_of(node, nic, plan_.lab.machines.size(), i);
            made.bridge = network == nullptr ? "" : bridge_of(network->name);
            made.mac = format_mac_address(*nic.mac);
            made.model = nic.driver == "e1000" ? "e1000" : "virtio";
            made.mtu = network == nullptr ? 1500 : network->mtu;
            made.network_boot = nic.mac == boot;
            if (!interfaces_.insert(made.tap).second)
                fault(nic.where, "lab-interface-twice",
                      fmt::format("two interfaces of the lab would be called \"{}\"", made.tap),
                      "give the NIC or the provisioner's interface another name");
            machine.nics.push_back(made);
        }
        if (machine.nics.size() > 8)
            fault(node.where, "lab-too-many-nics", fmt::format("node \"{}\" has more than 8 NICs", node.name),
                  "leave some out for the lab");
        if (!boot)
            plan_.notes.push_back(
                fmt::format("{}: no NIC on the provisioning network: it cannot boot from there", node.name));
    }

    void add_disk(const SystemDisk& disk, const std::string& file, Size standard, Machine& machine) {
        if (!is_plain(disk.serial, 20))
            fault(disk.where, "lab-disk-serial",
                  fmt::format("disk serial \"{}\" cannot be given to a virtual disk", disk.serial),
                  "use at most 20 of A-Z a-z 0-9 - _ .");
        machine.disks.push_back({file, disk.serial, disk.size.bytes > 0 ? disk.size : standard});
    }

    void add_bmc(const Node& node, Machine& machine) {
        const auto& bmc = node.bmc;
        if (bmc.kind == BmcKind::manual) return;
        if (bmc.kind != BmcKind::ipmi) {
            plan_.notes.push_back(
                fmt::format("{}: no {} controller in the lab: switch it with 'sitelab power {} on|off'", node.name,
                            format(bmc.kind), node.name));
            return;
        }
        if (!bmc.address || bmc.user.empty() || bmc.password_file.empty()) {
            fault(bmc.where.line > 0 ? bmc.where : node.where, "lab-bmc",
                  fmt::format("the ipmi controller of node \"{}\" is not complete", node.name),
                  "give it address, user and password-file");
            return;
        }
        if (!is_plain(bmc.user, 16))
            fault(bmc.where, "lab-bmc-user", fmt::format("user \"{}\" is no name for an IPMI user", bmc.user),
                  "use at most 16 of A-Z a-z 0-9 - _ .");
        const auto file = bmc.password_file.front() == '/' || site_.folder.empty()
                              ? bmc.password_file
                              : site_.folder + "/" + bmc.password_file;
        machine.bmc = LabBmc{format_ip_address(*bmc.address), bmc.port > 0 ? bmc.port : 623, bmc.user, file};
    }

    void add_machine(const Node& node) {
        Machine machine;
        machine.name = node.name;
        machine.firmware = node.firmware;
        machine.memory = node.memory.bytes > 0 ? node.memory : mebibytes(1024);
        machine.cpus = node.cpus > 0 ? node.cpus : 1;
        if (machine.memory < mebibytes(64))
            fault(node.where, "lab-memory", fmt::format("node \"{}\" has less than 64M of memory", node.name),
                  "the installer needs 512M, a Dom0 1G");
        const auto& logs = site_.provisioner.console_logs;
        machine.serial_log = logs.empty() ? fmt::format("{}/{}/serial.log", folder_, node.name)
                                          : fmt::format("{}/{}.log", logs, node.name);
        add_nics(node, machine);
        add_disk(node.disk, "disk.raw", mebibytes(8192), machine);
        for (const auto& disk : node.data_disks)
            add_disk(disk, "data-" + disk.serial + ".raw", mebibytes(1024), machine);
        add_bmc(node, machine);
        plan_.lab.machines.push_back(std::move(machine));
    }

    const Site& site_;
    const std::string& folder_;
    LabPlan plan_;
    std::set<std::string> interfaces_{"lo", provisioner_port};
};

}  // namespace

LabPlan plan_lab(const Site& site, const std::string& folder) { return LabBuilder(site, folder).build(); }

const Machine* find_machine(const Lab& lab, const std::string& name) {
    for (const auto& machine : lab.machines)
        if (machine.name == name) return &machine;
    return nullptr;
}

std::string lab_namespace(const std::string& site_name) { return "sitelab-" + site_name; }

std::string private_ipv6(const Cidr& cidr) {
    const auto v = cidr.network.value;
    return fmt::format("fd00:{:x}:{:x}::1/64", v >> 16, v & 0xffff);
}

}  // namespace site
