// A place in a text file, for messages.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>

namespace site {

/// line and column count from 1; 0 = not known. `file` is shared by all places of one file.
struct Where {
    std::shared_ptr<const std::string> file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

/// "site.xml:14:5", "site.xml" without a line, "" without a file.
std::string format_where(const Where& where);

/// By file name, line, column.
std::weak_ordering order(const Where& a, const Where& b);

}  // namespace site
