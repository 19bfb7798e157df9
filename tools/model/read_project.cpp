#include <fmt/core.h>

#include "model/read_parts.hpp"

namespace site {
namespace {

Switch read_switch(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    return {element.where, facts.name("name"), facts.reference("network"), facts.reference("node")};
}

GuestNic read_guest_nic(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    GuestNic nic;
    nic.where = element.where;
    if (facts.has("network") == facts.has("switch"))
        reading.faults.add(
            element.where, "nic-of-guest",
            facts.has("switch") ? "the NIC is on a network and on a switch" : "the NIC is on no network and no switch",
            "write either network=\"...\" or switch=\"...\"");
    nic.network = facts.has("switch") ? facts.reference("switch") : facts.reference("network");
    nic.mac = facts.mac("mac");
    if (facts.text("address") == "dhcp" || facts.boolean("dhcp")) {
        nic.method = AddressMethod::dhcp;
        if (facts.has("address") && facts.has("dhcp") && facts.text("address") != "dhcp")
            reading.faults.add(facts.where("dhcp"), "nic-of-guest", "the NIC has an address and dhcp",
                               "remove one of the two");
    } else if (facts.has("address")) {
        nic.method = AddressMethod::fixed;
        nic.address = facts.address("address");
    }
    return nic;
}

const Template* find(const TemplateIndex& templates, const std::string& name) {
    const auto found = templates.find(name);
    return found == templates.end() ? nullptr : found->second;
}

GuestDisk read_guest_disk(const Element& element, const Template* base, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    const auto fallback = base == nullptr ? Size{} : base->disk;
    return {element.where, facts.reference("pool"), facts.size("size", fallback)};
}

Guest read_guest(const Element& element, const TemplateIndex& templates, Reading& reading, const Scope& outer) {
    const auto gathered = facts_of(element);
    Scope scope{&outer};
    const auto* name = element.find("name");
    if (name != nullptr) scope.values["guest.name"] = {expand(name->value, outer, reading), name->value.where};
    read_variables(element.children, reading, scope);
    const FactReader facts(reading, scope, gathered);
    static const std::vector<std::string> types{"pvh", "pv", "hvm"};
    Guest guest;
    guest.where = element.where;
    guest.name = facts.name("name");
    guest.from_template = facts.reference("template");
    const auto* base = find(templates, guest.from_template.name);
    guest.type = read_word(facts, "type", types, base == nullptr ? guest.type : base->type);
    guest.memory = facts.size("memory", base == nullptr ? Size{} : base->memory);
    guest.vcpus = facts.number("vcpus", base == nullptr ? guest.vcpus : base->vcpus);
    guest.node = facts.reference("node");
    guest.pinned = facts.boolean("pinned");
    guest.priority = facts.number("priority", guest.priority);
    guest.boot_order = facts.number("boot-order", guest.boot_order);
    guest.affinity = facts.words("affinity");
    guest.anti_affinity = facts.words("anti-affinity");
    for (const auto& child : element.children) {
        if (child.rule->path == "guest/disk") guest.disks.push_back(read_guest_disk(child, base, reading, scope));
        if (child.rule->path == "guest/nic") guest.nics.push_back(read_guest_nic(child, reading, scope));
        if (child.rule->path == "file") guest.files.push_back(read_file(child, reading, scope));
    }
    guest.variables = seen_variables(scope, reading);
    return guest;
}

}  // namespace

Project read_project(const Element& element, const TemplateIndex& templates, Reading& reading, const Scope& outer) {
    const auto gathered = facts_of(element);
    const auto* name = element.find("name");
    Scope scope{&outer};
    if (name != nullptr) scope.values["project.name"] = {expand(name->value, outer, reading), name->value.where};
    read_variables(element.children, reading, scope);
    const FactReader facts(reading, scope, gathered);
    Project project;
    project.where = element.where;
    project.name = facts.name("name");
    for (const auto& child : element.children) {
        if (child.rule->path == "switch") project.switches.push_back(read_switch(child, reading, scope));
        if (child.rule->path != "guest") continue;
        auto guest = read_guest(child, templates, reading, scope);
        if (!reading.spend(sizeof(Guest) + guest.variables.size() * 160 + guest.disks.size() * sizeof(GuestDisk) +
                               guest.nics.size() * sizeof(GuestNic),
                           child.where))
            break;
        project.guests.push_back(std::move(guest));
    }
    return project;
}

}  // namespace site
