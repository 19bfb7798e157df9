// How a Dom0 image is made: packages, what is left out, files, modules. Read from images/recipes/*.xml or a file of
// that shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/size.hpp"
#include "core/where.hpp"

namespace site {

struct RecipeFile {
    Where where;
    std::string path;  ///< absolute, in the image
    std::string content;
    int mode = 0644;
};

struct Recipe {
    Where where;
    std::string name;                   ///< "debian12-xen"
    std::string suite;                  ///< "bookworm"
    std::string xen;                    ///< "4.17"
    Size dom0_memory{mebibytes(1024)};  ///< what the image needs; a hint for checks
    int dom0_vcpus = 0;
    std::int64_t epoch = 0;  ///< SOURCE_DATE_EPOCH, seconds since 1970
    std::vector<std::string> packages;
    std::vector<std::string> excludes;  ///< dpkg path patterns that are not unpacked
    std::vector<std::string> masks;     ///< systemd units
    std::vector<std::string> modules;   ///< of the Dom0's own initramfs
    std::vector<RecipeFile> files;
};

}  // namespace site
