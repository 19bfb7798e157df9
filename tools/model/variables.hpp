// Variables: ${name} in attributes and texts, looked up from the inside out.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/element.hpp"
#include "model/reading.hpp"

namespace site {

/// The variables of one element and those around it.
struct Scope {
    const Scope* outer = nullptr;
    std::map<std::string, Value, std::less<>>
        values{};  ///< as written; variables in them are looked up from the innermost scope

    const Value* find(std::string_view name) const;
    /// Names seen from here, inner first.
    std::vector<std::string> names() const;
};

/// `value` with its variables put in; "$$" is a dollar, "$" before anything but '{' and '$' is itself.
/// Costs work. Faults: unknown-variable, bad-variable (not closed, without end, longer than 8192 bytes for an
/// attribute): the text stays as written.
std::string expand(const Value& value, const Scope& scope, Reading& reading);

/// The same for texts of up to 4 MiB.
std::string expand_text(const Value& value, const Scope& scope, Reading& reading);

}  // namespace site
