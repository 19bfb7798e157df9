#include <fmt/core.h>

#include <algorithm>

#include "core/name.hpp"
#include "model/node_index.hpp"
#include "model/node_source.hpp"
#include "model/numbered.hpp"
#include "model/read_parts.hpp"

namespace site {
namespace {

constexpr std::size_t most_nodes = 100000, most_overridden = 200000;

/// Where a node's facts are read: its variables, its place in its range.
struct NodeView {
    Reading& reading;
    const Scope& scope;
    std::uint32_t place;
    FactReader of(const Facts& facts) const { return {reading, scope, facts, place}; }
};

Nic read_nic(const NodePart& part, const NodeView& view) {
    const auto facts = view.of(part.facts);
    Nic nic;
    nic.where = part.facts.where;
    nic.name = facts.has("name") ? facts.name("name") : part.key;
    nic.mac = facts.mac("mac");
    nic.network = facts.reference("network");
    nic.on = facts.value("on").value_or("");
    nic.bond = facts.words("bond");
    nic.driver = facts.value("driver").value_or("virtio");
    if (facts.text("address") == "dhcp") {
        nic.method = AddressMethod::dhcp;
    } else if (facts.has("address")) {
        nic.method = AddressMethod::fixed;
        nic.address = facts.address("address");
    }
    return nic;
}

Bmc read_bmc(const NodeSource& source, const NodeView& view) {
    static const std::vector<std::string> kinds{"manual", "ipmi", "redfish", "fence"};
    const auto facts = view.of(source.bmc);
    Bmc bmc;
    bmc.where = source.bmc.where.file ? source.bmc.where : source.node.where;
    bmc.kind = read_word(facts, "kind", kinds, bmc.kind);
    bmc.address = facts.address("address");
    bmc.port = facts.number("port", 0);
    bmc.user = facts.value("user").value_or("");
    bmc.password_file = facts.value("password-file").value_or("");
    bmc.agent = facts.value("agent").value_or("");
    for (const auto& option : source.options) {
        const auto own = view.of(option.facts);
        if (const auto name = own.value("name")) bmc.options[*name] = own.value("value").value_or("");
    }
    return bmc;
}

SystemDisk read_disk(const Facts& gathered, const Where& node, const NodeView& view) {
    const auto facts = view.of(gathered);
    SystemDisk disk;
    disk.where = gathered.where.file ? gathered.where : node;
    disk.serial = facts.value("serial").value_or("");
    disk.size = facts.size("size");
    disk.esp = facts.size("esp", disk.esp);
    disk.swap = facts.size("swap");
    disk.root = facts.size("root");
    return disk;
}

std::size_t footprint(const Node& node) {
    std::size_t bytes = sizeof(Node) + node.nics.size() * (sizeof(Nic) + 16) +
                        node.data_disks.size() * sizeof(SystemDisk) + node.variables.size() * 128 +
                        node.bmc.options.size() * 128 + node.roles.size() * 48 + node.kernel_arguments.size() +
                        node.xen_arguments.size() + node.bmc.password_file.size() + 256;
    for (const auto& [name, value] : node.variables) bytes += value.size();
    for (const auto& nic : node.nics) bytes += nic.bond.size() * 32;
    return bytes;
}

struct Override {
    const Element* element;
    std::uint32_t index, count;
};

/// One reading of all nodes.
class NodeReader {
  public:
    NodeReader(Reading& reading, const Scope& outer) : reading_(reading), outer_(outer), classes_(reading) {}

    NodeList read(const std::vector<Element>& children) {
        for (const auto& child : children) {
            if (child.rule->path == "class") add_class(child);
            if (child.rule->path == "override") add_override(child);
        }
        classes_.check();
        for (const auto& child : children)
            if (child.rule->path == "node") read_range(child);
        check_overrides();
        return std::move(list_);
    }

  private:
    void add_class(const Element& element) {
        Scope scope{&outer_};
        const auto gathered = facts_of(element);
        FactReader(reading_, scope, gathered).value("name");
        check_parts(element, scope);
        classes_.add(element);
    }

    /// What can be seen in one element alone.
    void check_parts(const Element& element, Scope& scope) {
        read_variables(element.children, reading_, scope);
        std::vector<std::string_view> seen;
        std::size_t nics = 0;
        for (const auto& child : element.children) nics += child.rule->path == "nic" ? 1 : 0;
        for (const auto& child : element.children) {
            const bool is_nic = child.rule->path == "nic";
            if (!is_nic && child.rule->path != "data-disk") continue;
            const auto* key = child.find(is_nic ? "name" : "serial");
            if (key == nullptr) {
                if (is_nic && nics > 1)
                    reading_.faults.add(child.where, "missing-attribute", "<nic> has no name",
                                        "it needs name=\"...\" when there is more than one");
                continue;
            }
            if (std::find(seen.begin(), seen.end(), key->value.text) != seen.end())
                reading_.faults.add(
                    child.where, is_nic ? "duplicate-nic" : "duplicate-serial",
                    fmt::format("{} \"{}\" is there twice", is_nic ? "NIC" : "data disk", key->value.text),
                    "join the two");
            seen.push_back(key->value.text);
        }
    }

    /// Names and ranges joined by commas, of a fact that is a range.
    std::vector<Numbered> ranges(const Element& element, std::string_view name) {
        const auto gathered = facts_of(element);
        const FactReader facts(reading_, outer_, gathered);
        std::vector<Numbered> result;
        if (!facts.has(name)) return result;
        const auto text = facts.text(name);
        for (const auto& part : split_selection(text)) {
            auto range = Numbered::parse(part);
            if (!range) {
                reading_.faults.add(facts.where(name), "bad-range",
                                    fmt::format("\"{}\" is not a range of at most 100,000 names", part),
                                    "write one bracket, as in node[001-040]");
                return {};
            }
            result.push_back(std::move(*range));
        }
        return result;
    }

    void add_override(const Element& element) {
        Scope scope{&outer_};
        check_parts(element, scope);
        const auto names = ranges(element, "nodes");
        std::size_t count = 0;
        for (const auto& range : names) count += range.size();
        overridden_ += count;
        if (overridden_ > most_overridden) {
            if (overridden_ - count <= most_overridden)
                reading_.faults.add(element.where, "too-many", "overrides name more than 200,000 nodes",
                                    "the rest is not read");
            return;
        }
        std::uint32_t index = 0;
        for (const auto& range : names)
            for (std::size_t i = 0; i < range.size(); ++i)
                overrides_[range.at(i)].push_back({&element, index++, static_cast<std::uint32_t>(count)});
    }

    void check_overrides() {
        if (overrides_.empty() || reading_.exhausted) return;
        std::vector<std::string> names;
        for (const auto& node : list_.nodes) {
            names.push_back(node.name);
            overrides_.erase(node.name);
        }
        for (const auto& [name, all] : overrides_)
            for (const auto& one : all) {
                const auto* said = one.element->find("nodes");
                reading_.faults.add(said->value.where, "unknown-node",
                                    fmt::format("node \"{}\" is not in the site file", name),
                                    reading_.faults.suggest(name, names));
            }
    }

    void read_range(const Element& element) {
        if (reading_.exhausted) return;
        Scope own{&outer_};
        check_parts(element, own);
        const auto* attribute = element.find("name");
        if (attribute == nullptr) return;
        const auto text = expand(attribute->value, outer_, reading_);
        const auto range = Numbered::parse(text);
        if (!range) {
            reading_.faults.add(attribute->value.where, "bad-range",
                                fmt::format("\"{}\" is not a range of at most 100,000 names", text),
                                "write one bracket, as in node[001-040]");
            return;
        }
        const auto count = static_cast<std::uint32_t>(range->size());
        const auto plain = source_of(element, count, {});
        Scope scope = scope_of(plain);
        for (std::uint32_t place = 0; place < count && !reading_.exhausted; ++place) {
            if (list_.nodes.size() >= most_nodes) {
                reading_.faults.add(element.where, "too-many", "there are more than 100,000 nodes",
                                    "the rest is not read");
                reading_.exhausted = true;
                return;
            }
            auto name = range->at(place);
            const auto found = overrides_.empty() ? overrides_.end() : overrides_.find(name);
            if (found == overrides_.end()) {
                read_node(std::move(name), attribute->value.where, place, plain, scope);
            } else {
                const auto changed = source_of(element, count, found->second);
                auto own_scope = scope_of(changed);
                read_node(std::move(name), attribute->value.where, place, changed, own_scope);
            }
        }
    }

    NodeSource source_of(const Element& element, std::uint32_t count, const std::vector<Override>& overrides) {
        NodeSource source;
        const Attribute* named = element.find("class");
        for (const auto& one : overrides)
            if (const auto* other = one.element->find("class")) named = other;
        if (named != nullptr)
            classes_.take({expand(named->value, outer_, reading_), named->value.where}, {count, {}}, source);
        source.take(element, {count, {}});
        for (const auto& one : overrides) source.take(*one.element, {one.count, one.index});
        return source;
    }

    Scope scope_of(const NodeSource& source) {
        Scope scope{&outer_};
        for (const auto& variable : source.variables)
            if (const auto* value = variable.facts.find("value")) scope.values[variable.key] = value->attribute->value;
        return scope;
    }

    /// What changes from node to node of a range: the built-in variables and those that count along.
    static void set_place(Scope& scope, const NodeSource& source, const Node& node, const NodeView& view) {
        scope.values["node.name"].text = node.name;
        scope.values["node.index"].text = std::to_string(node.index);
        for (const auto& variable : source.variables) {
            const auto* value = variable.facts.find("value");
            if (value != nullptr && value->attribute->value.text.find_first_of("+[") != std::string::npos)
                scope.values[variable.key].text = view.of(variable.facts).text("value");
        }
    }

    void read_node(std::string name, const Where& name_where, std::uint32_t place, const NodeSource& source,
                   Scope& scope) {
        static const std::vector<std::string> firmwares{"bios", "uefi"}, roles{"dom0", "storage"};
        const auto faults_before = reading_.faults.raised();
        Node node;
        node.where = source.node.where;
        node.name = std::move(name);
        node.index = static_cast<int>(place) + 1;
        if (!is_name(node.name))
            reading_.faults.add(name_where, "bad-name", fmt::format("node \"{}\" has no good name", node.name),
                                "use lower-case letters, digits and hyphens, 63 at most");
        const NodeView view{reading_, scope, place};
        set_place(scope, source, node, view);
        const auto facts = view.of(source.node);
        node.node_class = facts.reference("class");
        node.rack = facts.value("rack").value_or("");
        node.firmware = read_word(facts, "firmware", firmwares, node.firmware);
        node.image = facts.reference("image");
        node.roles = read_word_set<NodeRole>(facts, "roles", roles);
        if (node.image && !facts.has("roles")) node.roles.insert(NodeRole::dom0);
        node.memory = facts.size("memory");
        node.cpus = facts.number("cpus", 0);
        node.kernel_arguments = facts.value("kernel-args").value_or("");
        node.xen_arguments = facts.value("xen-args").value_or("");
        node.nics.reserve(source.nics.size());
        for (const auto& part : source.nics) node.nics.push_back(read_nic(part, view));
        node.bmc = read_bmc(source, view);
        node.disk = read_disk(source.disk, node.where, view);
        for (const auto& part : source.data_disks) node.data_disks.push_back(read_disk(part.facts, node.where, view));
        node.variables = seen_variables(scope, reading_);
        if (!reading_.spend(footprint(node), node.where)) return;
        list_.faulty.push_back(reading_.faults.raised() != faults_before);
        list_.nodes.push_back(std::move(node));
    }

    Reading& reading_;
    const Scope& outer_;
    NodeClasses classes_;
    std::unordered_map<std::string, std::vector<Override>> overrides_;
    std::size_t overridden_ = 0;
    NodeList list_;
};

}  // namespace

NodeList read_nodes(const std::vector<Element>& children, Reading& reading, const Scope& scope) {
    return NodeReader(reading, scope).read(children);
}

}  // namespace site
