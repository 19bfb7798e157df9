#include "images/interfaces.hpp"

#include <algorithm>

#include "images_files.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

using Values = TemplateValues;

/// Works out one node's interfaces, layer by layer.
class InterfacePlanner {
  public:
    InterfacePlanner(const Site& site, const Node& node) : site_(site), node_(node) {
        for (const auto& nic : node.nics)
            networks_.push_back(nic.network ? find_network(site, nic.network.name) : nullptr);
    }

    std::vector<Interface> plan() {
        find_gateway();
        std::vector<Interface> physical, bonds, vlans, bridges;
        for (std::size_t i = 0; i < node_.nics.size(); ++i) {
            const Nic& nic = node_.nics[i];
            const Network* network = networks_[i];
            if (is_bond_member(nic) || (!network && !carries(nic))) continue;
            Interface own;
            own.name = nic.name;
            own.mtu = needed_mtu(nic);
            own.members = nic.bond;
            if (!nic.on.empty() && network) {
                own.carrier = nic.on;
                own.vlan = network->vlan.value_or(0);
            }
            if (network && makes_bridge(*network, bridges)) {
                Interface bridge;
                bridge.name = network->bridge;
                bridge.mtu = network->mtu;
                bridge.port = nic.name;
                set_address(bridge, nic, *network);
                bridges.push_back(std::move(bridge));
            } else if (network) {
                set_address(own, nic, *network);
            }
            (!own.carrier.empty() ? vlans : !own.members.empty() ? bonds : physical).push_back(std::move(own));
        }
        for (auto* layer : {&bonds, &vlans, &bridges}) physical.insert(physical.end(), layer->begin(), layer->end());
        return physical;
    }

  private:
    bool is_bond_member(const Nic& nic) const {
        return std::any_of(node_.nics.begin(), node_.nics.end(), [&](const Nic& other) {
            return std::find(other.bond.begin(), other.bond.end(), nic.name) != other.bond.end();
        });
    }

    bool carries(const Nic& nic) const {
        return std::any_of(node_.nics.begin(), node_.nics.end(),
                           [&](const Nic& other) { return other.on == nic.name; });
    }

    /// A second NIC on a bridged network does not join the bridge: that would be a loop.
    bool makes_bridge(const Network& network, const std::vector<Interface>& bridges) const {
        return runs_xen(node_) && !network.bridge.empty() &&
               std::none_of(bridges.begin(), bridges.end(),
                            [&](const Interface& other) { return other.name == network.bridge; });
    }

    int needed_mtu(const Nic& nic) const {
        int mtu = 0;
        for (std::size_t i = 0; i < node_.nics.size(); ++i)
            if (networks_[i] && (&node_.nics[i] == &nic || node_.nics[i].on == nic.name))
                mtu = std::max(mtu, networks_[i]->mtu);
        return mtu == 0 ? 1500 : mtu;
    }

    /// The management network's gateway, else the first there is.
    void find_gateway() {
        const Nic* management = management_nic(site_, node_);
        for (std::size_t i = 0; i < node_.nics.size(); ++i) {
            const Nic& nic = node_.nics[i];
            if (!networks_[i] || !networks_[i]->gateway || nic.method != AddressMethod::fixed) continue;
            if (!gateway_nic_ || &nic == management) gateway_nic_ = &nic;
        }
    }

    void set_address(Interface& interface, const Nic& nic, const Network& network) const {
        interface.method = nic.method;
        if (nic.method != AddressMethod::fixed || !nic.address) return;
        interface.address = format_ip_address(*nic.address) + "/" + std::to_string(network.cidr.prefix);
        if (&nic == gateway_nic_) interface.gateway = format_ip_address(*network.gateway);
    }

    const Site& site_;
    const Node& node_;
    std::vector<const Network*> networks_;  ///< of each NIC, or null
    const Nic* gateway_nic_ = nullptr;
};

std::string word(AddressMethod method) {
    return method == AddressMethod::fixed ? "static" : method == AddressMethod::dhcp ? "dhcp" : "manual";
}

Values values_of(const Interface& interface) {
    std::vector<Values> members;
    for (const auto& member : interface.members) members.push_back(Values().text("member", member));
    // ifupdown makes these itself, out of the name
    const auto named_by_ifupdown = interface.carrier + "." + std::to_string(interface.vlan);
    return Values()
        .text("name", interface.name)
        .text("method", word(interface.method))
        .flag("vlan", !interface.carrier.empty() && interface.name != named_by_ifupdown)
        .text("carrier", interface.carrier)
        .text("vlan_id", std::to_string(interface.vlan))
        .flag("bond", !interface.members.empty())
        .list("members", std::move(members))
        .flag("has_address", !interface.address.empty())
        .text("address", interface.address)
        .flag("has_gateway", !interface.gateway.empty())
        .text("gateway", interface.gateway)
        .flag("bridge", !interface.port.empty())
        .text("port", interface.port)
        .flag("has_mtu", interface.mtu != 1500)
        .text("mtu", std::to_string(interface.mtu));
}

}  // namespace

bool runs_xen(const Node& node) { return node.roles.empty() || node.roles.count(NodeRole::dom0) > 0; }

std::vector<Interface> node_interfaces(const Site& site, const Node& node) {
    return InterfacePlanner(site, node).plan();
}

std::string render_interfaces(const Site& site, const Node& node) {
    static const TextTemplate file("interfaces", embedded::images_files("dom0-files/interfaces"), escape_word);
    std::vector<Values> interfaces;
    for (const auto& interface : node_interfaces(site, node)) interfaces.push_back(values_of(interface));
    return file.render(Values().list("interfaces", std::move(interfaces)));
}

}  // namespace site
