// The site file as a tree of known elements, every value with its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/where.hpp"
#include "model/vocabulary.hpp"

namespace site {

struct Value {
    std::string text;
    Where where;  ///< its first character
};

struct Attribute {
    const AttributeRule* rule = nullptr;
    Value value;
};

/// Only what the vocabulary knows; the rest became faults.
struct Element {
    const ElementRule* rule = nullptr;
    Where where;  ///< of its '<'
    std::vector<Attribute> attributes;
    std::vector<Element> children;
    Value text;  ///< only where the rule allows text

    const Attribute* find(std::string_view name) const {
        for (const auto& attribute : attributes)
            if (attribute.rule->name == name) return &attribute;
        return nullptr;
    }
};

}  // namespace site
