#include "model/read_element.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

namespace site {
namespace {

constexpr std::size_t most_deep = 64, most_elements = 200000, most_attributes = 64, longest_value = 4096;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 100)) + "\""; }

std::string_view explanation(pugi::xml_parse_status status) {
    switch (status) {
        case pugi::status_unrecognized_tag:
            return "a tag begins with a character that no name begins with";
        case pugi::status_bad_pi:
            return "a processing instruction is not closed";
        case pugi::status_bad_comment:
            return "a comment is not closed";
        case pugi::status_bad_cdata:
            return "a CDATA section is not closed";
        case pugi::status_bad_doctype:
            return "a document type is not closed";
        case pugi::status_bad_pcdata:
            return "a text is not closed";
        case pugi::status_bad_start_element:
            return "a start tag is not closed";
        case pugi::status_bad_attribute:
            return "an attribute is not name=\"value\"";
        case pugi::status_bad_end_element:
            return "an end tag is not closed";
        case pugi::status_end_element_mismatch:
            return "start tag and end tag do not match";
        default:
            return "the file cannot be parsed";
    }
}

/// Builds the tree; one object per file.
class ElementReader {
  public:
    ElementReader(const SourceText& source, Faults& faults) : source_(source), faults_(faults) {}

    std::optional<Element> read(bool included) {
        const auto options = pugi::parse_default | pugi::parse_fragment | pugi::parse_doctype | pugi::parse_declaration;
        const auto text = source_.text();
        const auto result = document_.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
        if (!result) {
            not_xml(result.status, static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)));
            return std::nullopt;
        }
        if (!check_extent()) return std::nullopt;
        const auto root = find_root();
        if (!root) return std::nullopt;
        const ElementRule& site_rule = vocabulary().front();
        const ElementRule* rule = root.name() == site_rule.name ? &site_rule : nullptr;
        if (included && rule == nullptr)
            if (const auto* child = site_rule.find_child(root.name())) rule = child->rule;
        if (rule == nullptr) {
            add(start(root), "not-a-site", fmt::format("the root is <{}>", root.name()),
                included ? "it must be <site> or a child of <site>" : "it must be <site>");
            return std::nullopt;
        }
        return element(root, *rule, included);
    }

  private:
    void add(std::size_t offset, std::string_view name, std::string text, std::string hint = {}) {
        faults_.add(source_.where(offset), name, std::move(text), std::move(hint));
    }

    void not_xml(pugi::xml_parse_status status, std::size_t at) {
        std::string hint;
        if (status == pugi::status_end_element_mismatch) {
            const bool at_end_tag = at >= 2 && source_.text().substr(at - 2, 2) == "</";
            const auto open = last_open(at_end_tag ? at - 2 : source_.text().size());
            if (open) hint = fmt::format("<{}> of {} is not closed", open->name, format_where(source_.where(open->at)));
        }
        add(at, "not-xml", fmt::format("this is not well-formed XML: {}", explanation(status)), std::move(hint));
    }

    struct Tag {
        std::size_t at = 0;
        std::string_view name;
    };

    /// The innermost element that is open at `end`, of a text that is well-formed up to there.
    std::optional<Tag> last_open(std::size_t end) const {
        const auto text = source_.text().substr(0, end);
        std::vector<Tag> open;
        for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
            const auto rest = text.substr(at);
            std::string_view close = ">";
            if (rest.substr(0, 4) == "<!--")
                close = "-->";
            else if (rest.substr(0, 9) == "<![CDATA[")
                close = "]]>";
            else if (rest.substr(0, 2) == "<?")
                close = "?>";
            else if (rest.substr(0, 2) == "</") {
                if (text.find('>', at) == std::string_view::npos) break;
                if (!open.empty()) open.pop_back();
            } else {
                auto last = at;  // '>' may stand in a value
                for (char quote = 0; last < text.size() && (quote != 0 || text[last] != '>'); ++last) {
                    if (quote == 0 && (text[last] == '"' || text[last] == '\''))
                        quote = text[last];
                    else if (text[last] == quote)
                        quote = 0;
                }
                const auto name = rest.substr(1, rest.find_first_of(" \t\r\n/>", 1) - 1);
                if (last > at && last < text.size() && text[last - 1] != '/') open.push_back({at, name.substr(0, 60)});
                at = last;
                continue;
            }
            at = text.find(close, at);
        }
        return open.empty() ? std::nullopt : std::optional<Tag>(open.back());
    }

    static std::size_t offset(const pugi::xml_node& node) {
        return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
    }

    /// Of an element's '<'.
    static std::size_t start(const pugi::xml_node& node) { return std::max<std::size_t>(offset(node), 1) - 1; }

    /// Depth and number of elements, before anything recurses.
    bool check_extent() {
        std::size_t depth = 0, count = 0;
        pugi::xml_node node = document_.first_child();
        while (node) {
            if (node.type() == pugi::node_element && ++count > most_elements) {
                add(start(node), "too-many-elements", "there are more than 200,000 elements", "use ranges and classes");
                return false;
            }
            if (node.first_child()) {
                if (++depth >= most_deep) {
                    add(start(node), "too-deep", "elements are nested more than 64 deep",
                        "no site needs more than four");
                    return false;
                }
                node = node.first_child();
                continue;
            }
            while (node && !node.next_sibling() && depth > 0) {
                node = node.parent();
                --depth;
            }
            node = node.next_sibling();
        }
        return true;
    }

    pugi::xml_node find_root() {
        pugi::xml_node root;
        bool good = true;
        for (const auto node : document_.children()) {
            switch (node.type()) {
                case pugi::node_element:
                    if (root) {
                        add(start(node), "many-roots",
                            fmt::format("<{}> stands after the end of the site", node.name()), "a file has one root");
                        good = false;
                    } else {
                        root = node;
                    }
                    break;
                case pugi::node_doctype:
                    add(offset(node), "doctype", "a document type may not stand in a site file",
                        "remove <!DOCTYPE ...>");
                    good = false;
                    break;
                case pugi::node_declaration:
                    good = check_declaration(node) && good;
                    break;
                default:
                    check_stray(node);
                    break;
            }
            if (!good) return {};
        }
        if (!root) add(0, "not-a-site", "there is no element in this file", "the root must be <site>");
        return root;
    }

    bool check_declaration(const pugi::xml_node& node) {
        std::string encoding = node.attribute("encoding").as_string("UTF-8");
        std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (encoding == "UTF-8" || encoding == "US-ASCII") return true;
        add(0, "not-utf8", fmt::format("the file says that it is {}", quoted(encoding)), "save it as UTF-8 and say so");
        return false;
    }

    void check_stray(const pugi::xml_node& node) {
        if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata) return;
        const std::string_view value = node.value();
        const auto first =
            static_cast<std::size_t>(std::find_if_not(value.begin(), value.end(), is_blank) - value.begin());
        if (first == value.size()) return;
        add(offset(node) + first, "stray-text",
            fmt::format("the text {} has no place here", quoted(value.substr(first, 30))), "facts are attributes");
    }

    Element element(const pugi::xml_node& node, const ElementRule& rule, bool partial) {
        Element result;
        result.rule = &rule;
        const auto at = offset(node);
        result.where = source_.where(start(node));
        attributes(node, at, result, partial);
        if (rule.text) text(node, result);
        std::vector<std::size_t> counts(rule.children.size());
        for (const auto child : node.children()) {
            if (child.type() == pugi::node_element) {
                const auto* child_rule = rule.find_child(child.name());
                if (child_rule == nullptr) {
                    unknown_element(child, rule);
                    continue;
                }
                auto& count = counts[static_cast<std::size_t>(child_rule - rule.children.data())];
                if (++count > child_rule->most) {
                    if (count == child_rule->most + 1) too_many(child, rule, *child_rule);
                    continue;
                }
                result.children.push_back(element(child, *child_rule->rule, false));
            } else if (!rule.text) {
                check_stray(child);
            }
        }
        return result;
    }

    void unknown_element(const pugi::xml_node& node, const ElementRule& parent) {
        const auto names = parent.child_names();
        auto hint = faults_.suggest(node.name(), names);
        if (hint.empty() && !names.empty()) hint = fmt::format("it may hold {}", fmt::join(names, ", "));
        if (names.empty()) hint = "it holds no elements";
        add(start(node), "unknown-element", fmt::format("<{}> has no element <{}>", parent.name, node.name()),
            std::move(hint));
    }

    void too_many(const pugi::xml_node& node, const ElementRule& parent, const ChildRule& child) {
        if (child.most == 1)
            add(start(node), "duplicate-element", fmt::format("<{}> has a second <{}>", parent.name, child.rule->name),
                "join the two");
        else
            add(start(node), "too-many",
                fmt::format("<{}> has more than {} elements <{}>", parent.name, child.most, child.rule->name),
                "the rest is not read");
    }

    struct Place {
        std::size_t name, value, end;
    };

    /// Where the next attribute stands in the source; pugixml has seen that it is well-formed.
    Place next_place(std::size_t at, std::size_t name_length) const {
        const auto text = source_.text();
        const auto blanks = [&] {
            while (at < text.size() && is_blank(text[at])) ++at;
        };
        Place place{};
        blanks();
        place.name = at;
        at += name_length;
        blanks();
        ++at;
        blanks();
        const char quote = at < text.size() ? text[at] : '"';
        place.value = ++at;
        while (at < text.size() && text[at] != quote) ++at;
        place.end = std::min(at, text.size());
        place.value = std::min(place.value, place.end);
        return place;
    }

    void attributes(const pugi::xml_node& node, std::size_t at, Element& result, bool partial) {
        at += std::strlen(node.name());
        std::size_t count = 0;
        std::vector<std::string_view> seen;
        for (const auto attribute : node.attributes()) {
            const std::string_view name = attribute.name();
            const auto place = next_place(at, name.size());
            at = place.end + 1;
            if (++count > most_attributes) {
                add(place.name, "too-many",
                    fmt::format("<{}> has more than {} attributes", node.name(), most_attributes),
                    "the rest is not read");
                break;
            }
            if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
                add(place.name, "duplicate-attribute", fmt::format("{} is said twice", quoted(name)),
                    "remove one of the two");
                continue;
            }
            seen.push_back(name);
            const auto* rule = result.rule->find_attribute(name);
            if (rule == nullptr) {
                unknown_attribute(place.name, name, *result.rule);
                continue;
            }
            add_attribute(*rule, attribute.value(), place, result);
        }
        const auto absent = [&](std::string_view name) {
            return std::find(seen.begin(), seen.end(), name) == seen.end();
        };
        for (const auto& rule : result.rule->attributes)
            if (rule.required && absent(rule.name))
                faults_.add(result.where, "missing-attribute",
                            fmt::format("<{}> has no {}", result.rule->name, rule.name),
                            fmt::format("it needs {}=\"...\": {}", rule.name, rule.meaning));
        if (result.rule->path == "site" && !partial)
            for (const std::string_view name : {"name", "domain"})
                if (absent(name))
                    faults_.add(result.where, "missing-attribute", fmt::format("<site> has no {}", name),
                                fmt::format("it needs {}=\"...\"", name));
    }

    void unknown_attribute(std::size_t at, std::string_view name, const ElementRule& rule) {
        const auto names = rule.attribute_names();
        auto hint = faults_.suggest(name, names);
        if (hint.empty()) hint = fmt::format("it may have {}", fmt::join(names, ", "));
        add(at, "unknown-attribute", fmt::format("<{}> has no attribute {}", rule.name, quoted(name)), std::move(hint));
    }

    void add_attribute(const AttributeRule& rule, std::string_view value, const Place& place, Element& result) {
        if (!check_entities(place.value, place.end)) return;
        if (value.size() > longest_value) {
            add(place.value, "too-long", fmt::format("{} has more than {} bytes", rule.name, longest_value),
                "shorten it");
            return;
        }
        const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        if (std::any_of(value.begin(), value.end(), control)) {
            add(place.value, "control-character", fmt::format("{} holds a control character", rule.name), "remove it");
            return;
        }
        result.attributes.push_back({&rule, {std::string(value), source_.where(place.value)}});
    }

    /// Only the five names and numbers of characters that may stand in the file themselves.
    bool check_entities(std::size_t begin, std::size_t end) {
        const auto text = source_.text().substr(0, end);
        bool good = true;
        for (auto at = text.find('&', begin); at != std::string_view::npos; at = text.find('&', at + 1)) {
            const auto semicolon = text.substr(0, std::min(end, at + 12)).find(';', at);
            const auto name =
                semicolon == std::string_view::npos ? text.substr(at + 1, 10) : text.substr(at + 1, semicolon - at - 1);
            if (semicolon != std::string_view::npos && is_entity(name)) continue;
            add(at, "bad-entity", fmt::format("\"&{}\" is not a character", name), "write &amp; for an ampersand");
            good = false;
            break;
        }
        return good;
    }

    static bool is_entity(std::string_view name) {
        for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"})
            if (name == known) return true;
        if (name.size() < 2 || name[0] != '#') return false;
        const bool hex = name[1] == 'x';
        const auto digits = name.substr(hex ? 2 : 1);
        std::uint32_t code = 0;
        if (digits.empty() || digits.size() > 7) return false;
        for (const char c : digits) {
            const auto digit = std::string_view("0123456789abcdefABCDEF").find(c);
            if (digit == std::string_view::npos || (!hex && digit > 9)) return false;
            code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit > 15 ? digit - 6 : digit);
        }
        return code == '\n' || code == '\t' || (code >= 0x20 && code < 0x7F) ||
               (code >= 0xA0 && code <= 0x10FFFF && (code < 0xD800 || code >= 0xE000) &&
                (code < 0x202A || code > 0x202E) && (code < 0x2066 || code > 0x2069));
    }

    /// A first line end and the blanks before the end tag are layout, not content.
    void text(const pugi::xml_node& node, Element& result) {
        for (const auto child : node.children()) {
            if (child.type() != pugi::node_pcdata && child.type() != pugi::node_cdata) continue;
            const auto at = offset(child);
            if (result.text.text.empty()) result.text.where = source_.where(at);
            if (child.type() == pugi::node_pcdata)
                check_entities(at, std::min(source_.text().find('<', at), source_.text().size()));
            result.text.text += child.value();
        }
        auto& content = result.text.text;
        if (!content.empty() && content.front() == '\n') content.erase(0, 1);
        const auto end = content.find_last_not_of(" \t");
        if (end == std::string::npos)
            content.clear();
        else if (content[end] == '\n')
            content.resize(end + 1);
    }

    const SourceText& source_;
    Faults& faults_;
    pugi::xml_document document_;
};

}  // namespace

std::optional<Element> read_element(const SourceText& source, bool included, Faults& faults) {
    return ElementReader(source, faults).read(included);
}

}  // namespace site
