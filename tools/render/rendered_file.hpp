// A file that was made but not yet written.
#pragma once

#include <functional>
#include <string>

namespace site {

/// Text below some root: "etc/hostname", 0644. The path is relative, of safe characters, without "." and "..".
struct RenderedFile {
    std::string path;
    int mode = 0644;
    std::string content;
};

/// Takes files one by one, in the order of their making.
using Sink = std::function<void(const RenderedFile&)>;

}  // namespace site
