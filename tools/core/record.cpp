#include "core/record.hpp"

namespace site {
namespace {

void encode(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            std::string_view("-_.~").find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
            out += static_cast<char>(high << 4 | low);
            i += 2;
        } else if (text[i] == '\0') {
            return std::nullopt;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::string encode_record(const Record& record) {
    std::string out;
    for (const auto& [name, value] : record) {
        if (!out.empty()) out += '&';
        encode(out, name);
        out += '=';
        encode(out, value);
    }
    return out;
}

std::optional<Record> decode_record(std::string_view text) {
    Record record;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto equals = pair.find('=');
        const auto name = decode(pair.substr(0, equals));
        const auto value = equals == std::string_view::npos ? std::optional<std::string>{""} : decode(pair.substr(equals + 1));
        if (!name || !value || record.size() >= 64 || !record.emplace(*name, *value).second) return std::nullopt;
    }
    return record;
}

std::string field(const Record& record, const std::string& name) {
    const auto found = record.find(name);
    return found == record.end() ? std::string{} : found->second;
}

}  // namespace site
