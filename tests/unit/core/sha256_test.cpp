#include "core/sha256.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("the hash is that of FIPS 180-2's examples", "[sha256]") {
    CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(is_sha256(sha256("abc")));
    CHECK_FALSE(is_sha256("abc"));
    CHECK_FALSE(is_sha256(std::string(64, 'G')));
    CHECK_FALSE(is_sha256(std::string(64, 'A')));
}
