#include "pxe/dnsmasq.hpp"

#include "pxe/boot_network.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe_files.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

using Values = TemplateValues;

std::vector<Values> host_values(const Site& site) {
    std::vector<Values> hosts;
    for (const auto& host : boot_hosts(site)) {
        std::vector<Values> macs;
        for (const auto& mac : host.macs) macs.push_back(Values().text("mac", format_mac_address(mac)));
        hosts.push_back(Values()
                            .list("macs", std::move(macs))
                            .text("address", format_ip_address(host.address))
                            .flag("has_name", !host.name.empty())
                            .text("name", host.name));
    }
    return hosts;
}

void add_options(Values& values, const Site& site, const Network& network) {
    std::vector<Values> name_servers;
    for (const auto& server : network.name_servers)
        name_servers.push_back(Values().text("address", format_ip_address(server)));
    values.flag("has_gateway", network.gateway.has_value())
        .text("gateway", format_ip_address(network.gateway.value_or(IpAddress{})))
        .flag("has_name_servers", !name_servers.empty())
        .list("name_servers", std::move(name_servers))
        .flag("has_domain", !site.domain.empty())
        .text("domain", site.domain)
        .flag("has_mtu", network.mtu != 1500)
        .text("mtu", std::to_string(network.mtu));
}

}  // namespace

std::string render_dnsmasq(const Site& site, const ServerPaths& paths) {
    static const TextTemplate file("dnsmasq.conf", embedded::pxe_files("templates/dnsmasq.conf"), escape_dnsmasq);
    const Network& network = boot_network(site);
    const bool serves = site.provisioner.dhcp == DhcpServer::dnsmasq;
    const bool proxies = site.provisioner.dhcp == DhcpServer::proxy;
    const Lease lease = network.lease.value_or(Lease{});
    Values values;
    values.text("interface", site.provisioner.interface)
        .text("pid", paths.dnsmasq_pid())
        .text("log", paths.dnsmasq_log())
        .text("tftp", paths.tftp())
        .text("ra_prefix", router_prefix(site))
        .flag("serves_dhcp", serves)
        .flag("answers_pxe", serves || proxies)
        .flag("proxies_dhcp", proxies)
        .text("leases", paths.leases())
        .flag("has_lease", network.lease.has_value())
        .text("lease_from", format_ip_address(lease.from))
        .text("lease_to", format_ip_address(lease.to))
        .text("lease_seconds", std::to_string(lease.time.count()))
        .text("network", format_ip_address(network.cidr.network))
        .text("netmask", format_ip_address(network.cidr.netmask()))
        .text("server", server_url(site))
        .list("hosts", serves ? host_values(site) : std::vector<Values>{});
    add_options(values, site, network);
    return file.render(values);
}

}  // namespace site
