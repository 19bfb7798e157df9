#include "pxe/server_log.hpp"

#include <vector>

#include "core/ip_address.hpp"
#include "core/mac_address.hpp"

namespace site {
namespace {

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        const auto start = text.find_first_not_of(' ');
        if (start == std::string_view::npos) return words;
        text.remove_prefix(start);
        const auto end = text.find(' ');
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(end);
    }
}

std::string base_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::optional<ServerLogEvent> parse_dhcp(std::string_view message) {
    const auto words = split_words(message);
    for (std::size_t i = 0; i < words.size() && i < 2; ++i) {
        const bool given = words[i].starts_with("DHCPACK("), refused = words[i].starts_with("DHCPNAK(");
        const bool discover = words[i].starts_with("DHCPDISCOVER(") && message.ends_with("no address available");
        if (!given && !refused && !discover) continue;
        ServerLogEvent event;
        event.kind = given ? ServerLogEvent::Kind::address_given : ServerLogEvent::Kind::address_refused;
        event.text = std::string(message);
        for (const auto word : words) {
            if (const auto mac = parse_mac_address(word); mac && event.mac.empty()) event.mac = format_mac_address(*mac);
            if (event.address.empty() && parse_ip_address(word)) event.address = std::string(word);
        }
        if (!event.mac.empty()) return event;
    }
    return std::nullopt;
}

std::optional<ServerLogEvent> parse_tftp(std::string_view message) {
    const auto words = split_words(message);
    ServerLogEvent event;
    event.text = std::string(message);
    if (words.size() == 4 && words[0] == "sent" && words[2] == "to" && parse_ip_address(words[3])) {
        event.kind = ServerLogEvent::Kind::file_sent;
        event.file = base_name(words[1]);
        event.address = std::string(words[3]);
        return event;
    }
    const bool failed = message.starts_with("failed sending ") || (message.starts_with("file ") && message.find(" not found") != std::string_view::npos);
    if (!failed) return std::nullopt;
    event.kind = ServerLogEvent::Kind::file_failed;
    for (const auto word : words) {
        if (parse_ip_address(word)) event.address = std::string(word);
        else if (word.starts_with('/')) event.file = base_name(word);
    }
    if (event.address.empty()) return std::nullopt;
    return event;
}

}  // namespace

std::optional<ServerLogEvent> parse_dnsmasq_line(std::string_view line) {
    constexpr std::string_view dhcp = " dnsmasq-dhcp[", tftp = " dnsmasq-tftp[";
    const auto dhcp_at = line.find(dhcp), tftp_at = line.find(tftp);
    const auto at = std::min(dhcp_at, tftp_at);
    if (at == std::string_view::npos) return std::nullopt;
    const auto message_at = line.find("]: ", at);
    if (message_at == std::string_view::npos) return std::nullopt;
    const auto message = line.substr(message_at + 3);
    return dhcp_at < tftp_at ? parse_dhcp(message) : parse_tftp(message);
}

}  // namespace site
