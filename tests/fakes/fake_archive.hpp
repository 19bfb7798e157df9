// Archive that is a readable list: "0644 etc/hostname 6\nnode1\n\n", sorted by path.
#pragma once

#include <algorithm>
#include <cstdio>
#include <mutex>

#include "ports/archive.hpp"

namespace site {

class FakeArchive : public Archive {
  public:
    std::vector<std::vector<ArchiveFile>> log;  ///< what each call was given

    std::string pack(const std::vector<ArchiveFile>& files) override {
        {
            const std::lock_guard lock(mutex_);
            log.push_back(files);
        }
        auto sorted = files;
        std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        std::string out;
        for (const auto& file : sorted) {
            char mode[16];
            std::snprintf(mode, sizeof mode, "%04o ", static_cast<unsigned>(file.mode));
            out += mode + file.path + " " + std::to_string(file.content.size()) + "\n" + file.content + "\n";
        }
        return out;
    }

  private:
    std::mutex mutex_;
};

}  // namespace site
