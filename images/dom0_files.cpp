#include "images/dom0_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/command.hpp"
#include "images/interfaces.hpp"
#include "images_files.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

using Values = TemplateValues;

TextTemplate file_template(const std::string& name, Escape escape) {
    return {name, embedded::images_files("dom0-files/" + name), escape};
}

/// The networks of a node, the management network first, each once.
std::vector<const Network*> networks_of(const Site& site, const Node& node) {
    std::vector<const Network*> networks;
    const auto add = [&](const Nic& nic) {
        const Network* network = nic.network ? find_network(site, nic.network.name) : nullptr;
        if (network && std::find(networks.begin(), networks.end(), network) == networks.end())
            networks.push_back(network);
    };
    if (const Nic* nic = management_nic(site, node)) add(*nic);
    for (const auto& nic : node.nics) add(nic);
    return networks;
}

/// One value per item, each once, in the order found.
std::vector<Values> distinct_addresses(const std::vector<std::string>& addresses) {
    std::vector<Values> items;
    for (auto at = addresses.begin(); at != addresses.end(); ++at)
        if (std::find(addresses.begin(), at, *at) == at) items.push_back(Values().text("address", *at));
    return items;
}

std::string render_resolv_conf(const Site& site, const std::vector<const Network*>& networks) {
    static const auto file = file_template("resolv.conf", escape_word);
    std::vector<std::string> servers;
    for (const auto* network : networks)
        for (const auto& server : network->name_servers) servers.push_back(format_ip_address(server));
    return file.render(Values()
                           .flag("has_domain", !site.domain.empty())
                           .text("domain", site.domain)
                           .list("servers", distinct_addresses(servers)));
}

/// Empty: no time servers are given; the image's own configuration stays.
std::string render_chrony_conf(const std::vector<const Network*>& networks) {
    static const auto file = file_template("chrony.conf", escape_word);
    std::vector<std::string> servers;
    for (const auto* network : networks)
        servers.insert(servers.end(), network->time_servers.begin(), network->time_servers.end());
    if (servers.empty()) return {};
    return file.render(Values().list("servers", distinct_addresses(servers)));
}

/// dom0_mem takes K, M and G; the least unit that holds it exactly is K.
std::string xen_memory(Size size) {
    return size.bytes % (1 << 20) == 0 ? fmt::format("{}M", size.bytes >> 20) : fmt::format("{}K", size.bytes >> 10);
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
        if (part.empty()) continue;
        if (!text.empty()) text += ' ';
        text += part;
    }
    return text;
}

std::string render_grub_cfg(const Node& node, const Image& image) {
    static const auto file = file_template("grub.cfg", escape_grub);
    const bool xen = runs_xen(node);
    const auto memory = xen_memory(image.dom0_memory);
    const auto vcpus = image.dom0_vcpus > 0 ? fmt::format("dom0_max_vcpus={}", image.dom0_vcpus) : "";
    const auto common =
        joined({"net.ifnames=0 quiet loglevel=4 fsck.repair=yes", image.kernel_arguments, node.kernel_arguments});
    return file.render(Values()
                           .flag("xen", xen)
                           .text("kernel_arguments", "console=tty0 console=ttyS0,115200n8 " + common)
                           .text("dom0_arguments", "console=hvc0 " + common)
                           .text("xen_arguments", joined({fmt::format("dom0_mem={},max:{}", memory, memory), vcpus,
                                                          "com1=115200,8n1 console=com1,vga loglvl=warning",
                                                          image.xen_arguments, node.xen_arguments})));
}

std::string render_nics(const Node& node) {
    static const auto file = file_template("nics", escape_word);
    std::vector<Values> nics;
    for (const auto& nic : node.nics)
        if (nic.mac) nics.push_back(Values().text("mac", format_mac_address(*nic.mac)).text("name", nic.name));
    return file.render(Values().list("nics", std::move(nics)));
}

std::string render_node_facts(const Site& site, const Node& node) {
    static const auto file = file_template("node", escape_sh);
    std::string roles;
    for (const auto role : node.roles) roles = joined({roles, format(role)});
    return file.render(Values()
                           .text("site", site.name)
                           .text("domain", site.domain)
                           .text("node", node.name)
                           .text("roles", roles)
                           .text("rack", node.rack));
}

Values host_values(const Site& site, IpAddress address, const std::string& name) {
    std::vector<Values> names;
    if (!site.domain.empty()) names.push_back(Values().text("name", name + "." + site.domain));
    names.push_back(Values().text("name", name));
    return Values().text("address", format_ip_address(address)).list("names", std::move(names));
}

std::string render_hosts(const Site& site) {
    static const auto file = file_template("hosts", escape_word);
    std::vector<Values> hosts;
    if (!site.provisioner.host.empty())
        hosts.push_back(host_values(site, site.provisioner.address, site.provisioner.host));
    for (const auto& node : site.nodes)
        if (const Nic* nic = management_nic(site, node); nic && nic->address)
            hosts.push_back(host_values(site, *nic->address, node.name));
    return file.render(Values().list("hosts", std::move(hosts)));
}

std::string render_authorized_keys(const Site& site, const Dom0Context& context) {
    static const auto file = file_template("authorized_keys", escape_line);
    std::vector<Values> keys;
    if (!context.site_public_key.empty()) keys.push_back(Values().text("key", context.site_public_key));
    for (const auto& one : site.operators) keys.push_back(Values().text("key", one.key));
    return file.render(Values().list("keys", std::move(keys)));
}

RenderedFile constant_file(const std::string& path, const std::string& name, int mode = 0644) {
    return {path, mode, std::string(embedded::images_files("dom0-files/" + name))};
}

void sort_by_path(std::vector<RenderedFile>& files) {
    std::sort(files.begin(), files.end(), [](const RenderedFile& a, const RenderedFile& b) { return a.path < b.path; });
}

std::string ipmi_line(const Node& node, const std::vector<std::string>& words) {
    std::vector<std::string> argv{"ipmitool", "-I", "lanplus", "-H",
                                  node.bmc.address ? format_ip_address(*node.bmc.address) : ""};
    if (node.bmc.port != 0) argv.insert(argv.end(), {"-p", std::to_string(node.bmc.port)});
    if (!node.bmc.user.empty()) argv.insert(argv.end(), {"-U", node.bmc.user});
    if (!node.bmc.password_file.empty()) argv.insert(argv.end(), {"-f", node.bmc.password_file});
    argv.insert(argv.end(), words.begin(), words.end());
    return format_command(argv) + '\n';
}

std::string render_ipmi(const Node& node) {
    std::vector<std::string> boot{"chassis", "bootdev", "pxe"};
    if (node.firmware == Firmware::uefi) boot.push_back("options=efiboot");
    return "# once, for an installation\n" + ipmi_line(node, boot) + ipmi_line(node, {"chassis", "power", "cycle"}) +
           "# status\n" + ipmi_line(node, {"chassis", "power", "status"});
}

}  // namespace

std::vector<RenderedFile> render_dom0_files(const Site& site, const Node& node, const Dom0Context&) {
    static const auto hostname = TextTemplate("hostname", "{{name}}\n", escape_word);
    const auto networks = networks_of(site, node);
    const Image* image = find_image(site, node.image.name);
    std::vector<RenderedFile> files{
        {"etc/default/grub.d/site.cfg", 0644, render_grub_cfg(node, image ? *image : Image{})},
        {"etc/hostname", 0644, hostname.render(Values().text("name", node.name))},
        {"etc/network/interfaces", 0644, render_interfaces(site, node)},
        {"etc/resolv.conf", 0644, render_resolv_conf(site, networks)},
        {"etc/sitekit/nics", 0644, render_nics(node)},
        {"etc/sitekit/node", 0644, render_node_facts(site, node)},
    };
    if (auto chrony = render_chrony_conf(networks); !chrony.empty())
        files.push_back({"etc/chrony/chrony.conf", 0644, std::move(chrony)});
    sort_by_path(files);
    return files;
}

std::vector<RenderedFile> render_shared_files(const Site& site, const Dom0Context& context) {
    std::vector<RenderedFile> files{
        {"etc/hosts", 0644, render_hosts(site)},
        {"root/.ssh/authorized_keys", 0600, render_authorized_keys(site, context)},
        constant_file("etc/default/xendomains", "xendomains"),
        constant_file("etc/ssh/sshd_config.d/site.conf", "sshd.conf"),
        constant_file("etc/systemd/system/networking.service.d/sitekit.conf", "networking.conf"),
        constant_file("etc/xen/xl.conf", "xl.conf"),
        constant_file("usr/local/lib/sitekit/name-nics", "name-nics", 0755),
    };
    sort_by_path(files);
    return files;
}

std::string render_bmc(const Node& node) {
    const auto network = node.firmware == Firmware::uefi ? "by UEFI PXE" : "by BIOS PXE";
    switch (node.bmc.kind) {
        case BmcKind::manual:
            return fmt::format("# no controller: boot {} from the network once, {}, by hand\n", node.name, network);
        case BmcKind::ipmi:
            return render_ipmi(node);
        case BmcKind::redfish:
            return fmt::format("# Redfish at https://{}/redfish/v1/: boot once from the network ({}), then reset\n",
                               node.bmc.address ? format_ip_address(*node.bmc.address) : "", network);
        case BmcKind::fence:
            return fmt::format("# parameters go by standard input; the boot device ({}) is set in the firmware\n{}\n",
                               network, format_command({node.bmc.agent}));
    }
    return {};
}

}  // namespace site
