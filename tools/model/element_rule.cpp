#include <algorithm>

#include "model/vocabulary.hpp"

namespace site {

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    constexpr std::string_view blank = " \t\n\r";
    for (auto at = text.find_first_not_of(blank); at != std::string_view::npos;
         at = text.find_first_not_of(blank, at)) {
        const auto end = std::min(text.find_first_of(blank, at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

const AttributeRule* ElementRule::find_attribute(std::string_view attribute) const {
    for (const auto& rule : attributes)
        if (rule.name == attribute) return &rule;
    return nullptr;
}

const ChildRule* ElementRule::find_child(std::string_view child) const {
    for (const auto& entry : children)
        if (entry.rule->name == child) return &entry;
    return nullptr;
}

std::vector<std::string> ElementRule::attribute_names() const {
    std::vector<std::string> names;
    for (const auto& rule : attributes) names.emplace_back(rule.name);
    return names;
}

std::vector<std::string> ElementRule::child_names() const {
    std::vector<std::string> names;
    for (const auto& entry : children) names.emplace_back(entry.rule->name);
    return names;
}

std::string_view format(Kind kind) {
    switch (kind) {
        case Kind::name:
            return "name";
        case Kind::loose_name:
            return "loose name";
        case Kind::domain:
            return "domain";
        case Kind::interface:
            return "interface";
        case Kind::interfaces:
            return "interfaces";
        case Kind::cidr:
            return "network";
        case Kind::address:
            return "address";
        case Kind::address_or_dhcp:
            return "address or dhcp";
        case Kind::addresses:
            return "addresses";
        case Kind::hosts:
            return "hosts";
        case Kind::mac:
            return "MAC";
        case Kind::number:
            return "number";
        case Kind::fraction:
            return "fraction";
        case Kind::weight:
            return "weight";
        case Kind::size:
            return "size";
        case Kind::time:
            return "time";
        case Kind::boolean:
            return "yes or no";
        case Kind::word:
            return "word";
        case Kind::words:
            return "words";
        case Kind::reference:
            return "reference";
        case Kind::labels:
            return "labels";
        case Kind::arguments:
            return "arguments";
        case Kind::path:
            return "path";
        case Kind::file:
            return "file";
        case Kind::include:
            return "file below";
        case Kind::source:
            return "source";
        case Kind::serial:
            return "serial";
        case Kind::key:
            return "key";
        case Kind::mode:
            return "mode";
        case Kind::volume_group:
            return "volume group";
        case Kind::range:
            return "range";
        case Kind::text:
            return "text";
        case Kind::user:
            return "user";
        case Kind::agent:
            return "agent";
        case Kind::package:
            return "package";
        case Kind::modules:
            return "modules";
    }
    return "";
}

}  // namespace site
