#include "model/read_parts.hpp"

namespace site {
namespace {

PoolMember read_member(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    PoolMember member;
    member.where = element.where;
    member.node = facts.reference("node");
    member.path = facts.value("path").value_or("");
    member.size = facts.size("size");
    member.shelf = facts.number("shelf");
    member.slot = facts.number("slot");
    member.arbiter = facts.boolean("arbiter");
    return member;
}

}  // namespace

Pool read_pool(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    static const std::vector<std::string> kinds{"aoe-lvm", "gluster", "nfs", "local"};
    Pool pool;
    pool.where = element.where;
    pool.name = facts.name("name");
    pool.kind = read_word(facts, "kind", kinds, pool.kind);
    pool.network = facts.reference("network");
    pool.type = facts.value("type").value_or(pool.kind == PoolKind::gluster ? "distributed" : "");
    pool.replica = facts.number("replica", 0);
    pool.disperse = facts.number("disperse", 0);
    pool.redundancy = facts.number("redundancy", 0);
    pool.path = facts.name("path");
    pool.volume_group = facts.name("volume-group");
    pool.thin = facts.boolean("thin");
    pool.shared_network = facts.value("allow").value_or("") == "shared";
    const std::string_view right = pool.kind == PoolKind::gluster ? "brick" : "export";
    for (const auto& child : element.children) {
        pool.members.push_back(read_member(child, reading, scope));
        if (!facts.value("kind") || (child.rule->path == right && pool.kind != PoolKind::local)) continue;
        reading.faults.add(child.where, "wrong-member",
                           "a pool of kind " + format(pool.kind) + " has no <" + std::string(child.rule->name) + ">",
                           pool.kind == PoolKind::local ? "it lies on every node, at path or in volume-group"
                                                        : "write <" + std::string(right) + ">");
    }
    return pool;
}

}  // namespace site
