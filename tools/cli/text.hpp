// Text for people: counted in code points, wrapped, cut, aligned.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace site {

/// Code points; what terminals draw as one column for the scripts that we print.
std::size_t text_columns(const std::string& text);

/// The first `columns` code points; the last one becomes "~" when something was cut.
std::string cut_text(const std::string& text, std::size_t columns);

/// Control characters (escape sequences, carriage returns ...) become "?", so that what others wrote cannot steer a terminal. Newlines too.
std::string printable(const std::string& text);

/// Wrapped at blanks to `width` columns, each line indented. Paragraphs are separated by empty lines; lines that begin with a blank stay as they are.
std::string wrap_text(const std::string& text, int width, int indent);

/// "  left    right" in two columns; a left that is too long has its right on the next line.
std::string format_definitions(const std::vector<std::pair<std::string, std::string>>& rows, int width);

}  // namespace site
