#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include <tuple>
#include <utility>

#include "model/check_parts.hpp"

namespace site {
namespace {

class PoolCheck {
  public:
    PoolCheck(const Checking& checking, const Pool& pool) : checking_(checking), pool_(pool) {}

    void run() {
        check_network();
        check_members();
        switch (pool_.kind) {
            case PoolKind::aoe_lvm:
                need_members("export");
                break;
            case PoolKind::gluster:
                check_gluster();
                break;
            case PoolKind::nfs:
                check_nfs();
                break;
            case PoolKind::local:
                check_local();
                break;
        }
    }

  private:
    void add(std::string_view name, std::string text, std::string hint) const {
        checking_.faults.add(pool_.where, name, fmt::format("pool \"{}\": {}", pool_.name, text), std::move(hint));
    }

    void check_network() {
        network_ = checking_.need_network(pool_.network);
        if (pool_.kind == PoolKind::local) return;
        if (!pool_.network)
            return add("incomplete-pool", "it has no network", "add network=\"...\": storage goes over it");
        if (network_ == nullptr || pool_.kind != PoolKind::aoe_lvm || pool_.shared_network) return;
        if (network_->has(NetworkRole::guests))
            add("storage-on-guest-network",
                fmt::format("AoE has no passwords, and guests use network \"{}\"", network_->name),
                "give it a network of its own, or accept it by allow=\"shared\"");
    }

    void check_members() {
        std::set<std::pair<std::string_view, std::string_view>> seen;
        for (const auto& member : pool_.members) {
            if (!member.path.empty() && !seen.emplace(member.node.name, member.path).second)
                checking_.faults.add(
                    member.where, "duplicate-brick",
                    fmt::format("{} of node \"{}\" is in pool \"{}\" twice", member.path, member.node.name, pool_.name),
                    "remove one");
            const auto* node = checking_.need_node(member.node);
            if (node == nullptr || network_ == nullptr) continue;
            const bool needs_address = pool_.kind != PoolKind::aoe_lvm;
            const bool reached = std::any_of(node->nics.begin(), node->nics.end(), [&](const Nic& nic) {
                return nic.network.name == network_->name && (!needs_address || nic.method == AddressMethod::fixed);
            });
            if (!reached)
                checking_.faults.add(
                    member.where, "no-storage-nic",
                    fmt::format("node \"{}\" of pool \"{}\" has no {} on network \"{}\"", node->name, pool_.name,
                                needs_address ? "NIC with a fixed address" : "NIC", network_->name),
                    "add one, or name another network");
        }
    }

    void need_members(std::string_view what) {
        if (pool_.members.empty())
            add("incomplete-pool", fmt::format("it has no <{}>", what), "add one for each node that gives storage");
    }

    void check_local() {
        if (pool_.path.empty() == pool_.volume_group.empty())
            add("incomplete-pool", pool_.path.empty() ? "it has no place" : "it has a path and a volume-group",
                "write either path=\"...\" or volume-group=\"...\"");
    }

    void check_nfs() {
        need_members("export");
        if (pool_.members.size() > 1) add("pool-arithmetic", "an nfs pool has one export", "make a pool of each");
        if (pool_.path.empty()) add("incomplete-pool", "it has no path", "add path=\"...\": where it is mounted");
    }

    void check_gluster() {
        need_members("brick");
        if (pool_.path.empty()) add("incomplete-pool", "it has no path", "add path=\"...\": where it is mounted");
        if (pool_.members.empty()) return;
        if (pool_.type == "dispersed")
            check_dispersed();
        else if (pool_.disperse > 0 || pool_.redundancy > 0)
            add("pool-arithmetic", fmt::format("disperse and redundancy are not of type {}", pool_.type),
                "write type=\"dispersed\"");
        else if (pool_.type == "distributed")
            check_distributed();
        else if (pool_.type == "arbiter")
            check_arbiter();
        else
            check_replicated();
    }

    int bricks() const { return static_cast<int>(pool_.members.size()); }

    void check_no_arbiter() {
        if (pool_.type == "arbiter") return;
        for (const auto& member : pool_.members)
            if (member.arbiter)
                checking_.faults.add(member.where, "pool-arithmetic",
                                     fmt::format("pool \"{}\" of type {} has an arbiter brick", pool_.name, pool_.type),
                                     "write type=\"arbiter\", or remove arbiter");
    }

    void check_distributed() {
        check_no_arbiter();
        if (pool_.replica > 1)
            add("pool-arithmetic", "a distributed volume keeps one copy, and replica asks for more",
                "write type=\"distributed-replicated\" or \"replicated\"");
    }

    void check_replicated() {
        check_no_arbiter();
        const int replica = pool_.replica > 0 ? pool_.replica : pool_.type == "replicated" ? bricks() : 3;
        if (replica == 2)
            return add("replica-two",
                       "with two copies and no arbiter, two nodes that lose sight of each other both go on writing "
                       "(split brain)",
                       "use replica=\"3\", or type=\"arbiter\" with a third, small brick");
        if (replica < 2)
            return add("pool-arithmetic",
                       fmt::format("{} cop{} cannot be replicated", replica, replica == 1 ? "y" : "ies"),
                       "use three bricks on three nodes");
        if (pool_.type == "replicated" && bricks() != replica)
            return add("pool-arithmetic",
                       fmt::format("replica {} needs {} bricks, there are {}", replica, replica, bricks()),
                       bricks() % replica == 0 ? "write type=\"distributed-replicated\"" : "add or remove bricks");
        if (bricks() % replica != 0 || bricks() < 2 * replica) {
            if (pool_.type != "replicated")
                return add("pool-arithmetic",
                           fmt::format("{} bricks are not two or more sets of {}", bricks(), replica),
                           "add bricks, a set at a time");
        }
        check_sets(replica);
    }

    void check_arbiter() {
        if (pool_.replica != 0 && pool_.replica != 2 && pool_.replica != 3)
            return add("pool-arithmetic", fmt::format("an arbiter watches two copies, not {}", pool_.replica),
                       "remove replica");
        if (bricks() % 3 != 0)
            return add("pool-arithmetic", fmt::format("{} bricks are not sets of two copies and an arbiter", bricks()),
                       "use three bricks a set");
        for (std::size_t i = 0; i < pool_.members.size(); ++i)
            if (pool_.members[i].arbiter != (i % 3 == 2))
                return checking_.faults.add(
                    pool_.members[i].where, "pool-arithmetic",
                    fmt::format("brick {} of pool \"{}\" {}", i + 1, pool_.name,
                                i % 3 == 2 ? "should be an arbiter" : "should not be an arbiter"),
                    "the third brick of each set has arbiter=\"yes\"");
        check_sets(3);
    }

    void check_dispersed() {
        check_no_arbiter();
        const int disperse = pool_.disperse > 0 ? pool_.disperse : bricks();
        const int redundancy = pool_.redundancy > 0 ? pool_.redundancy : 1;
        if (2 * redundancy >= disperse)
            return add("pool-arithmetic",
                       fmt::format("redundancy {} of {} bricks is half of them or more", redundancy, disperse),
                       "fewer than half of the bricks may fail: use more bricks or less redundancy");
        if (bricks() % disperse != 0)
            return add("pool-arithmetic", fmt::format("{} bricks are not sets of {}", bricks(), disperse),
                       "add bricks, a set at a time");
        check_sets(disperse);
    }

    /// Two bricks of a set on one node fail together.
    void check_sets(int set) {
        for (std::size_t begin = 0; begin < pool_.members.size(); begin += static_cast<std::size_t>(set)) {
            std::set<std::string_view> nodes;
            for (std::size_t i = begin; i < std::min(begin + static_cast<std::size_t>(set), pool_.members.size()); ++i)
                if (!nodes.insert(pool_.members[i].node.name).second)
                    checking_.faults.add(
                        pool_.members[i].where, "bricks-together",
                        fmt::format("pool \"{}\": node \"{}\" has two bricks of one set, which fail together",
                                    pool_.name, pool_.members[i].node.name),
                        fmt::format("sets are made in the order of the file, {} bricks each: mix the nodes", set));
        }
    }

    const Checking& checking_;
    const Pool& pool_;
    const Network* network_ = nullptr;
};

/// On one wire a shelf and slot are one disk.
void check_slots(const Checking& checking) {
    std::map<std::tuple<std::string_view, int, int>, const PoolMember*> seen;
    for (const auto& pool : checking.site.pools)
        for (const auto& member : pool.members) {
            if (pool.kind != PoolKind::aoe_lvm) continue;
            if (member.shelf.has_value() != member.slot.has_value()) {
                checking.faults.add(
                    member.where, "incomplete-slot",
                    fmt::format("an export of pool \"{}\" has {} only", pool.name, member.shelf ? "a shelf" : "a slot"),
                    "write both or none");
                continue;
            }
            if (!member.shelf) continue;
            const auto [first, fresh] =
                seen.emplace(std::tuple{std::string_view(pool.network.name), *member.shelf, *member.slot}, &member);
            if (!fresh)
                checking.faults.add(member.where, "duplicate-slot",
                                    fmt::format("AoE shelf {} slot {} is there twice on network \"{}\"", *member.shelf,
                                                *member.slot, pool.network.name),
                                    fmt::format("the other is at {}", format_where(first->second->where)));
        }
}

}  // namespace

void check_pools(const Checking& checking) {
    for (const auto& pool : checking.site.pools)
        if (!checking.faults.full()) PoolCheck(checking, pool).run();
    check_slots(checking);
}

}  // namespace site
