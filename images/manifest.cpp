#include "images/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/name.hpp"
#include "core/sha256.hpp"

namespace site {
namespace {

constexpr std::uint64_t most_chunk_bytes = 67108864;  // what the installer takes

/// The first `count` words of a line; the last takes the rest. Absent: there are fewer.
std::optional<std::vector<std::string>> words(std::string_view line, std::size_t count) {
    std::vector<std::string> found;
    while (found.size() + 1 < count) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos || space == 0) return std::nullopt;
        found.emplace_back(line.substr(0, space));
        line.remove_prefix(space + 1);
    }
    if (line.empty() || line.front() == ' ' || line.back() == ' ') return std::nullopt;
    found.emplace_back(line);
    return found;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool leading_zero = text.size() > 1 && text.front() == '0';
    if (text.empty() || text.size() > 16 || leading_zero || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool is_file_name(std::string_view text) {
    return text.find('/') == std::string_view::npos && is_safe_path(fmt::format("/{}", text));
}

class ManifestParser {
  public:
    /// The fault of this line, or "".
    std::string take(std::string_view line) {
        if (first_) {
            first_ = false;
            return line == "sitekit-image 1" ? "" : "not a manifest of format 1";
        }
        const auto kind = line.substr(0, line.find(' '));
        if (kind == "name") return take_name(words(line, 2));
        if (kind == "recipe") return take_recipe(words(line, 2));
        if (kind == "file") return take_file(words(line, 4));
        if (kind == "chunk-size") return take_chunk_size(words(line, 2));
        if (kind == "chunk") return take_chunk(words(line, 3));
        if (kind == "package") return take_package(words(line, 3));
        return "unknown: " + std::string(kind.substr(0, 40));
    }

    std::string finish(Manifest& manifest) {
        if (manifest_.name.empty()) return "the name is missing";
        if (manifest_.recipe_sha256.empty()) return "the recipe is missing";
        if (!sized_) return "the chunk size is missing";
        const ManifestFile* root = find_file(manifest_, "rootfs.tar.zst");
        const auto bytes = root ? root->bytes : 0;
        if (manifest_.chunks.size() != (bytes + manifest_.chunk_bytes - 1) / manifest_.chunk_bytes)
            return "the number of chunks is not that of rootfs.tar.zst";
        manifest = std::move(manifest_);
        return {};
    }

  private:
    using Words = std::optional<std::vector<std::string>>;

    std::string take_name(const Words& line) {
        if (!line || !is_name((*line)[1])) return "not a name";
        if (!manifest_.name.empty()) return "a second name";
        manifest_.name = (*line)[1];
        return {};
    }

    std::string take_recipe(const Words& line) {
        if (!line || !is_sha256((*line)[1])) return "not a hash";
        if (!manifest_.recipe_sha256.empty()) return "a second recipe";
        manifest_.recipe_sha256 = (*line)[1];
        return {};
    }

    std::string take_file(const Words& line) {
        if (!line || !is_file_name((*line)[1])) return "not a file";
        const auto bytes = number((*line)[2]);
        if (!bytes) return "not a size";
        if (!is_sha256((*line)[3])) return "not a hash";
        if (find_file(manifest_, (*line)[1])) return "file " + (*line)[1] + " is there already";
        manifest_.files.push_back({(*line)[1], *bytes, (*line)[3]});
        return {};
    }

    std::string take_chunk_size(const Words& line) {
        const auto bytes = line ? number((*line)[1]) : std::nullopt;
        if (!bytes || *bytes == 0 || *bytes > most_chunk_bytes) return "not a chunk size";
        if (sized_) return "a second chunk size";
        sized_ = true;
        manifest_.chunk_bytes = *bytes;
        return {};
    }

    std::string take_chunk(const Words& line) {
        if (!line || number((*line)[1]) != manifest_.chunks.size()) return "not the next chunk";
        if (!is_sha256((*line)[2])) return "not a hash";
        manifest_.chunks.push_back((*line)[2]);
        return {};
    }

    std::string take_package(const Words& line) {
        if (!line || (*line)[2].find(' ') != std::string::npos) return "not a package and its version";
        manifest_.packages.push_back((*line)[1] + ' ' + (*line)[2]);
        return {};
    }

    Manifest manifest_;
    bool first_ = true, sized_ = false;
};

}  // namespace

std::string format_manifest(const Manifest& manifest) {
    auto text = fmt::format("sitekit-image 1\nname {}\nrecipe {}\n", manifest.name, manifest.recipe_sha256);
    const auto out = std::back_inserter(text);
    for (const auto& file : manifest.files) fmt::format_to(out, "file {} {} {}\n", file.name, file.bytes, file.sha256);
    fmt::format_to(out, "chunk-size {}\n", manifest.chunk_bytes);
    for (std::size_t i = 0; i < manifest.chunks.size(); ++i)
        fmt::format_to(out, "chunk {} {}\n", i, manifest.chunks[i]);
    for (const auto& package : manifest.packages) fmt::format_to(out, "package {}\n", package);
    return text;
}

ManifestResult parse_manifest(const std::string& text) {
    ManifestParser parser;
    std::size_t number = 0;
    for (std::size_t from = 0; from < text.size();) {
        ++number;
        const auto end = text.find('\n', from);
        const auto fault = end == std::string::npos ? "the last line has no end"
                                                    : parser.take(std::string_view(text).substr(from, end - from));
        if (!fault.empty()) return {std::nullopt, fmt::format("line {}: {}", number, fault)};
        from = end + 1;
    }
    Manifest manifest;
    const auto fault = parser.finish(manifest);
    if (!fault.empty()) return {std::nullopt, fault};
    return {std::move(manifest), {}};
}

const ManifestFile* find_file(const Manifest& manifest, const std::string& name) {
    const auto found = std::find_if(manifest.files.begin(), manifest.files.end(),
                                    [&](const ManifestFile& file) { return file.name == name; });
    return found == manifest.files.end() ? nullptr : &*found;
}

}  // namespace site
