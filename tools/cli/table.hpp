// Tables for people.
#pragma once

#include <string>
#include <vector>

namespace site {

struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> right{};      ///< columns aligned to the right
};

/// Columns two blanks apart, as wide as their widest cell (counted in code points), no trailing blanks; the last one is cut to `width` when > 0.
std::string format_table(const Table& table, int width = 0);

}  // namespace site
