#include <fmt/core.h>

#include <algorithm>

#include "model/check_parts.hpp"

namespace site {
namespace {

void check_files(const std::vector<OwnFile>& files, Faults& faults) {
    std::unordered_map<std::string_view, const OwnFile*> seen;
    for (const auto& file : files) {
        if (file.path.empty()) continue;
        const auto [first, fresh] = seen.emplace(file.path, &file);
        if (!fresh)
            faults.add(file.where, "duplicate-file", fmt::format("file {} is there twice", file.path),
                       fmt::format("the other is at {}", format_where(first->second->where)));
    }
}

class ProjectCheck {
  public:
    ProjectCheck(const Checking& checking, const Project& project) : checking_(checking), project_(project) {}

    void run() {
        for (const auto& one : project_.switches) check_switch(one);
        for (const auto& guest : project_.guests) check_guest(guest);
    }

  private:
    void add(const Guest& guest, const Where& where, std::string_view name, std::string_view text,
             std::string hint) const {
        checking_.faults.add(where, name, fmt::format("guest \"{}\" {}", guest.name, text), std::move(hint));
    }

    void check_switch(const Switch& one) {
        switches_.emplace(one.name, &one);
        checking_.need_network(one.network);
        checking_.need_node(one.node);
        if (checking_.index.networks.count(one.name) > 0)
            checking_.faults.add(one.where, "duplicate-switch",
                                 fmt::format("switch \"{}\" has the name of a network", one.name),
                                 "give it another name: guests name both alike");
    }

    void check_guest(const Guest& guest) {
        if (guest.from_template && checking_.index.templates.count(guest.from_template.name) == 0)
            checking_.faults.add(guest.from_template.where, "unknown-template",
                                 fmt::format("template \"{}\" is not in the site file", guest.from_template.name),
                                 checking_.suggest(guest.from_template.name, checking_.site.templates));
        else if (guest.memory.bytes == 0)
            add(guest, guest.where, "no-memory",
                guest.from_template ? "has no memory, nor has its template" : "has no memory and no template",
                "add memory=\"512M\"");
        check_host(guest);
        check_files(guest.files, checking_.faults);
        for (const auto& disk : guest.disks) check_disk(guest, disk);
        for (const auto& nic : guest.nics) check_nic(guest, nic);
        for (const auto& label : guest.affinity)
            if (std::find(guest.anti_affinity.begin(), guest.anti_affinity.end(), label) != guest.anti_affinity.end())
                add(guest, guest.where, "bad-affinity", fmt::format("is to be with and without \"{}\"", label),
                    "remove one of the two");
    }

    void check_host(const Guest& guest) {
        const auto* node = checking_.need_node(guest.node);
        if (guest.pinned && !guest.node)
            add(guest, guest.where, "pinned-nowhere", "is pinned to no node", "add node=\"...\"");
        if (node == nullptr) return;
        if (node->roles.count(NodeRole::dom0) == 0)
            checking_.faults.add(
                guest.node.where, "not-a-dom0",
                fmt::format("guest \"{}\" is on node \"{}\", which runs no Xen", guest.name, node->name),
                "name a node of role dom0");
        if (node->memory.bytes > 0 && guest.memory >= node->memory)
            add(guest, guest.where, "guest-too-large",
                fmt::format("has {} of memory, and node \"{}\" {} for it and Dom0", format_size(guest.memory),
                            node->name, format_size(node->memory)),
                "lower its memory, or name a larger node");
    }

    void check_disk(const Guest& guest, const GuestDisk& disk) {
        if (!disk.pool) return;
        if (checking_.index.pools.count(disk.pool.name) == 0)
            checking_.faults.add(disk.pool.where, "unknown-pool",
                                 fmt::format("pool \"{}\" is not in the site file", disk.pool.name),
                                 checking_.suggest(disk.pool.name, checking_.site.pools));
        if (disk.size.bytes == 0)
            add(guest, disk.where, "no-size", "has a disk without size, nor has its template one", "add size=\"4G\"");
    }

    void check_nic(const Guest& guest, const GuestNic& nic) {
        if (!nic.network) return;
        const auto found = switches_.find(nic.network.name);
        if (found != switches_.end()) {
            if (!nic.address) return;
            const auto [first, fresh] =
                addresses_.emplace(nic.network.name + " " + format_ip_address(*nic.address), &nic);
            if (!fresh)
                add(guest, nic.where, "duplicate-address",
                    fmt::format("has address {} on switch \"{}\", where it is taken", format_ip_address(*nic.address),
                                nic.network.name),
                    fmt::format("the other is at {}", format_where(first->second->where)));
            return;
        }
        const auto* network = checking_.index.network(nic.network);
        if (network == nullptr) {
            std::vector<std::string> names;
            for (const auto& one : project_.switches) names.push_back(one.name);
            for (const auto& one : checking_.site.networks) names.push_back(one.name);
            checking_.faults.add(nic.network.where, "unknown-network",
                                 fmt::format("\"{}\" is neither a network of the site nor a switch of project \"{}\"",
                                             nic.network.name, project_.name),
                                 checking_.faults.suggest(nic.network.name, names));
            return;
        }
        if (!network->has(NetworkRole::guests))
            checking_.faults.add(nic.network.where, "not-for-guests",
                                 fmt::format("guest \"{}\" is on network \"{}\", which has not the role guests",
                                             guest.name, network->name),
                                 "add it to the roles of the network, or name another");
        if (nic.address)
            check_on_network(*network, *nic.address, nic.where, fmt::format("of guest \"{}\"", guest.name),
                             checking_.faults);
    }

    const Checking& checking_;
    const Project& project_;
    std::unordered_map<std::string_view, const Switch*> switches_;
    std::unordered_map<std::string, const GuestNic*> addresses_;
};

}  // namespace

void check_projects(const Checking& checking) {
    for (const auto& image : checking.site.images) check_files(image.files, checking.faults);
    for (const auto& one : checking.site.templates) check_files(one.files, checking.faults);
    for (const auto& project : checking.site.projects)
        if (!checking.faults.full()) ProjectCheck(checking, project).run();
}

void check_policies(const Checking& checking) {
    for (const auto& policy : checking.site.policies)
        if (policy.low >= policy.high)
            checking.faults.add(
                policy.where, "bad-thresholds",
                fmt::format("policy \"{}\": low ({}) is not below high ({})", policy.name, policy.low, policy.high),
                "lower low, or raise high");
}

}  // namespace site
