// Files: by system calls.
#pragma once

#include "ports/files.hpp"

namespace site {

class PosixFiles : public Files {
  public:
    std::optional<std::string> read(const std::string& path) override;
    std::optional<std::string> read_part(const std::string& path, std::uint64_t offset, std::uint64_t limit) override;
    void write(const std::string& path, const std::string& content, int mode) override;
    void write_quickly(const std::string& path, const std::string& content, int mode) override;
    void remove(const std::string& path) override;
    void remove_tree(const std::string& path) override;
    void make_folder(const std::string& path, int mode) override;
    void rename(const std::string& from, const std::string& to) override;
    bool exists(const std::string& path) override;
    std::vector<std::string> list(const std::string& folder) override;
    std::optional<Size> size(const std::string& path) override;
    std::optional<int> mode(const std::string& path) override;
    std::optional<std::string> sha256(const std::string& path) override;
    Size free_space(const std::string& path) override;
    std::unique_ptr<FileLock> lock(const std::string& path) override;
};

}  // namespace site
