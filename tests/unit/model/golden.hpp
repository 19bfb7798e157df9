// Files of the tree as tests see them; SITE_TEST_ACCEPT=1 rewrites what was expected, and the test then fails.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "model/read_site.hpp"

namespace site {

inline std::filesystem::path tree_path(const std::string& path) {
    return std::filesystem::path(SITE_SOURCE_DIR) / path;
}

inline std::optional<std::string> read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

inline bool accepting() { return std::getenv("SITE_TEST_ACCEPT") != nullptr; }

inline void accept(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

/// Reads `folder`/`name` as an operator would in that folder.
inline ReadResult read_in(const std::filesystem::path& folder, const std::string& name) {
    return read_site(name, read_text(folder / name).value_or(""),
                     [&](const std::string& path) { return read_text(folder / path); });
}

/// One line for each.
inline std::string format_problems(const Problems& problems) {
    std::string text;
    for (const auto& problem : problems) text += format_problem(problem) + "\n";
    return text;
}

/// A text that includes nothing.
inline ReadResult read_alone(const std::string& text) { return read_site("site.xml", text, nullptr); }

/// A site that has nothing wrong but what `more` adds to it.
inline std::string small_site(const std::string& more) {
    return R"(<site name="demo" domain="demo.example">
<provisioner host="prov" network="lan" address="10.77.0.1" interface="prov0"/>
<network name="lan" cidr="10.77.0.0/16" roles="provisioning management guests" bridge="xenbr0"/>
<image name="dom0" recipe="debian12-xen"/>
)" + more + "</site>\n";
}

}  // namespace site
