// Any bytes as a site file: read_site answers, its places lie in the file, its problems are printable and sorted.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "model/check_site.hpp"
#include "model/read_site.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check_problem(const site::Problem& problem, std::size_t lines) {
    require(!problem.name.empty() && !problem.text.empty());
    const auto text = format_problem(problem);
    require(std::none_of(text.begin(), text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
    if (problem.where.file && *problem.where.file == "site.xml") require(problem.where.line <= lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    // Every include finds the text itself: cycles and doubling are what it is tried with.
    const auto read = [&](const std::string& path) {
        return path.size() < 40 ? std::optional<std::string>(text) : std::nullopt;
    };
    const auto result = site::read_site("site.xml", text, read);
    for (const auto& problem : result.problems) check_problem(problem, lines);
    require(std::is_sorted(result.problems.begin(), result.problems.end(), [](const auto& a, const auto& b) {
        return a.where.file && b.where.file && order(a.where, b.where) < 0;
    }));
    // A site that was read without a fault passes where it came from nowhere.
    if (result.problems.empty()) require(site::check_site(result.site).empty());
    return 0;
}
