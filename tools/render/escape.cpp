#include "render/escape.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace site {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._:/@+%~=-").find(c) != std::string_view::npos;
}

/// The value for a message: short, and without what a terminal would act on.
std::string shown(std::string_view value) {
    std::string text;
    for (char c : value.substr(0, 60)) text += is_control(c) ? '?' : c;
    return value.size() > 60 ? text + "..." : text;
}

[[noreturn]] void refuse(std::string_view format, std::string_view value, const std::string& why) {
    throw Error(Exit::faulty_site, std::string(format) + " cannot hold \"" + shown(value) + "\": " + why);
}

void refuse_controls(std::string_view format, std::string_view value) {
    if (std::any_of(value.begin(), value.end(), is_control)) refuse(format, value, "it has a control character");
}

void refuse_any_of(std::string_view format, std::string_view value, std::string_view refused) {
    const auto at = value.find_first_of(refused);
    if (at != std::string_view::npos) refuse(format, value, std::string("it has a ") + value[at]);
}

/// `value` with a backslash in front of each character of `special`.
std::string with_backslashes(std::string_view value, std::string_view special) {
    std::string text;
    text.reserve(value.size());
    for (char c : value) {
        if (special.find(c) != std::string_view::npos) text += '\\';
        text += c;
    }
    return text;
}

std::string checked_word(std::string_view format, std::string_view value) {
    if (value.empty()) refuse(format, value, "it is empty");
    for (char c : value) {
        if (is_control(c)) refuse(format, value, "it has a control character");
        if (!is_word_character(c)) refuse(format, value, std::string("it has a ") + c);
    }
    return std::string(value);
}

std::string single_quoted(std::string_view value) {
    std::string text = "'";
    for (char c : value) {
        if (c == '\'') {
            text += "'\\''";
        } else {
            text += c;
        }
    }
    return text + '\'';
}

}  // namespace

std::string escape_line(std::string_view value) {
    refuse_controls("a line", value);
    return std::string(value);
}

std::string escape_word(std::string_view value) { return checked_word("a word", value); }

std::string escape_sh(std::string_view value) {
    refuse_controls("a shell assignment", value);
    return single_quoted(value);
}

std::string escape_dnsmasq(std::string_view value) {
    refuse_any_of("dnsmasq.conf", value, "=");
    return checked_word("dnsmasq.conf", value);
}

std::string escape_json(std::string_view value) {
    refuse_controls("JSON", value);
    return with_backslashes(value, "\"\\");
}

std::string escape_nginx(std::string_view value) {
    refuse_controls("nginx.conf", value);
    refuse_any_of("nginx.conf", value, "$");
    return with_backslashes(value, "\"\\");
}

std::string escape_grub(std::string_view value) {
    refuse_controls("a kernel command line", value);
    refuse_any_of("a kernel command line", value, "'\"\\");
    return single_quoted(with_backslashes(value, "$;|&<>{}()#*?[]!`~"));
}

std::string escape_ipxe(std::string_view value) {
    refuse_controls("an iPXE script", value);
    if (value.find("${") != std::string_view::npos) refuse("an iPXE script", value, "it has a ${");
    for (std::size_t from = 0; from < value.size();) {
        const auto end = std::min(value.find(' ', from), value.size());
        const auto word = value.substr(from, end - from);
        if (word == "||" || word == "&&" || word == ";")
            refuse("an iPXE script", value, "it has the word " + std::string(word));
        from = end + 1;
    }
    return std::string(value);
}

}  // namespace site
