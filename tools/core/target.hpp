// How a node is reached: by its management controller, and by ssh.
#pragma once

#include <map>
#include <string>

namespace site {

/// Where and how a node's power is switched; `kind` selects the adapter ("ipmi", "manual", later "redfish", "fence").
struct PowerTarget {
    std::string node;
    std::string kind;
    std::string address;
    int port = 0;                 ///< 0: the protocol's own
    std::string user;
    std::string password_file;
    std::string agent;
    std::map<std::string, std::string> options;
    bool uefi = false;
};

/// A node as ssh sees it. The host key is compared before anything is authenticated or sent; there is no "accept on first sight".
struct SshTarget {
    std::string node;
    std::string address;
    int port = 22;
    std::string user = "root";
    std::string host_key;          ///< "ssh-ed25519 AAAA..."
    std::string identity_file;     ///< private key, mode 0600
};

}  // namespace site
