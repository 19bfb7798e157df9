#include "images/image_build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "images_files.hpp"

namespace site {
namespace {

constexpr const char* hook_names[] = {"dom0/customize-hook",     "dom0/essential-hook", "dom0/initramfs-hook",
                                      "installer/dhcp",          "installer/init",      "installer/install",
                                      "installer/make-initramfs"};
constexpr const char* recipe_names[] = {"debian12-xen", "debian13-xen"};

/// Both lists, each word once, in order.
std::vector<std::string> united(std::vector<std::string> words, const std::vector<std::string>& more) {
    for (const auto& word : more)
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    return words;
}

std::string lines_of(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += word + '\n';
    return text;
}

/// The recipe's files, and over them the image's own.
std::vector<RenderedFile> image_files(const Recipe& recipe, const std::vector<RenderedFile>& own_files) {
    auto files = own_files;
    for (const auto& file : recipe.files) {
        const auto path = file.path.substr(1);
        const bool replaced =
            std::any_of(own_files.begin(), own_files.end(), [&](const RenderedFile& own) { return own.path == path; });
        if (!replaced) files.push_back({path, file.mode, file.content});
    }
    std::sort(files.begin(), files.end(), [](const RenderedFile& a, const RenderedFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace

Command image_build_command(const Recipe& recipe, const Image& image, const ImageBuildPaths& paths) {
    Command command;
    command.argv = {"mmdebstrap",
                    "--mode=root",
                    "--variant=minbase",
                    "--format=tar",
                    "--aptopt=APT::Install-Recommends \"false\"",
                    "--aptopt=Acquire::Languages \"none\"",
                    "--dpkgopt=force-confold"};
    for (const auto& pattern : recipe.excludes) command.argv.push_back("--dpkgopt=path-exclude=" + pattern);
    command.argv.push_back(fmt::format("--include={}", fmt::join(united(recipe.packages, image.packages), ",")));
    command.argv.push_back("--essential-hook=" + paths.hooks + "/dom0/essential-hook");
    command.argv.push_back("--customize-hook=" + paths.hooks + "/dom0/customize-hook");
    command.argv.push_back(recipe.suite);
    command.argv.push_back(paths.output + "/rootfs.tar");
    command.environment = {fmt::format("SOURCE_DATE_EPOCH={}", recipe.epoch),
                           "SITEKIT_STAGE=" + paths.stage,
                           "SITEKIT_OUT=" + paths.output,
                           "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                           "LC_ALL=C.UTF-8",
                           "TZ=UTC"};
    command.deadline = std::chrono::hours(1);
    return command;
}

std::vector<RenderedFile> render_build_stage(const Recipe& recipe, const Image& image,
                                             const std::vector<RenderedFile>& own_files,
                                             const std::string& public_key) {
    std::vector<RenderedFile> stage;
    for (auto& file : image_files(recipe, own_files))
        stage.push_back({"files/" + file.path, file.mode, std::move(file.content)});
    stage.push_back({"image.pub", 0644, public_key});
    stage.push_back({"initramfs-modules", 0644, lines_of(united(recipe.modules, image.modules))});
    stage.push_back({"masks", 0644, lines_of(recipe.masks)});
    return stage;
}

std::vector<RenderedFile> render_build_hooks() {
    std::vector<RenderedFile> hooks;
    for (const auto* name : hook_names) hooks.push_back({name, 0755, std::string(embedded::images_files(name))});
    return hooks;
}

std::string recipe_text(const Recipe& recipe, const Image& image, const std::vector<RenderedFile>& own_files,
                        const std::string& public_key) {
    const auto command = image_build_command(recipe, image, {"HOOKS", "STAGE", "OUTPUT"});
    auto text = format_command(command.argv) + '\n' + lines_of(command.environment);
    for (const auto& files : {render_build_hooks(), render_build_stage(recipe, image, own_files, public_key)})
        for (const auto& file : files)
            text += fmt::format("{} {:o} {}\n{}", file.path, file.mode, file.content.size(), file.content);
    return text;
}

std::string built_in_recipe(const std::string& name) {
    const bool known =
        std::any_of(std::begin(recipe_names), std::end(recipe_names), [&](const char* one) { return name == one; });
    return known ? std::string(embedded::images_files("recipes/" + name + ".xml")) : "";
}

std::vector<std::string> built_in_recipes() { return {std::begin(recipe_names), std::end(recipe_names)}; }

}  // namespace site
