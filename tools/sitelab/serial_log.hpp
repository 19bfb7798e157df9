// What a serial port said, made fit for people: no escape sequences, no control characters.
#pragma once

#include <string>
#include <vector>

namespace site {

/// ANSI escape sequences are dropped (they move the cursor on a screen that is not there), a carriage return ends a
/// line as a newline does, other control characters are dropped.
std::string plain_serial(const std::string& text);

/// The last lines that hold more than blanks, oldest first.
std::vector<std::string> last_lines(const std::string& text, std::size_t count);

}  // namespace site
