// The one-way street of docs/architecture.md: who may include whom.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using Names = std::set<std::string>;

const Names tools{"siteinit", "siteprov", "siteguard", "sitelab"};
const Names pure{"core", "plan", "render", "model", "balance", "storage", "pxe", "images", "templates"};

/// Folder -> what it may use besides itself. The tools may use everything, but only their main.cpp the adapters.
const std::map<std::string, Names> may_use{
    {"core", {}},
    {"plan", {"core"}},
    {"render", {"core"}},
    {"model", {"core"}},
    {"ports", {"core"}},
    {"balance", {"core"}},
    {"state", {"ports", "core"}},
    {"storage", {"plan", "render", "model", "core"}},
    {"pxe", {"plan", "render", "model", "core"}},
    {"images", {"plan", "render", "model", "core"}},
    {"templates", {"plan", "render", "model", "core"}},
    {"observe", {"ports", "plan", "core"}},
    {"apply", {"state", "ports", "plan", "core"}},
    {"adapters", {"ports", "core"}},
    {"cli", {"state", "plan", "model", "core"}},
};

/// Beginning of a third-party header's name -> the folders that may include it.
const std::vector<std::pair<std::string, Names>> third_party{
    {"fmt/", {"everywhere"}},
    {"pugi", {"model"}},
    {"CLI/", {"cli"}},
    {"nlohmann/", {"cli"}},
    {"sodium/crypto_hash_sha256.h", {"core", "adapters"}},
    {"sodium", {"adapters"}},
    {"sqlite3", {"adapters"}},
    {"libssh", {"adapters"}},
    {"curl/", {"adapters"}},
    {"archive", {"adapters"}},
    {"httplib", {"adapters"}},
    {"openssl/", {}},
    {"boost/", {}},
};

const Names impure{"fstream", "filesystem", "thread",   "random", "unistd.h",
                   "fcntl.h", "poll.h",     "iostream", "cstdio", "stdio.h"};

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

/// "tools/core/name.hpp" -> "core", "pxe/kea.cpp" -> "pxe".
std::string folder_of(const std::string& file) {
    return first_part(file) == "tools" ? first_part(file.substr(std::min(file.size(), std::size_t{6})))
                                       : first_part(file);
}

std::string check_own(const std::string& file, const std::string& header) {
    const auto folder = folder_of(file);
    const auto slash = header.find('/');
    if (slash == std::string::npos) {
        const bool generated = header.ends_with("_files.hpp");
        if (generated && (header == folder + "_files.hpp" || tools.count(folder) != 0)) return {};
        return generated ? "the embedded files of another folder" : "not a path from the root";
    }
    const auto target = first_part(header);
    if (target == folder) return {};
    if (may_use.count(target) == 0 && tools.count(target) == 0) return "unknown folder " + target;
    if (tools.count(folder) != 0) {
        if (target == "adapters" && !file.ends_with("/main.cpp")) return "adapters outside main.cpp";
        return tools.count(target) != 0 ? folder + " uses another tool, " + target : "";
    }
    const auto rule = may_use.find(folder);
    if (rule == may_use.end()) return "folder " + folder + " is in no rule";
    return rule->second.count(target) != 0 ? "" : folder + " may not use " + target;
}

std::string check_foreign(const std::string& file, const std::string& header) {
    const auto folder = folder_of(file);
    if (pure.count(folder) != 0 && (impure.count(header) != 0 || header.starts_with("sys/"))) {
        return "pure folder " + folder + " may not use <" + header + ">";
    }
    for (const auto& [begin, folders] : third_party) {
        if (!header.starts_with(begin)) continue;
        if (folders.count("everywhere") != 0 || folders.count(folder) != 0) return {};
        return folder + " may not use <" + header + ">";
    }
    return {};
}

/// What is wrong with a line of a file (path from the root), or "".
std::string check_line(const std::string& file, const std::string& line) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos) return {};
    if (line[begin] != '#') {
        return pure.count(folder_of(file)) != 0 && line.find("getenv(") != std::string::npos
                   ? "pure folder " + folder_of(file) + " may not read the environment"
                   : "";
    }
    const auto word = line.find("include", begin);
    const auto open = word == std::string::npos ? word : line.find_first_of("<\"", word);
    if (open == std::string::npos) return {};
    const auto close = line.find_first_of(">\"", open + 1);
    if (close == std::string::npos) return "an #include without an end";
    const auto header = line.substr(open + 1, close - open - 1);
    return line[open] == '<' ? check_foreign(file, header) : check_own(file, header);
}

std::vector<std::string> check_tree(const std::filesystem::path& root, std::size_t& files) {
    std::vector<std::string> faults;
    for (const char* top : {"tools", "pxe", "images", "templates", "storage"}) {
        if (!std::filesystem::exists(root / top)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp" && extension != ".h")) continue;
            const auto file = std::filesystem::relative(entry.path(), root).generic_string();
            ++files;
            std::ifstream stream(entry.path());
            std::string line;
            for (int number = 1; std::getline(stream, line); ++number) {
                const auto fault = check_line(file, line);
                if (!fault.empty()) faults.push_back(file + ":" + std::to_string(number) + ": " + fault);
            }
        }
    }
    std::sort(faults.begin(), faults.end());
    return faults;
}

}  // namespace

TEST_CASE("No file includes what its folder may not use", "[layers]") {
    std::size_t files = 0;
    const auto faults = check_tree(SITE_SOURCE_DIR, files);
    CHECK(files > 50);
    for (const auto& fault : faults) FAIL_CHECK(fault);
}

TEST_CASE("Bad lines are found", "[layers]") {
    const auto bad = GENERATE(table<std::string, std::string>({
        {"tools/core/a.hpp", "#include \"plan/plan.hpp\""},
        {"tools/plan/a.cpp", "#  include \"model/site.hpp\""},
        {"tools/plan/a.cpp", "#include \"ports/ssh.hpp\""},
        {"tools/observe/a.cpp", "#include \"apply/apply_plan.hpp\""},
        {"tools/adapters/a.cpp", "#include \"plan/plan.hpp\""},
        {"tools/cli/a.cpp", "#include \"adapters/real_ports.hpp\""},
        {"tools/siteinit/cmd_apply.cpp", "#include \"adapters/real_ports.hpp\""},
        {"tools/siteinit/cmd_apply.cpp", "#include \"siteguard/siteguard.hpp\""},
        {"tools/apply/a.cpp", "#include \"images_files.hpp\""},
        {"tools/apply/a.cpp", "#include \"a.hpp\""},
        {"tools/apply/a.cpp", "#include \"nowhere/a.hpp\""},
        {"tools/newcomer/a.cpp", "#include \"core/error.hpp\""},
        {"pxe/a.cpp", "#include \"images/manifest.hpp\""},
        {"storage/aoe_lvm/a.cpp", "#include \"ports/ssh.hpp\""},
        {"tools/core/a.cpp", "#include <pugixml.hpp>"},
        {"tools/cli/a.cpp", "#include <sqlite3.h>"},
        {"tools/siteinit/main.cpp", "#include <httplib.h>"},
        {"tools/model/a.cpp", "#include <fstream>"},
        {"tools/render/a.cpp", "#include <sys/stat.h>"},
        {"tools/balance/a.cpp", "#include <random>"},
        {"images/a.cpp", "const char* home = std::getenv(\"HOME\");"},
    }));
    INFO(std::get<0>(bad) << ": " << std::get<1>(bad));
    CHECK_FALSE(check_line(std::get<0>(bad), std::get<1>(bad)).empty());
}

TEST_CASE("Good lines are left alone", "[layers]") {
    const auto good = GENERATE(table<std::string, std::string>({
        {"tools/core/a.hpp", "#include <string>"},
        {"tools/plan/a.cpp", "#include <fmt/core.h>"},
        {"tools/model/a.cpp", "#include <pugixml.hpp>"},
        {"tools/state/a.cpp", "#include \"ports/state_store.hpp\""},
        {"tools/adapters/a.cpp", "#include <sqlite3.h>"},
        {"tools/siteinit/main.cpp", "#include \"adapters/real_ports.hpp\""},
        {"tools/siteinit/cmd_apply.cpp", "#include \"apply/apply_plan.hpp\""},
        {"pxe/a.cpp", "#include \"pxe_files.hpp\""},
        {"pxe/a.cpp", "// #include \"images/manifest.hpp\""},
        {"storage/aoe_lvm/a.cpp", "#include \"storage/kind.hpp\""},
        {"tools/sitelab/a.cpp", "#include <filesystem>"},
    }));
    INFO(std::get<0>(good) << ": " << std::get<1>(good));
    CHECK(check_line(std::get<0>(good), std::get<1>(good)).empty());
}
