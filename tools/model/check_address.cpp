#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

#include "model/check_parts.hpp"

namespace site {
namespace {

enum class Owner { provisioner, nic, disk, bmc, strip, guest, gateway };

/// A number that should have one owner.
struct Claim {
    std::uint64_t value = 0;
    Owner owner = Owner::nic;
    int port = 0;  ///< of a BMC
    const Where* where = nullptr;
    const std::string* whose = nullptr;  ///< node, guest or network
    const std::string* part = nullptr;   ///< NIC of a node, project of a guest
    const Node* node = nullptr;
};

std::string describe(const Claim& claim) {
    switch (claim.owner) {
        case Owner::provisioner:
            return "the provisioner";
        case Owner::nic:
            return fmt::format("NIC {} of node \"{}\"", *claim.part, *claim.whose);
        case Owner::disk:
            return fmt::format("a disk of node \"{}\"", *claim.whose);
        case Owner::bmc:
            return fmt::format("the BMC of node \"{}\"", *claim.whose);
        case Owner::strip:
            return fmt::format("the power switch of node \"{}\"", *claim.whose);
        case Owner::guest:
            return fmt::format("guest \"{}\" of project \"{}\"", *claim.whose, *claim.part);
        case Owner::gateway:
            return fmt::format("the gateway of network \"{}\"", *claim.whose);
    }
    return {};
}

class Claims {
  public:
    explicit Claims(const Site& site) {
        const auto& provisioner = site.provisioner;
        if (provisioner.address.value != 0)
            addresses.push_back({provisioner.address.value, Owner::provisioner, 0, &provisioner.where,
                                 &provisioner.host, nullptr, nullptr});
        for (const auto& network : site.networks)
            if (network.gateway)
                addresses.push_back(
                    {network.gateway->value, Owner::gateway, 0, &network.where, &network.name, nullptr, nullptr});
        for (const auto& node : site.nodes) add(node);
        for (const auto& project : site.projects) {
            std::unordered_set<std::string_view> switches;
            for (const auto& one : project.switches) switches.insert(one.name);
            for (const auto& guest : project.guests) add(project, switches, guest);
        }
        sort(addresses);
        sort(macs);
    }

    std::vector<Claim> addresses, macs;

  private:
    void add(const Node& node) {
        for (const auto& nic : node.nics) {
            const Claim claim{0, Owner::nic, 0, &nic.where, &node.name, &nic.name, &node};
            if (nic.mac && nic.bond.empty() && nic.on.empty()) macs.push_back(with(claim, nic.mac->value));
            if (nic.address) addresses.push_back(with(claim, nic.address->value));
        }
        if (node.bmc.address)
            addresses.push_back({node.bmc.address->value, node.bmc.kind == BmcKind::fence ? Owner::strip : Owner::bmc,
                                 node.bmc.port, &node.bmc.where, &node.name, nullptr, &node});
    }

    void add(const Project& project, const std::unordered_set<std::string_view>& switches, const Guest& guest) {
        for (const auto& nic : guest.nics) {
            const Claim claim{0, Owner::guest, 0, &nic.where, &guest.name, &project.name, nullptr};
            if (nic.mac) macs.push_back(with(claim, nic.mac->value));
            if (nic.address && switches.count(nic.network.name) == 0)
                addresses.push_back(with(claim, nic.address->value));
        }
    }

    static Claim with(Claim claim, std::uint64_t value) {
        claim.value = value;
        return claim;
    }

    static void sort(std::vector<Claim>& claims) {
        std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
            return a.value != b.value ? a.value < b.value : a.owner < b.owner;
        });
    }
};

/// Two owners of one address that are, or may be, the same machine.
bool may_share(const Claim& a, const Claim& b) {
    if (a.owner == Owner::provisioner && b.owner == Owner::nic) return *a.whose == *b.whose;
    if (b.owner == Owner::gateway)
        return a.owner != Owner::bmc && a.owner != Owner::strip && (a.node == nullptr || !a.node->image);
    if (a.owner == Owner::bmc && b.owner == Owner::bmc) return a.port != b.port;
    return a.owner == Owner::strip && b.owner == Owner::strip;
}

template <typename Format>
void report(const Claim& claim, const Claim& other, std::string_view fault, std::string_view what, Format format,
            Faults& faults) {
    const bool later = order(*claim.where, *other.where) >= 0;
    const Claim &here = later ? claim : other, &there = later ? other : claim;
    faults.add(
        *here.where, fault,
        fmt::format("{} {} of {} is also that of {}", what, format(claim.value), describe(here), describe(there)),
        fmt::format("the other is at {}", format_where(*there.where)));
}

void check_macs(const std::vector<Claim>& claims, Faults& faults) {
    const auto format = [](std::uint64_t value) { return format_mac_address({value}); };
    for (std::size_t i = 1, first = 0; i < claims.size() && !faults.full(); ++i) {
        if (claims[i].value != claims[first].value)
            first = i;
        else
            report(claims[i], claims[first], "duplicate-mac", "Ethernet address", format, faults);
    }
}

void check_unique_addresses(const std::vector<Claim>& claims, Faults& faults) {
    const auto format = [](std::uint64_t value) { return format_ip_address({static_cast<std::uint32_t>(value)}); };
    for (std::size_t i = 1, first = 0; i < claims.size() && !faults.full(); ++i) {
        if (claims[i].value != claims[first].value) {
            first = i;
            continue;
        }
        for (const auto other : {first, i - 1})
            if (!may_share(claims[other], claims[i])) {
                report(claims[i], claims[other], "duplicate-address", "address", format, faults);
                break;
            }
    }
}

void check_leases(const Site& site, const std::vector<Claim>& claims, Faults& faults) {
    constexpr int most_a_lease = 20;
    for (const auto& network : site.networks) {
        if (!network.lease || network.lease->from.value == 0) continue;
        auto claim = std::lower_bound(claims.begin(), claims.end(), network.lease->from.value,
                                      [](const Claim& a, std::uint32_t value) { return a.value < value; });
        for (int i = 0; i < most_a_lease && claim != claims.end() && claim->value <= network.lease->to.value;
             ++i, ++claim)
            faults.add(*claim->where, "lease-holds-address",
                       fmt::format("address {} of {} lies in the lease of network \"{}\"",
                                   format_ip_address({static_cast<std::uint32_t>(claim->value)}), describe(*claim),
                                   network.name),
                       fmt::format("the lease is {} to {}: take another address, or shorten it",
                                   format_ip_address(network.lease->from), format_ip_address(network.lease->to)));
    }
}

void check_serials(const Site& site, Faults& faults) {
    std::unordered_map<std::string_view, std::pair<const Node*, const SystemDisk*>> seen;
    const auto check = [&](const Node& node, const SystemDisk& disk) {
        if (disk.serial.empty() || faults.full()) return;
        const auto [first, fresh] = seen.emplace(disk.serial, std::pair{&node, &disk});
        if (fresh) return;
        faults.add(disk.where, "duplicate-serial",
                   fmt::format("serial \"{}\" of a disk of node \"{}\" is also that of a disk of node \"{}\"",
                               disk.serial, node.name, first->second.first->name),
                   fmt::format("the other is at {}", format_where(first->second.second->where)));
    };
    seen.reserve(site.nodes.size());
    for (const auto& node : site.nodes) {
        check(node, node.disk);
        for (const auto& disk : node.data_disks) check(node, disk);
    }
}

}  // namespace

void check_addresses(const Checking& checking) {
    const Claims claims(checking.site);
    check_macs(claims.macs, checking.faults);
    check_unique_addresses(claims.addresses, checking.faults);
    check_leases(checking.site, claims.addresses, checking.faults);
    check_serials(checking.site, checking.faults);
}

}  // namespace site
