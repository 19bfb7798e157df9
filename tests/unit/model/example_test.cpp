#include <catch2/catch.hpp>

#include "golden.hpp"
#include "model/check_site.hpp"

using namespace site;

TEST_CASE("every example reads without a fault and says what it shows", "[example]") {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(tree_path("site-examples"))) {
        INFO(entry.path().filename().string());
        const auto result = read_in(entry.path(), "site.xml");
        CHECK(format_problems(result.problems).empty());
        CHECK(format_problems(check_site(result.site)).empty());
        CHECK(result.site.name == entry.path().filename().string());
        CHECK(read_text(entry.path() / "README.md"));
        ++count;
    }
    CHECK(count >= 7);
}
