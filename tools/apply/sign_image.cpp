#include <fmt/core.h>

#include "apply/effects.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"
#include "ports/files.hpp"
#include "ports/signer.hpp"

namespace site {
namespace {

constexpr std::uint64_t chunk_size = 4 << 20;

std::string list_chunks(Files& files, const std::string& path) {
    auto lines = fmt::format("chunk-size {}\n", chunk_size);
    for (std::uint64_t number = 0;; ++number) {
        const auto part = files.read_part(path, number * chunk_size, chunk_size);
        if (!part) throw Error(Exit::failed, path + " is not there");
        if (part->empty()) return lines;
        lines += fmt::format("chunk {} {}\n", number, sha256(*part));
        if (part->size() < chunk_size) return lines;
    }
}

}  // namespace

void sign_image(const SignImage& image, Ports& ports) {
    auto manifest = fmt::format("sitekit-image 1\nname {}\nrecipe {}\n", image.name, image.recipe_digest);
    for (const auto& name : image.files) {
        const auto path = image.folder + "/" + name;
        const auto size = ports.files.size(path);
        const auto digest = ports.files.sha256(path);
        if (!size || !digest) throw Error(Exit::failed, "the image was built without " + path);
        manifest += fmt::format("file {} {} {}\n", name, size->bytes, *digest);
    }
    manifest += list_chunks(ports.files, image.folder + "/" + image.streamed);
    const auto packages = ports.files.read(image.folder + "/" + image.package_list).value_or("");
    for (std::size_t at = 0; at < packages.size();) {
        const auto end = std::min(packages.find('\n', at), packages.size());
        if (end > at) manifest += "package " + packages.substr(at, end - at) + "\n";
        at = end + 1;
    }
    ports.files.write(image.folder + "/manifest.minisig", ports.signer.sign(manifest, "sitekit image " + image.name), 0644);
    ports.files.write(image.folder + "/manifest", manifest, 0644);
}

}  // namespace site
