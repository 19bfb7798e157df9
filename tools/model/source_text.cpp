#include "model/source_text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace site {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// Length of the UTF-8 character at `at`, 0: malformed; `code` is its number.
std::size_t decode(std::string_view text, std::size_t at, std::uint32_t& code) {
    const auto first = byte_at(text, at);
    std::size_t length = 1;
    std::uint32_t least = 0;
    if (first < 0x80) {
        code = first;
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0)
        length = 2, code = first & 0x1FU, least = 0x80;
    else if (first >= 0xE0 && first < 0xF0)
        length = 3, code = first & 0x0FU, least = 0x800;
    else if (first >= 0xF0 && first < 0xF5)
        length = 4, code = first & 0x07U, least = 0x10000;
    else
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80) return 0;
        code = code << 6U | (next & 0x3FU);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
    return length;
}

bool is_control(std::uint32_t code) {
    if (code < 0x20) return code != '\n' && code != '\r' && code != '\t';
    return (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

SourceText::SourceText(const std::string& name, std::string_view text)
    : name_(std::make_shared<const std::string>(name)), text_(text), lines_{0} {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        lines_.push_back(static_cast<std::uint32_t>(at + 1));
}

Where SourceText::where(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
    const auto line = static_cast<std::size_t>(next - lines_.begin()) - 1;
    if (line != last_line_ || offset < last_offset_) {
        last_line_ = line;
        last_offset_ = lines_[line];
        last_column_ = 1;
    }
    for (; last_offset_ < offset; ++last_offset_)
        if ((byte_at(text_, last_offset_) & 0xC0U) != 0x80) ++last_column_;
    return {name_, static_cast<std::uint32_t>(line + 1), last_column_};
}

bool check_characters(const SourceText& source, Faults& faults) {
    const auto text = source.text();
    int found = 0;
    for (std::size_t at = 0; at < text.size() && found < 10;) {
        std::uint32_t code = 0;
        const auto length = decode(text, at, code);
        if (length == 0) {
            faults.add(source.where(at), "not-utf8", "this is not UTF-8", "save the file as UTF-8");
            return false;
        }
        if (is_control(code)) {
            faults.add(source.where(at), "control-character",
                       fmt::format("the character U+{:04X} may not stand in a site file", code), "remove it");
            ++found;
        }
        at += length;
    }
    return found == 0;
}

}  // namespace site
