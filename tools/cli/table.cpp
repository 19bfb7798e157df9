#include "cli/table.hpp"

#include <algorithm>

#include "cli/text.hpp"

namespace site {
namespace {

const std::string& cell(const std::vector<std::string>& row, std::size_t column) {
    static const std::string none;
    return column < row.size() ? row[column] : none;
}

}  // namespace

std::string format_table(const Table& table, int width) {
    std::vector<std::vector<std::string>> rows;
    if (!table.head.empty()) rows.push_back(table.head);
    rows.insert(rows.end(), table.rows.begin(), table.rows.end());

    std::vector<std::size_t> widths;
    for (auto& row : rows) {
        if (widths.size() < row.size()) widths.resize(row.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = printable(row[i]);
            widths[i] = std::max(widths[i], text_columns(row[i]));
        }
    }

    std::string out;
    for (const auto& row : rows) {
        std::string line;
        std::size_t column = 0;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (i > 0) {
                line += "  ";
                column += 2;
            }
            auto text = cell(row, i);
            if (width > 0 && i + 1 == widths.size()) {
                const auto whole = static_cast<std::size_t>(width);
                text = cut_text(text, whole > column + 8 ? whole - column : 8);
            }
            const std::string fill(widths[i] - std::min(widths[i], text_columns(text)), ' ');
            const bool right = std::find(table.right.begin(), table.right.end(), i) != table.right.end();
            line += right ? fill + text : text + fill;
            column += widths[i];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

}  // namespace site
