// Archive by libarchive.
#pragma once

#include "ports/archive.hpp"

namespace site {

/// Error (bug): a path that is absolute, has "." or ".." parts, comes twice or lies below a file. Error (cannot_write):
/// a path that ustar cannot hold (more than 255 characters).
class LibarchiveArchive : public Archive {
  public:
    std::string pack(const std::vector<ArchiveFile>& files) override;
};

}  // namespace site
