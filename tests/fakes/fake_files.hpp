// Files in memory.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "ports/files.hpp"

namespace site {

class FakeFiles : public Files {
  public:
    struct File {
        std::string content;
        int mode = 0644;
    };
    std::map<std::string, File> files;
    std::set<std::string> folders;     ///< empty ones that were made; those of files exist by themselves
    std::vector<std::string> log;      ///< "write /a", "remove /a", "remove_tree /a", "make_folder /a", "rename /a /b"
    std::set<std::string> unwritable;  ///< writing these paths fails as a full disk does
    Size free{std::uint64_t{100} << 30};

    std::optional<std::string> read(const std::string& path) override {
        const std::lock_guard lock(mutex_);
        const auto found = files.find(path);
        if (found == files.end()) return std::nullopt;
        return found->second.content;
    }
    std::optional<std::string> read_part(const std::string& path, std::uint64_t offset, std::uint64_t limit) override {
        const auto content = read(path);
        if (!content) return std::nullopt;
        return offset >= content->size() ? std::string() : content->substr(offset, limit);
    }
    void write(const std::string& path, const std::string& content, int mode) override {
        const std::lock_guard lock(mutex_);
        log.push_back("write " + path);
        if (unwritable.count(path) != 0)
            throw Error(Exit::cannot_write, "cannot write " + path + ": No space left on device");
        files[path] = {content, mode};
    }
    void write_quickly(const std::string& path, const std::string& content, int mode) override {
        write(path, content, mode);
    }
    void remove(const std::string& path) override {
        const std::lock_guard lock(mutex_);
        log.push_back("remove " + path);
        files.erase(path);
    }
    void remove_tree(const std::string& path) override {
        const std::lock_guard lock(mutex_);
        log.push_back("remove_tree " + path);
        std::erase_if(files, [&](const auto& file) { return is_in(file.first, path); });
        std::erase_if(folders, [&](const auto& folder) { return is_in(folder, path); });
    }
    void make_folder(const std::string& path, int) override {
        const std::lock_guard lock(mutex_);
        log.push_back("make_folder " + path);
        folders.insert(path);
    }
    void rename(const std::string& from, const std::string& to) override {
        const std::lock_guard lock(mutex_);
        log.push_back("rename " + from + " " + to);
        if (!exists_here(from))
            throw Error(Exit::cannot_write, "cannot rename " + from + ": No such file or directory");
        std::map<std::string, File> moved;
        for (const auto& [path, file] : files) {
            if (is_in(path, from)) moved[to + path.substr(from.size())] = file;
        }
        std::set<std::string> moved_folders;
        for (const auto& folder : folders) {
            if (is_in(folder, from)) moved_folders.insert(to + folder.substr(from.size()));
        }
        std::erase_if(files, [&](const auto& file) { return is_in(file.first, from); });
        std::erase_if(folders, [&](const auto& folder) { return is_in(folder, from); });
        for (auto& [path, file] : moved) files[path] = file;
        folders.merge(moved_folders);
    }
    bool exists(const std::string& path) override {
        const std::lock_guard lock(mutex_);
        return exists_here(path);
    }
    std::vector<std::string> list(const std::string& folder) override {
        const std::lock_guard lock(mutex_);
        std::set<std::string> names;
        const auto add = [&](const std::string& path) {
            if (path == folder || !is_in(path, folder)) return;
            const auto rest = path.substr(folder.size() + 1);
            names.insert(rest.substr(0, rest.find('/')));
        };
        for (const auto& file : files) add(file.first);
        for (const auto& made : folders) add(made);
        return {names.begin(), names.end()};
    }
    std::optional<Size> size(const std::string& path) override {
        const auto content = read(path);
        if (!content) return std::nullopt;
        return Size{content->size()};
    }
    std::optional<int> mode(const std::string& path) override {
        const std::lock_guard lock(mutex_);
        const auto found = files.find(path);
        if (found == files.end()) return std::nullopt;
        return found->second.mode;
    }
    std::optional<std::string> sha256(const std::string& path) override {
        const auto content = read(path);
        if (!content) return std::nullopt;
        return site::sha256(*content);
    }
    Size free_space(const std::string&) override { return free; }
    std::unique_ptr<FileLock> lock(const std::string& path) override {
        const std::lock_guard guard(mutex_);
        if (!locked.insert(path).second) return nullptr;
        return std::make_unique<Held>(locked, path);
    }
    std::set<std::string> locked;

  private:
    class Held : public FileLock {
      public:
        Held(std::set<std::string>& all, std::string path) : all_(all), path_(std::move(path)) {}
        ~Held() override { all_.erase(path_); }

      private:
        std::set<std::string>& all_;
        std::string path_;
    };
    static bool is_in(const std::string& path, const std::string& folder) {
        return path == folder || path.starts_with(folder + "/");
    }
    bool exists_here(const std::string& path) const {
        return std::any_of(files.begin(), files.end(), [&](const auto& file) { return is_in(file.first, path); }) ||
               std::any_of(folders.begin(), folders.end(), [&](const auto& folder) { return is_in(folder, path); });
    }

    std::mutex mutex_;
};

}  // namespace site
