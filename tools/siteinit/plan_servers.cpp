#include <algorithm>

#include "core/sha256.hpp"
#include "pxe/boot_network.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe/dnsmasq.hpp"
#include "pxe/kea.hpp"
#include "pxe/nginx.hpp"
#include "siteinit/plan_site.hpp"
#include "siteinit/server_files.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

struct Service {
    std::string name;
    std::vector<std::string> argv;
    std::vector<std::string> test;      ///< the program's own check of its configuration
    std::string config;                 ///< text, part of the digest
};

std::vector<Service> wished_services(const Site& site, const PlanContext& context) {
    const auto& paths = context.paths;
    std::vector<Service> services{
        {"serve", {context.program, "serve", "--state", paths.state}, {}, context.program_digest},
        {"nginx", {"nginx", "-c", paths.nginx_config(), "-g", "daemon off;"}, {"nginx", "-t", "-q", "-c", paths.nginx_config()}, render_nginx(site, paths)},
        {"dnsmasq", {"dnsmasq", "--keep-in-foreground", "--conf-file=" + paths.dnsmasq_config()}, {"dnsmasq", "--test", "--conf-file=" + paths.dnsmasq_config()},
         render_dnsmasq(site, paths)},
    };
    if (site.provisioner.dhcp == DhcpServer::kea) {
        const std::vector<std::string> environment{"env", "KEA_PIDFILE_DIR=" + paths.run(), "KEA_LOCKFILE_DIR=" + paths.run(), "kea-dhcp4"};
        auto run = environment, test = environment;
        run.insert(run.end(), {"-c", paths.kea_config()});
        test.insert(test.end(), {"-t", paths.kea_config()});
        services.push_back({"kea", run, test, render_kea(site, paths)});
    }
    return services;
}

std::string digest_of(const Service& service) {
    std::string text = service.config;
    for (const auto& argument : service.argv) text += '\0' + argument;
    return sha256(text);
}

/// The addresses of an interface in /proc/net/if_inet6, 32 hex digits each: "fd5e0a4d000000000000000000000001 04 40 00 80 prov0".
std::vector<std::string> ipv6_addresses(const std::string& table, const std::string& interface) {
    std::vector<std::string> addresses;
    for (std::size_t at = 0; at < table.size();) {
        const auto end = std::min(table.find('\n', at), table.size());
        const auto line = table.substr(at, end - at);
        if (line.size() > 32 && line.substr(line.rfind(' ') + 1) == interface) addresses.push_back(line.substr(0, 32));
        at = end + 1;
    }
    return addresses;
}

}  // namespace

std::string service_pid_file(const ServerPaths& paths, const std::string& name) { return paths.run() + "/service-" + name + ".pid"; }

std::vector<std::string> service_names(const Site& site) {
    std::vector<std::string> names{"serve", "nginx", "dnsmasq"};
    if (site.provisioner.dhcp == DhcpServer::kea) names.push_back("kea");
    return names;
}

std::vector<FileContent> server_files(const Site& site, const ServerPaths& paths) {
    std::vector<FileContent> files{
        {paths.dnsmasq_config(), render_dnsmasq(site, paths), 0644},
        {paths.nginx_config(), render_nginx(site, paths), 0644},
        {paths.serve() + "/boot.ipxe", render_boot_ipxe(site), 0644},
    };
    if (site.provisioner.dhcp == DhcpServer::kea) files.push_back({paths.kea_config(), render_kea(site, paths), 0644});
    return files;
}

std::vector<CopyFile> loader_files(const ServerPaths& paths) {
    return {{"/usr/lib/ipxe/undionly.kpxe", paths.tftp() + "/undionly.kpxe", 0644},
            {"/usr/lib/ipxe/snponly.efi", paths.tftp() + "/snponly.efi", 0644},
            {"/usr/lib/ipxe/snponly.efi", paths.images() + "/snponly.efi", 0644}};
}

std::vector<MakeFolder> server_folders(const ServerPaths& paths) {
    return {{paths.state, 0711},        {paths.state + "/keys", 0700}, {paths.state + "/jobs", 0700}, {paths.state + "/server", 0755},
            {paths.state + "/log", 0755}, {paths.tftp(), 0755},          {paths.serve(), 0755},         {paths.images(), 0755},
            {paths.run(), 0755}};
}

void plan_servers(const Site& site, const PlanContext& context, const Observed& observed, PlanBuilder& plan) {
    const auto& paths = context.paths;
    std::vector<std::string> all;
    const auto add = [&](Step step) {
        all.push_back(step.id);
        plan.add(std::move(step));
    };
    const auto seen = [&](const std::string& path) {
        const auto found = observed.files.find(path);
        return found == observed.files.end() ? FileSeen{} : found->second;
    };
    std::vector<std::string> folders;
    for (const auto& folder : server_folders(paths)) {
        if (seen(folder.path).exists) continue;
        folders.push_back("server/folder/" + folder.path.substr(folder.path.rfind('/') + 1));
        add({folders.back(), "make folder " + folder.path, folder});
    }
    if (!context.parts.empty() && context.parts.count("dhcp") == 0) {
        plan.add({servers_ready, "the provisioner's folders are there", Milestone{}, all});
        return;
    }
    if (!context.site_key_there) {
        const auto key = paths.state + "/keys/site_ed25519";
        add({"server/site-key", "make the key by which the tools log in to nodes",
             RunCommand{{{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "sitekit@" + site.name, "-f", key}}}, folders});
    }
    auto before_services = folders;
    for (const auto& file : server_files(site, paths)) {
        const auto now = seen(file.path);
        if (now.exists && now.digest == sha256(file.content)) continue;
        const auto id = "server/file/" + file.path.substr(paths.state.size() + 1);
        before_services.push_back(id);
        add({id, (now.exists ? "change " : "write ") + file.path, WriteFile{file, now.content}, folders});
    }
    for (const auto& copy : loader_files(paths)) {
        if (seen(copy.to).exists && seen(copy.to).digest == seen(copy.from).digest) continue;
        const auto id = "server/loader/" + copy.to.substr(paths.state.size() + 1);
        before_services.push_back(id);
        add({id, "copy " + copy.from + " to " + copy.to, copy, folders});
    }
    // Without IPv6 on the interface there is nothing to advertise, and boots take longer: no fault.
    const auto& interface = site.provisioner.interface;
    const auto ipv6 = ipv6_addresses(seen(ipv6_table).content, interface);
    const auto wished = router_address_digits(site);
    if (!ipv6.empty() && std::find(ipv6.begin(), ipv6.end(), wished) == ipv6.end()) {
        before_services.push_back("server/router-address");
        add({before_services.back(), "give " + interface + " the address for router advertisements, for which iPXE waits 15 s otherwise",
             RunCommand{{{"ip", "-6", "address", "replace", router_address(site), "dev", interface, "nodad"}}}});
    }
    for (const auto& service : wished_services(site, context)) {
        const auto running = observed.services.find(service.name);
        const auto started = context.service_digests.find(service.name);
        const auto digest = digest_of(service);
        const bool runs = running != observed.services.end() && running->second.running;
        if (runs && started != context.service_digests.end() && started->second == digest) continue;
        auto after = before_services;
        if (!service.test.empty()) {
            after.push_back("server/" + service.name + "/test");
            add({after.back(), "let " + service.name + " check its configuration", RunCommand{{service.test}}, before_services});
        }
        if (service.name != "serve" && plan.has("server/serve/start")) after.push_back("server/serve/start");
        StartService start{service.name, service.argv, service_pid_file(paths, service.name), paths.state + "/log/" + service.name + ".out", digest};
        add({"server/" + service.name + "/start", std::string(runs ? "restart " : "start ") + service.name, start, after, "",
             Danger::none, "", 1s});
    }
    plan.add({servers_ready, "the provisioning servers run", Milestone{}, all});
}

}  // namespace site
