#include "model/read_parts.hpp"

namespace site {

Provisioner read_provisioner(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    static const std::vector<std::string> servers{"dnsmasq", "kea", "proxy"},
        deliveries{"unicast", "multicast", "auto"};
    Provisioner result;
    result.where = element.where;
    result.host = facts.value("host").value_or("");
    result.interface = facts.value("interface").value_or("");
    result.network = facts.reference("network");
    result.address = facts.address("address").value_or(IpAddress{});
    result.dhcp = read_word(facts, "dhcp", servers, result.dhcp);
    result.delivery = read_word(facts, "delivery", deliveries, result.delivery);
    result.http_port = facts.number("http-port", result.http_port);
    result.console_logs = facts.value("console-logs").value_or("");
    return result;
}

Operator read_operator(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    return {element.where, facts.value("name").value_or(""), facts.value("key").value_or("")};
}

namespace {

Lease read_lease(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    Lease lease;
    lease.where = element.where;
    lease.from = facts.address("from").value_or(IpAddress{});
    lease.to = facts.address("to").value_or(IpAddress{});
    lease.time = facts.time("time", lease.time);
    return lease;
}

}  // namespace

Network read_network(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    static const std::vector<std::string> roles{"provisioning", "management", "storage",
                                                "guests",       "migration",  "external"};
    Network network;
    network.where = element.where;
    network.name = facts.name("name");
    network.cidr = parse_cidr(facts.value("cidr").value_or("")).value_or(Cidr{});
    network.roles = read_word_set<NetworkRole>(facts, "roles", roles);
    network.vlan = facts.number("vlan");
    network.mtu = facts.number("mtu", network.mtu);
    network.bridge = facts.name("bridge");
    network.gateway = facts.address("gateway");
    for (const auto& word : facts.words("name-servers"))
        if (const auto address = parse_ip_address(word)) network.name_servers.push_back(*address);
    network.time_servers = facts.words("time-servers");
    for (const auto& child : element.children) network.lease = read_lease(child, reading, scope);
    return network;
}

Policy read_policy(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    Policy policy;
    policy.where = element.where;
    policy.name = facts.name("name");
    policy.kind = facts.value("kind").value_or(policy.kind);
    policy.act = facts.value("mode").value_or("advise") == "act";
    policy.high = facts.fraction("high", policy.high);
    policy.low = facts.fraction("low", policy.low);
    policy.step = facts.fraction("step", policy.step);
    policy.weight_cpu = facts.fraction("weight-cpu", policy.weight_cpu);
    policy.weight_memory = facts.fraction("weight-memory", policy.weight_memory);
    policy.weight_network = facts.fraction("weight-network", policy.weight_network);
    policy.weight_disk = facts.fraction("weight-disk", policy.weight_disk);
    policy.min_gain = facts.fraction("min-gain", policy.min_gain);
    policy.spare_nodes = facts.number("spare-nodes", policy.spare_nodes);
    policy.max_moves_per_node = facts.number("max-moves-per-node", policy.max_moves_per_node);
    policy.max_moves = facts.number("max-moves", policy.max_moves);
    policy.cool_down = facts.time("cool-down", policy.cool_down);
    policy.horizon = facts.time("horizon", policy.horizon);
    return policy;
}

}  // namespace site
