#include "images/manifest.hpp"
#include "siteinit/plan_site.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

}  // namespace

void plan_images(const PlanContext& context, const Observed& observed, PlanBuilder& plan) {
    for (const auto& image : context.images) {
        const auto folder = context.paths.images() + "/" + image.name;
        const auto found = observed.files.find(folder + "/manifest");
        const auto manifest = found == observed.files.end() ? ManifestResult{} : parse_manifest(found->second.content);
        const bool current = manifest.manifest && manifest.manifest->recipe_sha256 == image.recipe_digest;
        const bool wished = context.parts.empty() || context.parts.count("image") > 0;
        if (current || !wished) {
            plan.add({image_ready(image.name), "image " + image.name + " is there", Milestone{}});
            if (!current) plan.remark({"", "image " + image.name + " is not built from the present recipe", false});
            continue;
        }
        const auto id = image_ready(image.name);
        const auto work = context.paths.state + "/build/" + image.name;
        const auto output = work + "/out";
        plan.add({id + "/hooks", "write the hooks of the build", WriteTree{work + "/hooks", image.hooks}, {servers_ready}});
        plan.add({id + "/stage", "write what the recipe puts into the image", WriteTree{work + "/stage", image.stage}, {servers_ready}});
        plan.add({id + "/clear", "clear the place of the build", WriteTree{output, {{"README", "Being built.\n", 0644}}}, {servers_ready}});
        plan.add({id + "/build", "build image " + image.name + " with mmdebstrap", RunCommand{image.build}, {id + "/hooks", id + "/stage", id + "/clear"}, "",
                  Danger::none, "", 150s, 3600s});
        plan.add({id + "/compress", "compress it",
                  RunCommand{{{"zstd", "-q", "-f", "-10", "-T2", "--rm", "-o", output + "/rootfs.tar.zst", "--", output + "/rootfs.tar"}, {}, {}, 1800s}},
                  {id + "/build"}, "", Danger::none, "", 6s, 1800s});
        plan.add({id + "/sync", "let the disk have it", RunCommand{{{"sync", "--file-system", output}, {}, {}, 600s}}, {id + "/compress"}, "", Danger::none, "", 1s, 600s});
        plan.add({id + "/sign", "sign its manifest",
                  SignImage{output, image.name, image.recipe_digest, {"vmlinuz", "installer.img", "rootfs.tar.zst"}, "rootfs.tar.zst", "packages"},
                  {id + "/sync"}, "", Danger::none, "", 2s});
        plan.add({id, "image " + image.name + " is served", MoveFolder{output, folder}, {id + "/sign"}});
    }
}

}  // namespace site
