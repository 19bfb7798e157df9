#include "render/text_template.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

using namespace site;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Values = TemplateValues;

namespace {

std::string rendered(const std::string& text, const Values& values) {
    return TextTemplate("t", text, escape_line).render(values);
}

std::string fault(const std::string& text, const Values& values) {
    try {
        return "no fault: " + rendered(text, values);
    } catch (const Error& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("texts, lists and flags are put in", "[text_template]") {
    CHECK(rendered("", {}).empty());
    CHECK(rendered("no tags\n", {}) == "no tags\n");
    CHECK(rendered("a={{a}} b={{b}} a={{a}}", Values().text("a", "1").text("b", "")) == "a=1 b= a=1");
    const auto items = std::vector{Values().text("x", "1"), Values().text("x", "2")};
    CHECK(rendered("{{#l}}<{{x}}{{y}}>{{/l}}", Values().list("l", items).text("y", "!")) == "<1!><2!>");
    CHECK(rendered("{{#l}}<{{x}}>{{/l}}", Values().list("l", {})).empty());
    CHECK(rendered("{{?f}}yes{{/f}}{{!f}}no{{/f}}", Values().flag("f", true)) == "yes");
    CHECK(rendered("{{?f}}yes{{/f}}{{!f}}no{{/f}}", Values().flag("f", false)) == "no");
    CHECK(rendered("{{#l}}{{x}}{{/l}}{{x}}", Values().list("l", {Values().text("x", "in")}).text("x", "out")) ==
          "inout");
}

TEST_CASE("a section's tag alone on its line takes the line with it", "[text_template]") {
    const auto items = std::vector{Values().text("x", "1"), Values().text("x", "2")};
    CHECK(rendered("begin\n  {{#l}}\n  item {{x}}\n  {{/l}}\nend\n", Values().list("l", items)) ==
          "begin\n  item 1\n  item 2\nend\n");
    CHECK(rendered("{{?f}}\na\n{{/f}}\nb", Values().flag("f", false)) == "b");
    CHECK(rendered("a {{?f}}\nb{{/f}}\n", Values().flag("f", true)) == "a \nb\n");
}

TEST_CASE("what was put in is never read as a tag", "[text_template]") {
    CHECK(rendered("{{a}}{{b}}", Values().text("a", "{{b}}").text("b", "}}")) == "{{b}}}}");
    CHECK(rendered("{ {a} } }}", {}) == "{ {a} } }}");
}

TEST_CASE("a faulty template names the place", "[text_template]") {
    CHECK_THAT(fault("x\n {{a", {}), Equals("t:2:2: {{}}: the tag is not closed"));
    CHECK_THAT(fault("{{#l}}x", Values().list("l", {})), Equals("t:1:1: {{l}}: the section is not closed"));
    CHECK_THAT(fault("{{/l}}", {}), Contains("no section is open"));
    CHECK_THAT(fault("{{#a}}{{?b}}{{/a}}{{/b}}", {}), Contains("t:1:13: {{a}}: the open section is \"b\""));
    for (const auto* name : {"{{}}", "{{ a }}", "{{A}}", "{{#}}", "{{a-b}}", "{{{a}}}"})
        CHECK_THAT(fault(name, {}), Contains("not a name"));
}

TEST_CASE("names that are unknown, unused, twice or of another kind are refused", "[text_template]") {
    CHECK_THAT(fault("ab{{x}}", {}), Equals("t:1:3: {{x}}: unknown name"));
    CHECK_THAT(fault("", Values().text("x", "")), Equals("t: \"x\" is not used"));
    CHECK_THAT(fault("{{x}}", Values().text("x", "").text("x", "")), Equals("t: \"x\" is given twice"));
    CHECK_THAT(fault("{{x}}", Values().flag("x", true)), Contains("another kind"));
    CHECK_THAT(fault("{{#x}}{{/x}}", Values().text("x", "")), Contains("another kind"));
    CHECK_THAT(fault("{{?x}}{{/x}}", Values().list("x", {})), Contains("another kind"));
    CHECK_THAT(fault("{{#l}}{{/l}}{{x}}", Values().text("x", "").list("l", {Values().text("x", "")})),
               Equals("t: \"x\" is not used"));
    CHECK_THAT(fault("{{?f}}{{x}}{{/f}}", Values().flag("f", true)), Contains("unknown name"));
}

TEST_CASE("a value that the format cannot hold is refused with the template's name", "[text_template]") {
    CHECK_THAT(fault("{{x}}", Values().text("x", "a\nb")),
               Equals("t: a line cannot hold \"a?b\": it has a control character"));
}
