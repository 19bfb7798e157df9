// Any bytes as a range, a selection, an address, a size, a record, a recipe: what is read can be written and read again
// as the same.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "core/command.hpp"
#include "core/ip_address.hpp"
#include "core/mac_address.hpp"
#include "core/name.hpp"
#include "core/record.hpp"
#include "core/size.hpp"
#include "model/node_range.hpp"
#include "model/numbered.hpp"
#include "model/read_recipe.hpp"
#include "model/words.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void try_addresses(const std::string& text) {
    if (const auto address = site::parse_ip_address(text)) require(format_ip_address(*address) == text);
    if (const auto cidr = site::parse_cidr(text)) require(format_cidr(*cidr) == text);
    if (const auto mac = site::parse_mac_address(text))
        require(site::parse_mac_address(format_mac_address(*mac)) == mac);
}

void try_numbers(const std::string& text) {
    if (const auto size = site::parse_size(text)) require(site::parse_size(format_size(*size)) == size);
    site::parse_time(text);
    site::parse_fraction(text);
    site::parse_mode(text);
}

void try_ranges(const std::string& text) {
    const auto names = site::unfold_range(text);
    if (!names) return;
    require(names->size() <= 100000);
    const auto range = site::Numbered::parse(text);
    require(range && range->at(0) == names->front() && range->at(names->size() - 1) == names->back());
    if (names->size() <= 100) {
        site::fold_names(*names);
        for (std::size_t i = 0; i < names->size(); ++i) site::count_along(text, &*range, i, names->size());
    }
}

void try_record(const std::string& text) {
    if (const auto record = site::decode_record(text))
        require(site::decode_record(site::encode_record(*record)) == record);
}

/// Kinds whose values are put into commands and configuration files.
const std::vector<const site::AttributeRule*>& one_of_each_kind() {
    static const auto rules = [] {
        std::map<site::Kind, const site::AttributeRule*> kinds;
        for (const auto& element : site::vocabulary())
            for (const auto& rule : element.attributes) kinds.emplace(rule.kind, &rule);
        for (const auto kind : {site::Kind::reference, site::Kind::range, site::Kind::text}) kinds.erase(kind);
        std::vector<const site::AttributeRule*> list;
        for (const auto& [kind, rule] : kinds) list.push_back(rule);
        return list;
    }();
    return rules;
}

void try_names(const std::string& text) {
    if (site::is_name(text))
        require(site::is_domain(text) && site::is_loose_name(text) && site::quote_for_shell(text) == text);
    if (site::is_safe_path(text))
        require(text.find("/../") == std::string::npos && site::quote_for_shell(text) == text);
    site::nearest(text, {"network", "node", text});
    for (const auto* rule : one_of_each_kind())
        if (!check_value(*rule, text)) require(text.find_first_of("\"'\\`$;|<>") == std::string::npos);
}

void try_selection(const std::string& text) {
    static const site::Site nodes = [] {
        site::Site made;
        const auto names = site::unfold_range("node[01-20]");
        for (const auto& name : *names) {
            made.nodes.emplace_back();
            made.nodes.back().name = name;
        }
        made.groups.push_back({{}, "some", {"node01", "node02"}});
        return made;
    }();
    const auto selection = select_nodes(nodes, text);
    require(selection.nodes.size() <= 20 && (selection.fault.empty() || selection.nodes.empty()));
    if (!selection.nodes.empty())
        require(select_nodes(nodes, site::fold_names(selection.nodes)).nodes == selection.nodes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try_addresses(text);
    try_numbers(text);
    try_ranges(text);
    try_record(text);
    try_names(text);
    try_selection(text);
    site::read_recipe("recipe.xml", text);
    return 0;
}
