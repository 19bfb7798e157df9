#include "model/faults.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <set>

#include "golden.hpp"

using namespace site;

namespace {
Where at(std::uint32_t line) { return {std::make_shared<const std::string>("site.xml"), line, 1}; }
/// The first quoted word-with-hyphens.
std::string first_kebab(const std::string& text) {
    for (auto open = text.find('"'); open != std::string::npos; open = text.find('"', open + 1)) {
        const auto close = text.find('"', open + 1);
        if (close == std::string::npos) return {};
        const auto word = text.substr(open + 1, close - open - 1);
        if (word.find('-') != std::string::npos &&
            word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos)
            return word;
        open = close;
    }
    return {};
}
}  // namespace

TEST_CASE("a fault is kept once", "[faults]") {
    Faults faults;
    faults.add(at(1), "x", "text");
    faults.add(at(1), "x", "text");
    faults.add(at(1), "x", "other");
    CHECK(faults.raised() == 3);
    CHECK(faults.take().size() == 2);
}

TEST_CASE("of one kind at one place ten are kept and the rest counted", "[faults]") {
    Faults faults;
    for (int i = 0; i < 100; ++i) faults.add(at(1), "x", "text " + std::to_string(i));
    faults.add(at(1), "y", "text");
    const auto problems = faults.take();
    REQUIRE(problems.size() == 12);
    CHECK(problems[10].text == "and 90 more of this kind here");
    CHECK(problems[11].name == "y");
}

TEST_CASE("at most twenty thousand are kept", "[faults]") {
    Faults faults;
    for (std::uint32_t i = 0; i < 30000; ++i) faults.add(at(i + 1), "x", "text");
    CHECK(faults.full());
    const auto problems = faults.take();
    CHECK(problems.size() == 20001);
    CHECK(problems.back().name == "too-many-faults");
}

TEST_CASE("texts are printable and not endless", "[faults]") {
    Faults faults;
    faults.add(at(1), "x", "a\x1b[2Jb\n" + std::string(1000, 'z'));
    const auto text = faults.take().at(0).text;
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.size() < 500);
}

TEST_CASE("suggestions stop when they have cost enough", "[faults]") {
    Faults faults;
    const std::vector<std::string> names(10000, std::string(50, 'a'));
    int answered = 0;
    for (int i = 0; i < 1000; ++i)
        answered += faults.suggest(std::string(50, 'b'), names).empty() && faults.suggests() ? 1 : 0;
    CHECK(answered < 5);
    CHECK_FALSE(faults.suggests());
}

TEST_CASE("every name that the code gives is in the table", "[faults]") {
    std::set<std::string> known;
    for (const auto& fault : fault_names()) CHECK(known.emplace(fault.name).second);
    for (const auto& entry : std::filesystem::directory_iterator(tree_path("tools/model"))) {
        const auto file = entry.path().filename().string();
        if (entry.path().extension() != ".cpp" || file == "read_recipe.cpp") continue;
        const auto text = read_text(entry.path()).value_or("");
        for (const std::string call : {"add(", "ValueFault{", "unless(", "good("})
            for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
                const auto word = first_kebab(text.substr(at, text.find(';', at) - at));
                INFO(file << ": " << word);
                CHECK((word.empty() || known.count(word) == 1));
            }
    }
}
