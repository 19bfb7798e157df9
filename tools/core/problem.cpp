#include "core/problem.hpp"

#include <algorithm>

namespace site {

std::string format_problem(const Problem& problem) {
    std::string line = format_where(problem.where);
    if (!line.empty()) line += ": ";
    line += problem.text;
    if (!problem.hint.empty()) line += "; " + problem.hint;
    return line + " [" + problem.name + "]";
}

void sort_problems(Problems& problems) {
    auto before = [](const Problem& a, const Problem& b) {
        if (auto places = order(a.where, b.where); places != 0) return places < 0;
        if (a.name != b.name) return a.name < b.name;
        return a.text < b.text;
    };
    auto same = [](const Problem& a, const Problem& b) {
        return order(a.where, b.where) == 0 && a.name == b.name && a.text == b.text;
    };
    std::stable_sort(problems.begin(), problems.end(), before);
    problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
}

}  // namespace site
