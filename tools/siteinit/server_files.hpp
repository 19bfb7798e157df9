// The provisioner's own files, folders and services, as plan_servers wishes them and site_queries asks for them.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"
#include "plan/step.hpp"
#include "pxe/server_paths.hpp"

namespace site {

inline constexpr const char* ipv6_table = "/proc/net/if_inet6";   ///< the IPv6 addresses of this machine

std::vector<MakeFolder> server_folders(const ServerPaths& paths);
std::vector<FileContent> server_files(const Site& site, const ServerPaths& paths);   ///< absolute paths
std::vector<CopyFile> loader_files(const ServerPaths& paths);
std::vector<std::string> service_names(const Site& site);                            ///< serve, nginx, dnsmasq, kea
std::string service_pid_file(const ServerPaths& paths, const std::string& name);

}  // namespace site
