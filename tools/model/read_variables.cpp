#include <fmt/core.h>

#include "model/read_parts.hpp"
#include "model/words.hpp"

namespace site {

void read_variables(const std::vector<Element>& children, Reading& reading, Scope& scope) {
    std::map<std::string, bool> own;
    for (const auto& child : children) {
        if (child.rule->path != "var") continue;
        const auto *name = child.find("name"), *value = child.find("value");
        if (name == nullptr || value == nullptr) continue;
        if (auto fault = check_value(*name->rule, name->value.text)) {
            reading.faults.add(name->value.where, fault->name, std::move(fault->text), std::move(fault->hint));
        } else if (!own.emplace(name->value.text, true).second) {
            reading.faults.add(name->value.where, "duplicate-variable",
                               fmt::format("variable \"{}\" is there twice", name->value.text),
                               "remove one of the two");
        } else if (auto wrong = check_value(*value->rule, value->value.text)) {
            reading.faults.add(value->value.where, wrong->name, std::move(wrong->text), std::move(wrong->hint));
        } else {
            scope.values[name->value.text] = value->value;
        }
    }
}

std::map<std::string, std::string> seen_variables(const Scope& scope, Reading& reading) {
    std::map<std::string, std::string> result;
    for (const auto* at = &scope; at != nullptr; at = at->outer)
        for (const auto& [name, value] : at->values) {
            if (name.find('.') != std::string::npos || result.count(name) > 0) continue;
            if (value.text.find('$') == std::string::npos) {
                result.emplace(name, value.text);
                continue;
            }
            Faults unseen;  // what is used somewhere gives its fault there
            Reading quiet{unseen, reading.bytes_left, reading.work_left};
            result.emplace(name, expand(value, scope, quiet));
            reading.work(reading.work_left - quiet.work_left, value.where);
        }
    return result;
}

}  // namespace site
