#include "pxe/kea.hpp"

#include "pxe/boot_network.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe_files.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

using Values = TemplateValues;

Values option(std::string_view name, const std::vector<std::string>& words) {
    std::vector<Values> items;
    for (std::size_t i = 0; i < words.size(); ++i)
        items.push_back(Values().text("word", words[i]).flag("more_words", i + 1 < words.size()));
    return Values().text("option", std::string(name)).list("words", std::move(items));
}

void mark_all_but_last(std::vector<Values>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) items[i].flag("more", i + 1 < items.size());
}

std::vector<Values> options(const Site& site, const Network& network) {
    std::vector<Values> items;
    if (network.gateway) items.push_back(option("routers", {format_ip_address(*network.gateway)}));
    if (!network.name_servers.empty()) {
        std::vector<std::string> words;
        for (const auto& server : network.name_servers) words.push_back(format_ip_address(server));
        items.push_back(option("domain-name-servers", words));
    }
    if (!site.domain.empty()) items.push_back(option("domain-name", {site.domain}));
    if (network.mtu != 1500) items.push_back(option("interface-mtu", {std::to_string(network.mtu)}));
    mark_all_but_last(items);
    return items;
}

// An address is reserved once, so of a bond only the NIC that boots first has it.
std::vector<Values> hosts(const Site& site) {
    std::vector<Values> items;
    for (const auto& host : boot_hosts(site))
        items.push_back(Values()
                            .text("mac", format_mac_address(host.macs.front()))
                            .text("address", format_ip_address(host.address))
                            .flag("has_name", !host.name.empty())
                            .text("name", host.name));
    mark_all_but_last(items);
    return items;
}

}  // namespace

std::string render_kea(const Site& site, const ServerPaths& paths) {
    static const TextTemplate file("kea-dhcp4.conf", embedded::pxe_files("templates/kea-dhcp4.conf"), escape_json);
    const Network& network = boot_network(site);
    const Lease lease = network.lease.value_or(Lease{});
    return file.render(Values()
                           .text("interface", site.provisioner.interface)
                           .text("leases", paths.leases())
                           .text("log", paths.kea_log())
                           .text("server", server_url(site))
                           .text("server_address", format_ip_address(site.provisioner.address))
                           .text("subnet", format_cidr(network.cidr))
                           .flag("has_lease", network.lease.has_value())
                           .text("lease_from", format_ip_address(lease.from))
                           .text("lease_to", format_ip_address(lease.to))
                           .text("lease_seconds", std::to_string(lease.time.count()))
                           .list("options", options(site, network))
                           .list("hosts", hosts(site)));
}

}  // namespace site
