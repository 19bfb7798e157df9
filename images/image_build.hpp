// From a recipe to the call that builds the image.
#pragma once

#include <string>
#include <vector>

#include "core/command.hpp"
#include "model/recipe.hpp"
#include "model/site.hpp"
#include "render/rendered_file.hpp"

namespace site {

struct ImageBuildPaths {
    std::string hooks;   ///< absolute; holds render_build_hooks()
    std::string stage;   ///< absolute; holds render_build_stage()
    std::string output;  ///< absolute; receives rootfs.tar, vmlinuz, installer.img, packages
};

/// The mmdebstrap call (as root; an hour). Output: a tar archive, uncompressed.
Command image_build_command(const Recipe& recipe, const Image& image, const ImageBuildPaths& paths);

/// Below paths.stage: files/..., masks, initramfs-modules, image.pub. `own_files` are the image's <file>s, read, with
/// paths from the root
/// ("etc/motd"); `public_key` is the site's in minisign's format.
std::vector<RenderedFile> render_build_stage(const Recipe& recipe, const Image& image,
                                             const std::vector<RenderedFile>& own_files, const std::string& public_key);

/// Below paths.hooks: dom0/..., installer/..., all 0755.
std::vector<RenderedFile> render_build_hooks();

/// All that decides what an image holds, as one text: its SHA-256 is the manifest's "recipe", and an image whose
/// manifest has another one is to be built again. The key is part of it, the paths are not.
std::string recipe_text(const Recipe& recipe, const Image& image, const std::vector<RenderedFile>& own_files,
                        const std::string& public_key);

/// The text of a recipe that comes with the tools ("debian12-xen"), or "".
std::string built_in_recipe(const std::string& name);
/// Sorted.
std::vector<std::string> built_in_recipes();

}  // namespace site
