#include "siteinit/render_site.hpp"

#include "core/error.hpp"
#include "images/answers.hpp"
#include "images/dom0_files.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe/dnsmasq.hpp"
#include "pxe/kea.hpp"
#include "pxe/nginx.hpp"

namespace site {
namespace {

void render_servers(const Site& site, const ServerPaths& paths, const Sink& sink) {
    sink({"server/boot.ipxe", 0644, render_boot_ipxe(site)});
    sink({"server/dnsmasq.conf", 0644, render_dnsmasq(site, paths)});
    if (site.provisioner.dhcp == DhcpServer::kea) sink({"server/kea-dhcp4.conf", 0644, render_kea(site, paths)});
    sink({"server/nginx.conf", 0644, render_nginx(site, paths)});
}

void render_node(const Site& site, const Node& node, const Dom0Context& context, const Sink& sink) {
    static const std::string no_hash(64, '0'), no_job(32, '0');
    const auto folder = "nodes/" + node.name + "/";
    const bool installed = cannot_install(site, node).empty();
    if (installed) sink({folder + "answers", 0644, render_answers(site, node, no_hash, no_hash, no_job)});
    sink({folder + "bmc", 0644, render_bmc(node)});
    if (installed) sink({folder + "install.ipxe", 0644, render_install_script(site, node, "TOKEN")});
    for (auto& file : render_dom0_files(site, node, context)) {
        file.path.insert(0, folder + "root/");
        sink(file);
    }
}

}  // namespace

void render_site(const Site& site, const RenderContext& context, const Sink& sink) {
    render_servers(site, context.paths, sink);
    const Dom0Context dom0{context.site_public_key};
    for (auto& file : render_shared_files(site, dom0)) {
        file.path.insert(0, "shared/root/");
        sink(file);
    }
    for (const auto& node : site.nodes) {
        try {
            render_node(site, node, dom0, sink);
        } catch (const Error& error) {
            throw error.with_context("node " + node.name);
        }
    }
}

}  // namespace site
