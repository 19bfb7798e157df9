#include "sitelab/read_site_file.hpp"

#include <ostream>

#include "core/error.hpp"
#include "model/read_site.hpp"
#include "ports/files.hpp"

namespace site {

std::optional<Site> read_site_file(const std::string& path, Files& files, Terminal& terminal) {
    const auto text = files.read(path);
    if (!text) throw Error(Exit::usage, path + ": no such file; name a site file");
    auto result = read_site(path, *text, [&files](const std::string& included) { return files.read(included); });
    if (result.problems.empty()) return std::move(result.site);
    for (const auto& problem : result.problems) terminal.err << "sitelab: error: " << format_problem(problem) << '\n';
    return std::nullopt;
}

}  // namespace site
