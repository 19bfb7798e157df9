#include "sitelab/lab_folder.hpp"

#include <fmt/core.h>

#include "core/error.hpp"
#include "core/name.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"

namespace site {
namespace {

constexpr const char* registry = "/run/sitelab";

std::string without_newline(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::string folder_of_choice(const LabChoice& choice, Files& files) {
    if (!choice.folder.empty()) return choice.folder;
    if (!choice.name.empty()) {
        if (!is_name(choice.name))
            throw Error(Exit::usage, fmt::format("\"{}\" is not the name of a lab", choice.name));
        const auto known = files.read(registry_file(choice.name));
        return known ? without_newline(*known) : standard_folder(choice.name);
    }
    const auto labs = files.list(registry);
    if (labs.empty()) throw Error(Exit::usage, "no lab is up; start one with 'sitelab up FILE', or name its --dir");
    if (labs.size() > 1) {
        std::string names;
        for (const auto& lab : labs) names += " " + lab;
        throw Error(Exit::usage, "several labs are up:" + names + "; choose one with --lab NAME");
    }
    return folder_of_choice({"", labs.front()}, files);
}

}  // namespace

std::string lab_file(const std::string& folder) { return folder + "/lab"; }
std::string registry_file(const std::string& name) { return std::string(registry) + "/" + name; }
std::string standard_folder(const std::string& name) { return "/var/lib/sitelab/" + name; }

std::optional<Lab> read_lab(const std::string& folder, Files& files) {
    const auto text = files.read(lab_file(folder));
    if (!text) return std::nullopt;
    auto lab = parse_lab(*text);
    if (!lab)
        throw Error(Exit::failed,
                    fmt::format("{} is damaged; 'sitelab up FILE --dir {}' writes it anew", lab_file(folder), folder));
    return lab;
}

OpenLab open_lab(const LabChoice& choice, Files& files) {
    const auto folder = folder_of_choice(choice, files);
    auto lab = read_lab(folder, files);
    if (!lab) throw Error(Exit::usage, fmt::format("there is no lab in {}; start one with 'sitelab up FILE'", folder));
    return {folder, std::move(*lab)};
}

const Machine& machine_of(const Lab& lab, const std::string& name) {
    if (const auto* machine = find_machine(lab, name)) return *machine;
    std::vector<std::string> names;
    for (const auto& machine : lab.machines) names.push_back(machine.name);
    const auto hint = did_you_mean(name, names);
    throw Error(Exit::usage, fmt::format("lab \"{}\" has no machine \"{}\"; {}", lab.name, name,
                                         hint.empty() ? "'sitelab status' lists them" : hint));
}

std::unique_ptr<FileLock> wait_for_lock(const std::string& path, LabPorts& ports) {
    const auto end = ports.clock.steady() + std::chrono::seconds(20);
    for (;;) {
        if (auto lock = ports.files.lock(path)) return lock;
        if (ports.clock.steady() > end)
            throw Error(Exit::busy, fmt::format("another sitelab is at work ({}); try again when it is done", path));
        ports.clock.sleep(std::chrono::milliseconds(50));
    }
}

bool namespace_exists(const std::string& name_space, Files& files) { return files.exists("/run/netns/" + name_space); }

}  // namespace site
