// What dnsmasq's log says about nodes on their way: addresses given out, loaders sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace site {

struct ServerLogEvent {
    enum class Kind {
        address_given,     ///< DHCPACK: mac and address are known
        address_refused,   ///< DHCPNAK, or "no address available"
        file_sent,         ///< TFTP: address and file are known
        file_failed,       ///< TFTP: the client went away or the file is not there; text says it
    } kind = Kind::address_given;
    std::string mac, address, file, text;
};

/// One line of dnsmasq 2.90 with log-dhcp, as "Nov 21 03:00:00 dnsmasq-dhcp[7]: 99 DHCPACK(br0) 10.77.0.11 52:54:00:77:00:11 node1" or
/// "... dnsmasq-tftp[7]: sent /srv/tftp/snponly.efi to 10.77.0.12". Absent for every other line. `file` is the name without its folder.
std::optional<ServerLogEvent> parse_dnsmasq_line(std::string_view line);

}  // namespace site
