// The words of the site file: every element with its attributes and children. Reading, hints and the reference follow
// this table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace site {

/// What an attribute may hold; docs/site-file.md explains each ("Kinds of values").
enum class Kind {
    name,
    loose_name,
    domain,
    interface,
    interfaces,
    cidr,
    address,
    address_or_dhcp,
    addresses,
    hosts,
    mac,
    number,
    fraction,
    weight,
    size,
    time,
    boolean,
    word,
    words,
    reference,
    labels,
    arguments,
    path,
    file,
    include,
    source,
    serial,
    key,
    mode,
    volume_group,
    range,
    text,
    user,
    agent,
    package,
    modules
};

struct AttributeRule {
    std::string_view name;
    Kind kind = Kind::text;
    bool required = false;
    std::string_view fallback;  ///< for people: the default
    std::string_view meaning;
    std::string_view words;           ///< Kind::word, Kind::words: the choice, separated by spaces
    std::uint64_t low = 0, high = 0;  ///< Kind::number: from, to; Kind::size: bytes
};

struct ElementRule;

struct ChildRule {
    const ElementRule* rule = nullptr;
    std::size_t most = 1;  ///< so many of it in one parent
};

struct ElementRule {
    std::string_view path;  ///< unique: "nic" in a node, "guest/nic" in a guest
    std::string_view name;  ///< as written
    std::string_view meaning;
    std::vector<AttributeRule> attributes;
    std::vector<ChildRule> children;
    bool text = false;  ///< may hold text

    const AttributeRule* find_attribute(std::string_view attribute) const;
    const ChildRule* find_child(std::string_view child) const;
    std::vector<std::string> attribute_names() const;
    std::vector<std::string> child_names() const;
};

/// In the order of the reference; the first is `site`.
const std::vector<ElementRule>& vocabulary();

/// By path; the path must be in the table.
const ElementRule& element_rule(std::string_view path);

/// "size", "name" ... as the reference calls the kind.
std::string_view format(Kind kind);

/// Words separated by spaces, as a list.
std::vector<std::string> split_words(std::string_view text);

}  // namespace site
