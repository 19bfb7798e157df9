// Where the provisioner's servers keep their files.
#pragma once

#include <string>

namespace site {

/// All below one folder. nginx's worker is www-data: `state` needs mode 0711 or more, serve/ 0755, serve.sock must be
/// writable for it. Nothing below tftp/ and serve/ is secret.
struct ServerPaths {
    std::string state;                                    ///< absolute: "/var/lib/sitekit/demo"
    std::string tftp() const { return state + "/tftp"; }  ///< undionly.kpxe, snponly.efi
    std::string serve() const {
        return state + "/serve";
    }  ///< nginx's root: boot.ipxe, images/snponly.efi (UEFI HTTP boot), images/NAME/...
    std::string images() const { return serve() + "/images"; }
    std::string dnsmasq_config() const { return state + "/server/dnsmasq.conf"; }
    std::string kea_config() const { return state + "/server/kea-dhcp4.conf"; }
    std::string nginx_config() const { return state + "/server/nginx.conf"; }
    std::string dnsmasq_log() const { return state + "/log/dnsmasq.log"; }
    std::string kea_log() const { return state + "/log/kea-dhcp4.log"; }
    std::string access_log() const { return state + "/log/nginx-access.log"; }
    std::string error_log() const { return state + "/log/nginx-error.log"; }
    std::string run() const {
        return state + "/run";
    }  ///< KEA_PIDFILE_DIR and KEA_LOCKFILE_DIR, nginx's temporary files
    std::string dnsmasq_pid() const { return run() + "/dnsmasq.pid"; }
    std::string nginx_pid() const { return run() + "/nginx.pid"; }
    std::string serve_socket() const { return run() + "/serve.sock"; }  ///< of `siteinit serve`
    std::string leases() const { return run() + "/leases"; }
};

}  // namespace site
