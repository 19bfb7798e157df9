// What texts of a site may hold, so that no shell, path or configuration file that they are put into can be broken.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "model/vocabulary.hpp"

namespace site {

/// Kernel arguments: printable ASCII without quotes, backslash and ; & | < > $ `, at most 1024 characters.
bool is_arguments(std::string_view text);
/// Printable text on one line (no control characters), at most 1024 bytes.
bool is_line(std::string_view text);
/// Serial of a disk: 1..64 of [A-Za-z0-9_.:+-].
bool is_serial(std::string_view text);
/// "ssh-ed25519 AAAA... comment": a type that sshd knows, base64, a comment or none; on one line.
bool is_key_line(std::string_view text);
/// A Debian package name.
bool is_package(std::string_view text);
/// A kernel module: [A-Za-z0-9_-].
bool is_module(std::string_view text);
/// Someone who logs in: 1..32 of [A-Za-z0-9_.@-], not beginning with '-'.
bool is_user(std::string_view text);
/// "fence_" and [a-z0-9_].
bool is_agent(std::string_view text);
/// LVM's rule: [A-Za-z0-9+_.-], not beginning with '-', not "." or "..", at most 127.
bool is_volume_group(std::string_view text);
/// A safe path, absolute or relative, without "." or ".." parts.
bool is_file(std::string_view text);
/// A relative is_file.
bool is_file_below(std::string_view text);
/// An IPv4 address or a domain.
bool is_host(std::string_view text);

/// "90s", "30m", "1h", "2d"; no unit: seconds. Absent: anything else, or more than ten years.
std::optional<std::chrono::seconds> parse_time(std::string_view text);
/// A decimal number without sign, 18 digits at most.
std::optional<std::uint64_t> parse_number(std::string_view text);
/// "0.25", "1"; digits and one dot, 0 to 1000.
std::optional<double> parse_fraction(std::string_view text);
/// "yes" and "no".
std::optional<bool> parse_boolean(std::string_view text);
/// "0644": 3 or 4 octal digits.
std::optional<int> parse_mode(std::string_view text);

/// What is wrong with a value, or nothing.
struct ValueFault {
    std::string_view name;
    std::string text;
    std::string hint;
};

/// A value against the rule of its attribute. Kind::reference and Kind::range are looked at later.
std::optional<ValueFault> check_value(const AttributeRule& rule, std::string_view text);

}  // namespace site
