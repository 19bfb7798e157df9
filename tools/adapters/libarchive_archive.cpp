#include "adapters/libarchive_archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <map>
#include <memory>

#include "core/error.hpp"

namespace site {
namespace {

using Writer = std::unique_ptr<archive, int (*)(archive*)>;
using Header = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

void check_path(const std::string& path) {
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto part = path.substr(begin, end - begin);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string::npos) {
            throw Error(Exit::bug, "archive: unsafe path \"" + path + "\"");
        }
        begin = end + 1;
    }
}

/// Files and their folders (null), in the order of their paths.
std::map<std::string, const ArchiveFile*> sorted_entries(const std::vector<ArchiveFile>& files) {
    std::map<std::string, const ArchiveFile*> entries;
    for (const auto& file : files) {
        check_path(file.path);
        if (!entries.emplace(file.path, &file).second) throw Error(Exit::bug, "archive: \"" + file.path + "\" twice");
    }
    for (const auto& file : files) {
        for (auto slash = file.path.find('/'); slash != std::string::npos; slash = file.path.find('/', slash + 1)) {
            const auto [folder, made] = entries.emplace(file.path.substr(0, slash), nullptr);
            if (!made && folder->second != nullptr) {
                throw Error(Exit::bug, "archive: \"" + folder->first + "\" is a file and a folder");
            }
        }
    }
    return entries;
}

void check(archive* writer, int code, const std::string& path) {
    if (code == ARCHIVE_OK) return;
    const char* reason = archive_error_string(writer);
    throw Error(Exit::cannot_write, "archive: " + path + ": " + (reason != nullptr ? reason : "failed"));
}

la_ssize_t append(archive*, void* text, const void* data, std::size_t count) {
    static_cast<std::string*>(text)->append(static_cast<const char*>(data), count);
    return static_cast<la_ssize_t>(count);
}

void write_entry(archive* writer, const std::string& path, const ArchiveFile* file) {
    const Header header(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(header.get(), (file != nullptr ? path : path + "/").c_str());
    archive_entry_set_filetype(header.get(), file != nullptr ? AE_IFREG : AE_IFDIR);
    archive_entry_set_perm(header.get(), file != nullptr ? static_cast<mode_t>(file->mode & 07777) : 0755);
    archive_entry_set_size(header.get(), file != nullptr ? static_cast<la_int64_t>(file->content.size()) : 0);
    archive_entry_set_mtime(header.get(), 0, 0);
    archive_entry_set_uid(header.get(), 0);
    archive_entry_set_gid(header.get(), 0);
    archive_entry_set_uname(header.get(), "root");
    archive_entry_set_gname(header.get(), "root");
    check(writer, archive_write_header(writer, header.get()), path);
    if (file != nullptr && !file->content.empty() &&
        archive_write_data(writer, file->content.data(), file->content.size()) !=
            static_cast<la_ssize_t>(file->content.size())) {
        check(writer, ARCHIVE_FATAL, path);
    }
}

}  // namespace

std::string LibarchiveArchive::pack(const std::vector<ArchiveFile>& files) {
    std::string out;
    const Writer writer(archive_write_new(), archive_write_free);
    check(writer.get(), archive_write_set_format_ustar(writer.get()), "ustar");
    check(writer.get(), archive_write_add_filter_none(writer.get()), "ustar");
    check(writer.get(), archive_write_set_bytes_in_last_block(writer.get(), 512), "ustar");
    check(writer.get(), archive_write_open(writer.get(), &out, nullptr, append, nullptr), "ustar");
    for (const auto& [path, file] : sorted_entries(files)) write_entry(writer.get(), path, file);
    check(writer.get(), archive_write_close(writer.get()), "ustar");
    return out;
}

}  // namespace site
