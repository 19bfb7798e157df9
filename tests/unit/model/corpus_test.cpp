#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "golden.hpp"
#include "model/faults.hpp"

using namespace site;

namespace {

std::set<std::string> corpus_names() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(tree_path("tests/corpus")))
        if (entry.path().extension() == ".xml") names.insert(entry.path().stem().string());
    return names;
}

std::set<std::string> known_faults() {
    std::set<std::string> names;
    for (const auto& fault : fault_names()) names.emplace(fault.name);
    return names;
}

}  // namespace

TEST_CASE("each faulty file of the corpus gives the faults that are expected", "[corpus]") {
    const auto folder = tree_path("tests/corpus");
    const auto known = known_faults();
    for (const auto& name : corpus_names()) {
        INFO(name);
        const auto result = read_in(folder, name + ".xml");
        const auto text = format_problems(result.problems);
        const auto expected = folder / (name + ".expected");
        const auto before = read_text(expected);
        if (accepting() && before != text) accept(expected, text);
        CHECK(before == text);
        for (const auto& problem : result.problems) CHECK(known.count(problem.name) == 1);
        if (known.count(name) > 0)
            CHECK(std::any_of(result.problems.begin(), result.problems.end(),
                              [&](const Problem& problem) { return problem.name == name; }));
    }
}

TEST_CASE("every fault has a faulty file, and every faulty file is a fault", "[corpus]") {
    auto names = corpus_names();
    CHECK(names.erase("many") == 1);
    CHECK(names == known_faults());
}

TEST_CASE("faults have places but for the last line of too many", "[corpus]") {
    for (const auto& name : corpus_names()) {
        INFO(name);
        for (const auto& problem : read_in(tree_path("tests/corpus"), name + ".xml").problems)
            if (problem.name != "too-many-faults") CHECK(problem.where.file);
    }
}
