// Tar archives with the same bytes for the same files.
#pragma once

#include <string>
#include <vector>

namespace site {

struct ArchiveFile {
    std::string path;       ///< relative: "etc/hostname"; parent folders are added (0755)
    std::string content;
    int mode = 0644;
};

class Archive {
  public:
    virtual ~Archive() = default;
    /// Uncompressed ustar, sorted by path, owner root, time 0.
    virtual std::string pack(const std::vector<ArchiveFile>& files) = 0;
};

}  // namespace site
