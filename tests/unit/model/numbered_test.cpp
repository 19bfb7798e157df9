#include "model/numbered.hpp"

#include <catch2/catch.hpp>

using namespace site;

namespace {
std::string all(std::string_view text) {
    const auto range = Numbered::parse(text);
    if (!range) return "(none)";
    std::string names;
    for (std::size_t i = 0; i < range->size(); ++i) names += (i > 0 ? " " : "") + range->at(i);
    return names;
}
Counted along(const std::string& text, std::size_t index, std::size_t count) {
    const auto range = Numbered::parse(text);
    return count_along(text, range && range->bracketed() ? &*range : nullptr, index, count);
}
}  // namespace

TEST_CASE("a bracket is its numbers between what stands round it", "[numbered]") {
    CHECK(all("node") == "node");
    CHECK(all("node[001-003,7]x") == "node001x node002x node003x node7x");
    CHECK(all("[8-11]") == "8 9 10 11");
    CHECK(all("a[08-11]") == "a08 a09 a10 a11");
    CHECK(all("a[0]") == "a0");
    CHECK(all("a[00-01]") == "a00 a01");
    CHECK(all("a[1-1]") == "a1");
    CHECK(all("SN[0001-3]") == "SN0001 SN0002 SN0003");
}

TEST_CASE("what is no range is refused", "[numbered]") {
    for (const std::string text :
         {"a[", "a]", "a[]", "a[1", "a1]", "a[1-]", "a[-1]", "a[3-1]", "a[1][2]", "a[[1]]", "a[1,]", "a[,1]", "a[x]",
          "a[1-100001]", "a[1-100000,1]", "a[1 - 2]", "a[9999999999999999999]", "a[0-999999999999999999]"})
        CHECK_FALSE(Numbered::parse(text));
    CHECK(Numbered::parse("a[1-100000]")->size() == 100000);
    CHECK(Numbered::parse("a[999999999999999999]")->at(0) == "a999999999999999999");
}

TEST_CASE("numbers before a plus count up", "[numbered]") {
    CHECK(along("12+", 3, 5).text == "15");
    CHECK(along("SN009+", 2, 5).text == "SN011");
    CHECK(along("10.77.0.254+", 3, 5).text == "10.77.1.1");
    CHECK(along("52:54:00:77:00:fe+", 3, 5).text == "52:54:00:77:01:01");
    CHECK(along("52-54-00-77-00-FE+", 1, 5).text == "52-54-00-77-00-ff");
    CHECK(along("a+", 3, 5).text == "a+");
    CHECK(along("+", 3, 5).text == "+");
    CHECK(along("1+2", 3, 5).text == "1+2");
}

TEST_CASE("counting has an end", "[numbered]") {
    CHECK(along("ff:ff:ff:ff:ff:ff+", 0, 5).fault.empty());
    CHECK(along("ff:ff:ff:ff:ff:ff+", 1, 5).fault_name == "range-overflow");
    CHECK(along("255.255.255.255+", 1, 5).fault_name == "range-overflow");
    CHECK(along("999999999999999999+", 1, 5).fault_name == "range-overflow");
    CHECK(along("9999999999999999999999+", 0, 5).fault_name == "range-overflow");
}

TEST_CASE("a bracket in a value counts along", "[numbered]") {
    CHECK(along("DISK[1-5]", 4, 5).text == "DISK5");
    CHECK(along("DISK[1-4]", 0, 5).fault_name == "range-length");
    CHECK(along("spec-ctrl=[x]", 0, 5).text == "spec-ctrl=[x]");
}
