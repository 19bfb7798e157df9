#include "core/record.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("a record is one line and reads as the same", "[record]") {
    const Record record{{"node", "node1"}, {"stage", "image"}, {"text", "50 % = a&b\n\xC3\xA4"}, {"empty", ""}};
    const auto line = encode_record(record);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(decode_record(line) == record);
    CHECK(encode_record({{"node", "node1"}, {"stage", "image"}}) == "node=node1&stage=image");
    CHECK(encode_record({}).empty());
    CHECK(decode_record("") == Record{});
}

TEST_CASE("every byte survives but NUL", "[record]") {
    std::string bytes;
    for (int i = 1; i < 256; ++i) bytes += static_cast<char>(i);
    CHECK(field(*decode_record(encode_record({{"a", bytes}})), "a") == bytes);
    CHECK_FALSE(decode_record("a=%00"));
    CHECK_FALSE(decode_record(std::string("a=\0", 3)));
}

TEST_CASE("a malformed record is refused", "[record]") {
    for (const std::string text : {"a=%", "a=%4", "a=%4g", "a=%zz", "a=1&a=2"}) CHECK_FALSE(decode_record(text));
    std::string many;
    for (int i = 0; i < 65; ++i) many += "f" + std::to_string(i) + "=1&";
    CHECK_FALSE(decode_record(many));
}

TEST_CASE("plus is a space and a missing value is empty", "[record]") {
    const auto record = decode_record("a=b+c&d");
    REQUIRE(record);
    CHECK(field(*record, "a") == "b c");
    CHECK(field(*record, "d").empty());
    CHECK(field(*record, "x").empty());
}
