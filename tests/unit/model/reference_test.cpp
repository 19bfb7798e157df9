#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "golden.hpp"
#include "model/faults.hpp"
#include "model/vocabulary.hpp"

using namespace site;

namespace {

std::string limits(const AttributeRule& rule) {
    if (!rule.words.empty()) {
        std::string text;
        for (const auto& word : split_words(rule.words)) text += (text.empty() ? "`" : ", `") + word + "`";
        return (rule.kind == Kind::words ? "words: " : "") + text;
    }
    if (rule.kind == Kind::number) return fmt::format("number, {} to {}", rule.low, rule.high);
    if (rule.kind == Kind::size)
        return fmt::format("size, {} to {}", format_size(Size{rule.low}), format_size(Size{rule.high}));
    return std::string(format(rule.kind));
}

std::string cell(std::string_view text) { return text.empty() ? " |" : " " + std::string(text) + " |"; }

std::string elements() {
    std::string text;
    for (const auto& rule : vocabulary()) {
        text += fmt::format("\n### {}\n\n{}\n", rule.path, rule.meaning);
        std::string children;
        for (const auto& child : rule.children)
            children += fmt::format("{}`{}` ({})", children.empty() ? "" : ", ", child.rule->path,
                                    child.most == 1 ? "one" : std::to_string(child.most));
        if (!children.empty()) text += fmt::format("Holds, at most: {}.\n", children);
        text += "\n| attribute | value | default | meaning |\n|---|---|---|---|\n";
        for (const auto& attribute : rule.attributes)
            text +=
                fmt::format("| `{}` |{}{}{}\n", attribute.name, cell(limits(attribute)),
                            cell(attribute.required ? "**required**" : attribute.fallback), cell(attribute.meaning));
    }
    return text + "\n";
}

std::string faults() {
    std::string text = "\n| name | meaning |\n|---|---|\n";
    for (const auto& fault : fault_names()) text += fmt::format("| `{}` | {} |\n", fault.name, fault.meaning);
    return text + "\n";
}

/// `text` with what stands between two comments replaced.
std::string replaced(const std::string& text, const std::string& mark, const std::string& content) {
    const auto begin = text.find("<!-- " + mark + " -->\n"), end = text.find("<!-- end of " + mark + " -->");
    if (begin == std::string::npos || end == std::string::npos) return {};
    return text.substr(0, begin + mark.size() + 10) + content + text.substr(end);
}

}  // namespace

TEST_CASE("the reference says what the tables say", "[reference]") {
    const auto path = tree_path("docs/site-file.md");
    const auto text = read_text(path).value_or("");
    const auto expected = replaced(replaced(text, "elements", elements()), "faults", faults());
    REQUIRE_FALSE(expected.empty());
    if (accepting() && text != expected) accept(path, expected);
    CHECK(text == expected);
}

TEST_CASE("the reference explains every kind of value", "[reference]") {
    const auto text = read_text(tree_path("docs/site-file.md")).value_or("");
    for (const auto& rule : vocabulary())
        for (const auto& attribute : rule.attributes) {
            const auto kind = std::string(format(attribute.kind));
            INFO(kind);
            CHECK(text.find("| " + kind + " | ") != std::string::npos);
        }
}
