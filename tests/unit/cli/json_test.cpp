#include "cli/json.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace site;

TEST_CASE("objects keep their order", "[json]") {
    const Json json(
        Json::Object{{"schema", 1}, {"name", "demo"}, {"all", true}, {"none", Json{}}, {"list", Json::Array{1, "b"}}});
    CHECK(format_json(json, 0) == R"({"schema":1,"name":"demo","all":true,"none":null,"list":[1,"b"]})");
    CHECK(format_json(Json(Json::Object{{"a", Json::Array{1}}})) == "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST_CASE("numbers are whole where they are", "[json]") {
    CHECK(format_json(Json(std::numeric_limits<std::uint64_t>::max()), 0) == "18446744073709551615");
    CHECK(format_json(Json(std::numeric_limits<std::int64_t>::min()), 0) == "-9223372036854775808");
    CHECK(format_json(Json(0.5), 0) == "0.5");
    CHECK(format_json(Json(std::numeric_limits<double>::quiet_NaN()), 0) == "null");
}

TEST_CASE("text is always valid", "[json]") {
    CHECK(format_json(Json("a\"\n\x01"), 0) == "\"a\\\"\\n\\u0001\"");
    CHECK(format_json(Json("bad \xff"), 0) == "\"bad \xef\xbf\xbd\"");
    CHECK(format_json(Json(Json::Array{}), 0) == "[]");
    CHECK(format_json(Json(Json::Object{}), 0) == "{}");
}
