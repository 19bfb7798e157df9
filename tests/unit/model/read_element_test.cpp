#include "model/read_element.hpp"

#include <catch2/catch.hpp>

using namespace site;

namespace {

struct Read {
    std::optional<Element> root;
    std::string faults;
};

Read read(const std::string& text, bool included = false) {
    const SourceText source("f", text);
    Faults faults;
    Read result{read_element(source, included, faults), ""};
    for (const auto& problem : faults.take())
        result.faults += (result.faults.empty() ? "" : " ") + std::to_string(problem.where.line) + ":" +
                         std::to_string(problem.where.column) + ":" + problem.name;
    return result;
}

const std::string head = "<site name=\"a\" domain=\"b\">";

}  // namespace

TEST_CASE("a tree has what is known, with its places", "[read_element]") {
    const auto [root, faults] = read(head + "<var name='x' value='1 &lt; 2'/></site>");
    REQUIRE(root);
    CHECK(faults.empty());
    REQUIRE(root->children.size() == 1);
    const auto& var = root->children[0];
    CHECK(var.rule->path == "var");
    CHECK(var.where.column == head.size() + 1);
    CHECK(var.find("value")->value.text == "1 < 2");
    CHECK(var.find("value")->value.where.column == head.size() + 22);
    CHECK(var.find("nothing") == nullptr);
}

TEST_CASE("what is unknown is a fault and left out", "[read_element]") {
    const auto [root, faults] = read(head + "<nod><deeper/></nod><var nam=\"x\" name=\"y\" value=\"z\"/></site>");
    REQUIRE(root);
    CHECK(root->children.size() == 1);
    CHECK(faults == "1:27:unknown-element 1:52:unknown-attribute");
}

TEST_CASE("only an included file may begin with a child of site", "[read_element]") {
    CHECK(read("<var name=\"a\" value=\"b\"/>").faults == "1:1:not-a-site");
    CHECK(read("<var name=\"a\" value=\"b\"/>", true).faults.empty());
    CHECK(read("<site/>", true).faults.empty());
    CHECK(read("<nic/>", true).faults == "1:1:not-a-site");
}

TEST_CASE("malformed files give one fault at the place", "[read_element]") {
    for (const std::string text : {"<site", "<site>", "<site></sit>", "<site a></site>", "<site a=b/>", "<site a=\"b/>",
                                   "<!-- ", "<![CDATA[", "<?xml", "<1/>", "<site name=\"a\"domain=\"b\"/>"}) {
        INFO(text);
        const auto [root, faults] = read(text);
        CHECK_FALSE(root);
        CHECK(faults.find("not-xml") != std::string::npos);
    }
    CHECK(read("").faults == "1:1:not-a-site");
    CHECK(read(" \n ").faults == "1:1:not-a-site");
}

TEST_CASE("an element that is not closed is named", "[read_element]") {
    const auto hint = [](const std::string& text) {
        const SourceText source("f", text);
        Faults faults;
        read_element(source, false, faults);
        const auto problems = faults.take();
        return problems.empty() ? std::string() : problems[0].hint;
    };
    CHECK(hint("<site>\n <network a='>' b=\"/>\"><!-- <x> --><lease/></site>") == "<network> of f:2:2 is not closed");
    CHECK(hint("<site>") == "<site> of f:1:1 is not closed");
    CHECK(hint("<site><![CDATA[<a>]]><?pi <b> ?><c></c>\n<d>") == "<d> of f:2:1 is not closed");
}

TEST_CASE("no document type, no second root, no text", "[read_element]") {
    CHECK(read("<!DOCTYPE site>" + head + "</site>").faults.find("doctype") != std::string::npos);
    CHECK(read(head + "</site><site/>").faults == "1:34:many-roots");
    CHECK(read(head + "x</site>").faults == "1:27:stray-text");
    CHECK(read("x" + head + "</site>").faults == "1:1:stray-text");
    CHECK(read(head + "</site>\n y").faults == "2:2:stray-text");
    CHECK(read(head + "<![CDATA[x]]></site>").faults.find("stray-text") != std::string::npos);
    CHECK(read("<?xml version=\"1.0\" encoding=\"latin1\"?>" + head + "</site>").faults == "1:1:not-utf8");
}

TEST_CASE("only XML's own entities are read", "[read_element]") {
    const auto with = [](const std::string& value) {
        return read(head + "<var name=\"x\" value=\"" + value + "\"/></site>").faults;
    };
    CHECK(with("&amp;&lt;&gt;&quot;&apos;&#65;&#x20ac;").empty());
    for (const std::string text : {"&", "&x;", "&amp", "&#0;", "&#27;", "&#x;", "&#;", "&#xD800;", "&#x110000;",
                                   "&#xg;", "&#6a;", "&#127;", "&#8238;", "&verylongname;"})
        CHECK(with(text).find("bad-entity") != std::string::npos);
    CHECK(with("&#10;").find("control-character") != std::string::npos);
}

TEST_CASE("depth is limited before anything recurses", "[read_element]") {
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<class>";
    std::string close;
    for (int i = 0; i < 100000; ++i) close += "</class>";
    CHECK(read(head + deep + close + "</site>").faults.find("too-deep") != std::string::npos);
}
