#include "core/size.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("sizes are read with their units", "[size]") {
    CHECK(parse_size("0")->bytes == 0);
    CHECK(parse_size("1000")->bytes == 1000);
    CHECK(parse_size("512M") == mebibytes(512));
    CHECK(parse_size("512MiB") == mebibytes(512));
    CHECK(parse_size("4G") == mebibytes(4096));
    CHECK(parse_size("4 G") == mebibytes(4096));
    CHECK(parse_size("1.5T") == mebibytes(1536 * 1024));
    CHECK(parse_size("100MB")->bytes == 100000000);
    CHECK(parse_size("1kB")->bytes == 1000);
    CHECK(parse_size("0.5K")->bytes == 512);
}

TEST_CASE("what is no size is refused", "[size]") {
    for (const std::string text :
         {"", "M", "-1", "1.5", "1.", ".5G", "1X", "1GG", "1Gib", "1 024", "9223372036854775808",
          "99999999999999999999", "9007199254740992K", "8192P", "9999999999999999999.999999P", "0.3K"})
        CHECK_FALSE(parse_size(text));
    CHECK(parse_size("9223372036854775807")->bytes == 9223372036854775807U);
}

TEST_CASE("a written size reads as the same", "[size]") {
    for (const std::uint64_t bytes :
         {0ULL, 1ULL, 1000ULL, 1024ULL, 1ULL << 20U, 1536ULL << 20U, (1ULL << 40U) + 1, 1ULL << 62U}) {
        CHECK(parse_size(format_size(Size{bytes}))->bytes == bytes);
    }
    CHECK(format_size(mebibytes(512)) == "512M");
    CHECK(format_size(mebibytes(1536)) == "1536M");
    CHECK(format_size(Size{1000}) == "1000");
}

TEST_CASE("people get three digits", "[size]") {
    CHECK(format_size_rounded(Size{999}) == "999 B");
    CHECK(format_size_rounded(mebibytes(1536)) == "1.50 GiB");
    CHECK(format_size_rounded(mebibytes(512)) == "512 MiB");
}
