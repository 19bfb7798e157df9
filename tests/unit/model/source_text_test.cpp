#include "model/source_text.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("an offset has a line and a column of characters", "[source_text]") {
    const std::string text = "ab\n\xC3\xA4\xC3\xB6x\n\ny";
    const SourceText source("f", text);
    CHECK(format_where(source.where(0)) == "f:1:1");
    CHECK(format_where(source.where(2)) == "f:1:3");
    CHECK(format_where(source.where(3)) == "f:2:1");
    CHECK(format_where(source.where(7)) == "f:2:3");
    CHECK(format_where(source.where(5)) == "f:2:2");
    CHECK(format_where(source.where(9)) == "f:3:1");
    CHECK(format_where(source.where(10)) == "f:4:1");
    CHECK(format_where(source.where(1000)) == "f:4:2");
    CHECK(format_where(source.where(0)) == "f:1:1");
}

TEST_CASE("characters that are none, or that deceive, are found", "[source_text]") {
    const auto faults_of = [](const std::string& text) {
        Faults faults;
        const SourceText source("f", text);
        check_characters(source, faults);
        std::string names;
        for (const auto& problem : faults.take()) names += problem.name + " ";
        return names;
    };
    CHECK(faults_of("plain \t\r\n \xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80").empty());
    for (const std::string text :
         {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"})
        CHECK(faults_of(text) == "not-utf8 ");
    for (const std::string text : {"\x01", "\x1b", "\x7f", "\xC2\x85", "\xE2\x80\xAE"})
        CHECK(faults_of(text) == "control-character ");
    CHECK(faults_of(std::string("a\0b", 3)) == "control-character ");
}
