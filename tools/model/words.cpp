#include "model/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/ip_address.hpp"
#include "core/mac_address.hpp"
#include "core/name.hpp"
#include "core/size.hpp"

namespace site {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alphanumeric(char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }

/// Letters, digits and `more`, 1..longest.
bool made_of(std::string_view text, std::string_view more, std::size_t longest) {
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alphanumeric(c) || more.find(c) != std::string_view::npos;
    });
}

template <typename Rule>
bool all_words(std::string_view text, Rule rule) {
    const auto words = split_words(text);
    return !words.empty() && words.size() <= 256 &&
           std::all_of(words.begin(), words.end(), [&](const std::string& word) { return rule(word); });
}

}  // namespace

bool is_line(std::string_view text) {
    return text.size() <= 1024 && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

bool is_arguments(std::string_view text) {
    return text.size() <= 1024 && std::all_of(text.begin(), text.end(), [](char c) {
               return c >= 0x20 && c < 0x7f && std::string_view("\"'\\;&|<>$`").find(c) == std::string_view::npos;
           });
}

bool is_serial(std::string_view text) { return made_of(text, "_.:+-", 64); }

bool is_key_line(std::string_view text) {
    constexpr std::array<std::string_view, 7> types{"ssh-ed25519",
                                                    "ssh-rsa",
                                                    "ecdsa-sha2-nistp256",
                                                    "ecdsa-sha2-nistp384",
                                                    "ecdsa-sha2-nistp521",
                                                    "sk-ssh-ed25519@openssh.com",
                                                    "sk-ecdsa-sha2-nistp256@openssh.com"};
    const auto space = text.find(' ');
    if (space == std::string_view::npos || text.size() > 4000) return false;
    if (std::find(types.begin(), types.end(), text.substr(0, space)) == types.end()) return false;
    const auto rest = text.substr(space + 1);
    const auto end = rest.find(' ');
    auto key = rest.substr(0, end);
    if (key.size() % 4 != 0 || key.size() < 16 || key.substr(0, 4) != "AAAA") return false;
    for (int i = 0; i < 2 && key.back() == '='; ++i) key.remove_suffix(1);
    const auto comment = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return made_of(key, "+/", 4000) && std::all_of(comment.begin(), comment.end(), [](char c) {
               return c >= 0x20 && c < 0x7f && std::string_view("\"'\\`$").find(c) == std::string_view::npos;
           });
}

bool is_package(std::string_view text) {
    return text.size() >= 2 && text.size() <= 128 && (is_lower(text[0]) || is_digit(text[0])) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

bool is_module(std::string_view text) { return made_of(text, "_-", 64) && text.front() != '-'; }
bool is_user(std::string_view text) { return made_of(text, "_.@-", 32) && text.front() != '-'; }

bool is_agent(std::string_view text) {
    constexpr std::string_view start = "fence_";
    return text.size() > start.size() && text.size() <= 64 && text.substr(0, start.size()) == start &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_volume_group(std::string_view text) {
    return made_of(text, "+_.-", 127) && text.front() != '-' && text != "." && text != "..";
}

bool is_file(std::string_view text) {
    if (text.empty() || text.front() == '/') return is_safe_path(text) && text.size() > 1;
    return text.front() != '-' && is_safe_path("/" + std::string(text));
}

bool is_file_below(std::string_view text) { return is_file(text) && text.front() != '/'; }
bool is_host(std::string_view text) { return parse_ip_address(text) || (is_domain(text) && !is_digit(text.back())); }

std::optional<std::uint64_t> parse_number(std::string_view text) {
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    return number;
}

std::optional<std::chrono::seconds> parse_time(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::uint64_t unit = 1;
    if (const auto found = std::string_view("smhd").find(text.back()); found != std::string_view::npos) {
        unit = std::array<std::uint64_t, 4>{1, 60, 3600, 86400}[found];
        text.remove_suffix(1);
    }
    constexpr std::uint64_t ten_years = 315360000;
    const auto number = parse_number(text);
    if (!number || *number > ten_years / unit) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(*number * unit));
}

std::optional<double> parse_fraction(std::string_view text) {
    const auto dot = text.find('.');
    const auto whole = parse_number(text.substr(0, dot));
    if (!whole || *whole > 1000 || text.size() > 12) return std::nullopt;
    if (dot == std::string_view::npos) return static_cast<double>(*whole);
    const auto digits = text.substr(dot + 1);
    const auto part = parse_number(digits);
    if (!part) return std::nullopt;
    double scale = 1;
    for (std::size_t i = 0; i < digits.size(); ++i) scale *= 10;
    return static_cast<double>(*whole) + static_cast<double>(*part) / scale;
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "yes") return true;
    if (text == "no") return false;
    return std::nullopt;
}

std::optional<int> parse_mode(std::string_view text) {
    if (text.size() < 3 || text.size() > 4) return std::nullopt;
    int mode = 0;
    for (const char c : text) {
        if (c < '0' || c > '7') return std::nullopt;
        mode = mode * 8 + (c - '0');
    }
    return mode;
}

namespace {

std::optional<ValueFault> unless(bool good, const AttributeRule& rule, std::string_view text, std::string_view name,
                                 std::string_view is_not, std::string_view hint) {
    if (good) return std::nullopt;
    return ValueFault{name, fmt::format("{}=\"{}\" is not {}", rule.name, text, is_not), std::string(hint)};
}

std::optional<ValueFault> check_number(const AttributeRule& rule, std::string_view text) {
    const auto number = parse_number(text);
    if (!number)
        return unless(false, rule, text, "bad-number", "a number", fmt::format("write {} to {}", rule.low, rule.high));
    if (*number >= rule.low && *number <= rule.high) return std::nullopt;
    return ValueFault{"bad-number", fmt::format("{}=\"{}\" is out of range", rule.name, text),
                      fmt::format("it may be {} to {}", rule.low, rule.high)};
}

std::optional<ValueFault> check_size(const AttributeRule& rule, std::string_view text) {
    const auto size = parse_size(text);
    if (!size) return unless(false, rule, text, "bad-size", "a size", "write a number with K, M, G or T, as in 512M");
    if (size->bytes >= rule.low && size->bytes <= rule.high) return std::nullopt;
    return ValueFault{"bad-size",
                      fmt::format("{}=\"{}\" is too {}", rule.name, text, size->bytes < rule.low ? "small" : "large"),
                      fmt::format("it may be {} to {}", format_size(Size{rule.low}), format_size(Size{rule.high}))};
}

std::optional<ValueFault> check_words(const AttributeRule& rule, std::string_view text) {
    const auto choice = split_words(rule.words);
    const auto words = rule.kind == Kind::word ? std::vector<std::string>{std::string(text)} : split_words(text);
    for (const auto& word : words) {
        if (std::find(choice.begin(), choice.end(), word) != choice.end()) continue;
        auto hint = did_you_mean(word, choice);
        if (hint.empty()) hint = fmt::format("it may be {}", fmt::join(choice.begin(), choice.end(), ", "));
        return ValueFault{"bad-word", fmt::format("{}=\"{}\": \"{}\" is not known here", rule.name, text, word), hint};
    }
    return std::nullopt;
}

std::optional<ValueFault> check_cidr(const AttributeRule& rule, std::string_view text) {
    const auto cidr = parse_cidr(text);
    if (!cidr)
        return unless(false, rule, text, "bad-network", "an IPv4 network",
                      "write 10.0.0.0/24, with no bits set after the prefix");
    const auto first = cidr->network.value >> 24;
    return unless(cidr->prefix >= 8 && cidr->prefix <= 30 && first != 0 && first != 127 && first < 224, rule, text,
                  "bad-network", "a network that hosts can be on",
                  "the prefix may be 8 to 30, and neither loopback nor multicast");
}

std::optional<ValueFault> check_mac(const AttributeRule& rule, std::string_view text) {
    const auto mac = parse_mac_address(text);
    if (!mac)
        return unless(false, rule, text, "bad-mac", "an Ethernet address",
                      "write six pairs of hex digits, as in 52:54:00:77:00:11");
    return unless(!mac->is_multicast() && mac->value != 0, rule, text, "bad-mac", "the address of one machine",
                  "the first pair must be even, and not all may be zero");
}

}  // namespace

std::optional<ValueFault> check_value(const AttributeRule& rule, std::string_view text) {
    const auto good = [&](bool is, std::string_view name, std::string_view is_not, std::string_view hint) {
        return unless(is, rule, text, name, is_not, hint);
    };
    const std::string_view labels = "use lower-case letters, digits and hyphens, 63 at most";
    const std::string_view path_hint = "use letters, digits and _ . / + : @ -, without . or .. as a part";
    switch (rule.kind) {
        case Kind::name:
            return good(is_name(text), "bad-name", "a name", labels);
        case Kind::loose_name:
            return good(is_loose_name(text), "bad-name", "a name", "use letters, digits and - _ . inside, 63 at most");
        case Kind::domain:
            return good(is_domain(text), "bad-name", "a domain",
                        "join labels of lower-case letters, digits and hyphens by dots");
        case Kind::interface:
            return good(is_interface_name(text), "bad-interface", "an interface name",
                        "use 1 to 15 letters, digits and - _ .");
        case Kind::interfaces:
            return good(all_words(text, is_interface_name), "bad-interface", "a list of interface names",
                        "separate them by spaces");
        case Kind::cidr:
            return check_cidr(rule, text);
        case Kind::address:
            return good(parse_ip_address(text).has_value(), "bad-address", "an IPv4 address",
                        "write four numbers, as in 10.77.0.11");
        case Kind::address_or_dhcp:
            return good(text == "dhcp" || parse_ip_address(text), "bad-address", "an IPv4 address",
                        "write four numbers, as in 10.77.0.11, or dhcp");
        case Kind::addresses:
            return good(all_words(text, [](const auto& w) { return parse_ip_address(w).has_value(); }), "bad-address",
                        "a list of IPv4 addresses", "separate them by spaces");
        case Kind::hosts:
            return good(all_words(text, is_host), "bad-address", "a list of addresses or host names",
                        "separate them by spaces");
        case Kind::mac:
            return check_mac(rule, text);
        case Kind::number:
            return check_number(rule, text);
        case Kind::fraction:
            return good(parse_fraction(text).value_or(2) <= 1, "bad-number", "a fraction", "write 0 to 1, as in 0.75");
        case Kind::weight:
            return good(parse_fraction(text).has_value(), "bad-number", "a weight", "write 0 to 1000, as in 0.5");
        case Kind::size:
            return check_size(rule, text);
        case Kind::time:
            return good(parse_time(text).value_or(std::chrono::seconds(0)).count() > 0, "bad-time", "a time",
                        "write a number with s, m, h or d, as in 30m");
        case Kind::boolean:
            return good(parse_boolean(text).has_value(), "bad-word", "yes or no", "write yes or no");
        case Kind::word:
        case Kind::words:
            return check_words(rule, text);
        case Kind::labels:
            return good(all_words(text, is_loose_name), "bad-name", "a list of labels",
                        "separate them by spaces; use letters, digits and - _ .");
        case Kind::arguments:
            return good(is_arguments(text), "bad-arguments", "safe on a command line",
                        "use printable ASCII without quotes, \\ ; & | < > $ and `");
        case Kind::path:
            return good(is_safe_path(text) && text.size() > 1, "bad-path", "an absolute path", path_hint);
        case Kind::file:
            return good(is_file(text), "bad-path", "a path", path_hint);
        case Kind::include:
            return good(is_file_below(text), "bad-path", "a file below the folder of this one", path_hint);
        case Kind::source:
            return good(is_file(text), "bad-path", "a name or a path", path_hint);
        case Kind::serial:
            return good(is_serial(text), "bad-serial", "the serial of a disk",
                        "use letters, digits and _ . : + -, 64 at most");
        case Kind::key:
            return good(is_key_line(text), "bad-key", "an OpenSSH public key",
                        "copy the one line of ~/.ssh/id_ed25519.pub");
        case Kind::mode:
            return good(parse_mode(text).has_value(), "bad-number", "a file mode", "write octal digits, as in 0644");
        case Kind::volume_group:
            return good(is_volume_group(text), "bad-name", "a volume group", "use letters, digits and + _ . -");
        case Kind::user:
            return good(is_user(text), "bad-name", "a user", "use letters, digits and _ . @ -, 32 at most");
        case Kind::agent:
            return good(is_agent(text), "bad-name", "a fence agent", "write its name, as in fence_apc_snmp");
        case Kind::package:
            return good(is_package(text), "bad-name", "a Debian package", "use lower-case letters, digits and + - .");
        case Kind::modules:
            return good(all_words(text, is_module), "bad-name", "a list of kernel modules", "separate them by spaces");
        case Kind::text:
            return good(is_line(text), "bad-text", "one line of printable text", "at most 1024 bytes");
        case Kind::reference:
        case Kind::range:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace site
