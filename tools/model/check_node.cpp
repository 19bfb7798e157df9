#include <fmt/core.h>

#include <algorithm>

#include "model/boot_mac.hpp"
#include "model/check_parts.hpp"

namespace site {
namespace {

/// The faults of one node.
class NodeCheck {
  public:
    NodeCheck(const Checking& checking, const Node& node, bool faulty)
        : checking_(checking), site_(checking.site), node_(node), faulty_(faulty) {}

    void run() {
        for (std::size_t i = 0; i < node_.nics.size(); ++i) check_nic(i);
        check_bonds();
        check_bmc();
        check_disk();
        check_image();
        if (faulty_) return;
        if (node_.image) check_installable();
        if (node_.image || node_.roles.count(NodeRole::dom0) > 0) check_management();
    }

  private:
    void add(const Where& where, std::string_view name, std::string text, std::string hint) const {
        checking_.faults.add(where, name, fmt::format("node \"{}\": {}", node_.name, text), std::move(hint));
    }

    const Nic* find(const std::string& name) const {
        const auto found =
            std::find_if(node_.nics.begin(), node_.nics.end(), [&](const Nic& nic) { return nic.name == name; });
        return found == node_.nics.end() ? nullptr : &*found;
    }

    void check_nic(std::size_t at) {
        const Nic& nic = node_.nics[at];
        const auto* network = checking_.need_network(nic.network);
        for (std::size_t other = 0; other < at; ++other) {
            if (node_.nics[other].name == nic.name)
                add(nic.where, "duplicate-nic", fmt::format("NIC {} is there twice", nic.name),
                    "give each its own name");
            if (network != nullptr && !network->bridge.empty() && node_.nics[other].network.name == nic.network.name)
                add(nic.where, "nics-on-one-bridge",
                    fmt::format("NICs {} and {} are both on network \"{}\" and so in bridge {}", node_.nics[other].name,
                                nic.name, network->name, network->bridge),
                    "leave one, or make a bond of them");
        }
        if (nic.address && network != nullptr)
            check_on_network(*network, *nic.address, nic.where,
                             fmt::format("of NIC {} of node \"{}\"", nic.name, node_.name), checking_.faults);
        if (nic.method != AddressMethod::none && !nic.network && !faulty_)
            add(nic.where, "address-without-network", fmt::format("NIC {} has an address and no network", nic.name),
                "add network=\"...\"");
        if (!nic.on.empty())
            check_vlan(nic, network);
        else if (!nic.mac && nic.bond.empty() && node_.image && !faulty_ && &nic != provisioning_nic(site_, node_))
            add(nic.where, "no-mac", fmt::format("NIC {} has no Ethernet address", nic.name), "add mac=\"...\"");
    }

    void check_vlan(const Nic& nic, const Network* network) {
        const auto* carrier = find(nic.on);
        if (carrier == nullptr)
            return add(nic.where, "unknown-nic",
                       fmt::format("NIC {} is on \"{}\", which the node has not", nic.name, nic.on), suggest(nic.on));
        if (carrier == &nic || !carrier->on.empty())
            add(nic.where, "bad-vlan",
                fmt::format("NIC {} is on {}, which is a VLAN interface itself", nic.name, nic.on),
                "name the NIC or the bond that carries both");
        if (!nic.bond.empty())
            add(nic.where, "bad-vlan", fmt::format("NIC {} is a bond and a VLAN interface", nic.name),
                "put the VLAN interface on the bond");
        if (network != nullptr && !network->vlan)
            add(nic.where, "bad-vlan",
                fmt::format("NIC {} is a VLAN interface, and network \"{}\" is not tagged", nic.name, network->name),
                "add vlan=\"...\" to the network, or remove on=\"...\"");
        if (!nic.network && !faulty_)
            add(nic.where, "bad-vlan", fmt::format("NIC {} is a VLAN interface of no network", nic.name),
                "add network=\"...\"");
    }

    void check_bonds() {
        std::vector<std::string_view> joined;
        for (const auto& bond : node_.nics)
            for (const auto& name : bond.bond) {
                const auto* nic = find(name);
                if (nic == nullptr)
                    add(bond.where, "unknown-nic",
                        fmt::format("bond {} joins \"{}\", which the node has not", bond.name, name), suggest(name));
                else if (nic == &bond || !nic->bond.empty() || !nic->on.empty())
                    add(bond.where, "bad-bond",
                        fmt::format("bond {} joins {}, which is no NIC of its own", bond.name, name),
                        "join plain NICs");
                else if (nic->network || nic->method != AddressMethod::none)
                    add(nic->where, "bad-bond",
                        fmt::format("NIC {} is in bond {} and has a network itself", name, bond.name),
                        "give the network to the bond");
                else if (std::find(joined.begin(), joined.end(), name) != joined.end())
                    add(bond.where, "bad-bond", fmt::format("NIC {} is joined twice", name),
                        "a NIC is in one bond, once");
                joined.push_back(name);
            }
    }

    std::string suggest(const std::string& name) const { return checking_.suggest(name, node_.nics); }

    void check_bmc() {
        const Bmc& bmc = node_.bmc;
        for (const auto& [name, value] : bmc.options)
            if (name == "passwd" || name == "password")
                add(bmc.where, "secret-in-file", fmt::format("option \"{}\" of the BMC is a secret", name),
                    "write it to a file of mode 0600 and name that in password-file");
        if (faulty_ || bmc.kind == BmcKind::manual) return;
        std::string lacks;
        const auto need = [&](bool there, std::string_view what) {
            if (!there) lacks += (lacks.empty() ? "" : ", ") + std::string(what);
        };
        if (bmc.kind == BmcKind::fence) {
            need(!bmc.agent.empty(), "agent");
            need(bmc.address || bmc.options.count("ip") > 0, "address");
        } else {
            need(bmc.address.has_value(), "address");
            need(!bmc.user.empty(), "user");
            need(!bmc.password_file.empty(), "password-file");
        }
        if (!lacks.empty())
            add(bmc.where, "incomplete-bmc", fmt::format("its BMC of kind {} has no {}", format(bmc.kind), lacks),
                "add it to <bmc>");
    }

    void check_disk() {
        const auto& disk = node_.disk;
        const auto parts = disk.esp.bytes + disk.swap.bytes + disk.root.bytes + mebibytes(2).bytes;
        if (disk.size.bytes > 0 && parts > disk.size.bytes)
            add(disk.where, "disk-too-small",
                fmt::format("esp, swap and root need {}, the disk has {}", format_size(Size{parts}),
                            format_size(disk.size)),
                "make them smaller; without root the rest is taken");
    }

    void check_image() {
        if (!node_.image) return;
        const auto found = checking_.index.images.find(node_.image.name);
        if (found == checking_.index.images.end())
            return checking_.faults.add(node_.image.where, "unknown-image",
                                        fmt::format("image \"{}\" is not in the site file", node_.image.name),
                                        checking_.suggest(node_.image.name, site_.images));
        const auto dom0 = found->second->dom0_memory;
        if (node_.memory.bytes > 0 && dom0 > node_.memory)
            add(node_.where, "dom0-memory",
                fmt::format("it has {} of memory, and its Dom0 is to have {}", format_size(node_.memory),
                            format_size(dom0)),
                fmt::format("lower dom0-memory of image \"{}\"", node_.image.name));
    }

    void check_installable() {
        if (node_.disk.serial.empty())
            add(node_.where, "no-disk-serial", "it has an image and no disk to install it on",
                "add <disk serial=\"...\"/>, as the disk itself says it");
        if (checking_.index.network(site_.provisioner.network) == nullptr) return;
        const auto* boot = provisioning_nic(site_, node_);
        if (boot == nullptr)
            add(node_.where, "no-boot-nic",
                fmt::format("it has an image and no NIC on network \"{}\" to boot by", site_.provisioner.network.name),
                fmt::format("add network=\"{}\" to one of its NICs", site_.provisioner.network.name));
        else if (!boot->on.empty())
            add(boot->where, "tagged-boot-network",
                fmt::format("it boots by NIC {}, which is a VLAN interface", boot->name), "boot ROMs send no tags");
        else if (hardware_addresses(node_, *boot).empty())
            add(boot->where, "no-boot-mac",
                fmt::format("it boots by NIC {}, which has no Ethernet address", boot->name), "add mac=\"...\"");
    }

    void check_management() {
        for (const auto& nic : node_.nics) {
            if (nic.method != AddressMethod::fixed) continue;
            const auto* network = checking_.index.network(nic.network);
            if (network != nullptr && network->has(NetworkRole::management)) return;
            if (nic.network && nic.network.name == site_.provisioner.network.name) return;
        }
        add(node_.where, "no-management-address", "it has no fixed address by which it is managed",
            "give a NIC on a network of role management an address");
    }

    const Checking& checking_;
    const Site& site_;
    const Node& node_;
    bool faulty_;
};

}  // namespace

void check_nodes(const Checking& checking) {
    for (std::size_t i = 0; i < checking.site.nodes.size() && !checking.faults.full(); ++i)
        NodeCheck(checking, checking.site.nodes[i], i < checking.faulty.size() && checking.faulty[i]).run();
}

}  // namespace site
