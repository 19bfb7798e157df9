// What an image is made of: files, chunks and packages, as signed by the site (docs/design/0003-installation.md,
// "Manifest").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace site {

struct ManifestFile {
    std::string name;  ///< "vmlinuz", "installer.img", "rootfs.tar.zst"
    std::uint64_t bytes = 0;
    std::string sha256;  ///< 64 hex digits, lower case, as everywhere here
    bool operator==(const ManifestFile&) const = default;
};

struct Manifest {
    std::string name;           ///< of the image in the site file
    std::string recipe_sha256;  ///< of recipe_text()
    std::vector<ManifestFile> files;
    std::uint64_t chunk_bytes = 4194304;
    std::vector<std::string> chunks;    ///< SHA-256 of each chunk of rootfs.tar.zst, in order; the last may be shorter
    std::vector<std::string> packages;  ///< "linux-image-amd64 6.1.x"
    bool operator==(const Manifest&) const = default;
};

std::string format_manifest(const Manifest& manifest);

/// The manifest, or in `fault` why it is none: "line 3: not a hash". Unknown kinds of lines are faults, as for the
/// installer.
struct ManifestResult {
    std::optional<Manifest> manifest;
    std::string fault;
};
ManifestResult parse_manifest(const std::string& text);

/// Null when the manifest does not name it.
const ManifestFile* find_file(const Manifest& manifest, const std::string& name);

}  // namespace site
