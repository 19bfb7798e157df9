// Values put into the places of a format, so that none leaves its place.
//
// All functions throw Error(Exit::faulty_site) that names the format and shows the value when it cannot be written
// there: control characters (below 0x20, 0x7f) nowhere, and what the format has no way to quote.
#pragma once

#include <string>
#include <string_view>

namespace site {

using Escape = std::string (*)(std::string_view value);

/// One line of free text; spaces allowed: hostname, an authorized key.
std::string escape_line(std::string_view value);
/// One word of [A-Za-z0-9._:/@+%~=-]: ifupdown, chrony, hosts, resolv.conf, udev, where a word has no quotes.
std::string escape_word(std::string_view value);
/// POSIX sh: always in single quotes, 'it'\''s'.
std::string escape_sh(std::string_view value);
/// dnsmasq.conf, one field of a comma list: a word that is not empty and holds no "=".
std::string escape_dnsmasq(std::string_view value);
/// The inside of a JSON string. Bytes of UTF-8 pass unchanged.
std::string escape_json(std::string_view value);
/// The inside of a double-quoted nginx parameter. Refused: "$", which nginx cannot quote.
std::string escape_nginx(std::string_view value);
/// A value of /etc/default/grub that reaches a kernel's command line: escaped for the GRUB script grub-mkconfig writes,
/// then single-quoted for sh. Refused: ' " and \, which GRUB hands on changed.
std::string escape_grub(std::string_view value);
/// Arguments in a line of an iPXE script; spaces separate. Refused: "${", and the words "||", "&&", ";" (iPXE has no
/// quotes).
std::string escape_ipxe(std::string_view value);

}  // namespace site
