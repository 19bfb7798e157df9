#include "cli/text.hpp"

#include <algorithm>
#include <sstream>

namespace site {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

void wrap_line(const std::string& line, std::size_t width, const std::string& margin, std::string& out) {
    std::istringstream words(line);
    std::string word, row;
    while (words >> word) {
        if (!row.empty() && text_columns(row) + 1 + text_columns(word) > width) {
            out += margin + row + '\n';
            row.clear();
        }
        if (!row.empty()) row += ' ';
        row += word;
    }
    if (!row.empty()) out += margin + row + '\n';
}

}  // namespace

std::size_t text_columns(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::string cut_text(const std::string& text, std::size_t columns) {
    if (text_columns(text) <= columns) return text;
    if (columns == 0) return {};
    std::size_t seen = 0, at = 0;
    for (; at < text.size(); ++at)
        if (starts_code_point(text[at]) && seen++ == columns - 1) break;
    return text.substr(0, at) + "~";
}

std::string printable(const std::string& text) {
    std::string clean = text;
    for (char& c : clean)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F) c = '?';
    return clean;
}

std::string wrap_text(const std::string& text, int width, int indent) {
    const std::string margin(static_cast<std::size_t>(std::max(indent, 0)), ' ');
    const auto columns = static_cast<std::size_t>(std::max(width - indent, 20));
    std::string out, paragraph, line;
    const auto end_paragraph = [&] {
        wrap_line(paragraph, columns, margin, out);
        paragraph.clear();
    };
    std::istringstream lines(text);
    while (std::getline(lines, line)) {
        if (!line.empty() && line.front() != ' ') {
            paragraph += line + ' ';
            continue;
        }
        end_paragraph();
        out += line.empty() ? "\n" : margin + line + '\n';
    }
    end_paragraph();
    return out;
}

std::string format_definitions(const std::vector<std::pair<std::string, std::string>>& rows, int width) {
    constexpr std::size_t longest_left = 30;
    std::size_t left = 0;
    for (const auto& [name, says] : rows) {
        const auto columns = text_columns(name);
        if (columns <= longest_left) left = std::max(left, columns);
    }
    const int indent = static_cast<int>(left) + 4;
    std::string out;
    for (const auto& [name, says] : rows) {
        auto right = wrap_text(says, width, indent);
        const auto columns = text_columns(name);
        if (right.empty())
            out += "  " + name + '\n';
        else if (columns > left)
            out += "  " + name + '\n' + right;
        else
            out += "  " + name + right.substr(columns + 2);
    }
    return out;
}

}  // namespace site
