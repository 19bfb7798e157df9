#include "cli/text.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("text is counted and cut in code points", "[text]") {
    CHECK(text_columns("n\xc3\xb6rm") == 4);
    CHECK(cut_text("n\xc3\xb6rm", 4) == "n\xc3\xb6rm");
    CHECK(cut_text("n\xc3\xb6rmx", 3) == "n\xc3\xb6~");
    CHECK(cut_text("abc", 0).empty());
}

TEST_CASE("paragraphs are wrapped, what is indented stays", "[text]") {
    CHECK(wrap_text("one two three four five six seven", 22, 2) == "  one two three four\n  five six seven\n");
    CHECK(wrap_text("one\ntwo\n\n  kept   as it is\nthree", 80, 0) == "one two\n\n  kept   as it is\nthree\n");
    CHECK(wrap_text("", 80, 4).empty());
    CHECK(wrap_text("averyveryverylongwordthatdoesnotfit", 20, 0) == "averyveryverylongwordthatdoesnotfit\n");
}

TEST_CASE("definitions are aligned", "[text]") {
    CHECK(format_definitions({{"--out DIR", "where to"}, {"--yes", "agree"}, {"-x", ""}}, 80) ==
          "  --out DIR  where to\n  --yes      agree\n  -x\n");
    CHECK(format_definitions({{"--a-very-long-option-with VALUE-OF-IT", "text"}, {"-x", "y"}}, 80) ==
          "  --a-very-long-option-with VALUE-OF-IT\n      text\n  -x  y\n");
}
