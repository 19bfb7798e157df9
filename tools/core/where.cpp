#include "core/where.hpp"

namespace site {

std::string format_where(const Where& where) {
    if (!where.file) return {};
    if (where.line == 0) return *where.file;
    return *where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

std::weak_ordering order(const Where& a, const Where& b) {
    if (a.file != b.file) {
        if (!a.file || !b.file) return a.file ? std::weak_ordering::greater : std::weak_ordering::less;
        if (auto by_name = *a.file <=> *b.file; by_name != 0) return by_name;
    }
    if (auto by_line = a.line <=> b.line; by_line != 0) return by_line;
    return a.column <=> b.column;
}

}  // namespace site
