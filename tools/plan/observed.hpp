// What is asked of the world, and what it answered. Silence is unknown, never absence.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/target.hpp"

namespace site {

/// A file or folder on this machine. Contents are asked for only where a diff is shown; of a folder, whether it is there.
struct FileQuery {
    std::string path;
    enum class Of { digest, content, folder } of = Of::digest;
};
struct FileSeen {
    bool exists = false;
    std::string digest;            ///< SHA-256
    std::string content;
    int mode = 0;
};

struct ServiceQuery {
    std::string name, pid_file;
};
struct ServiceSeen {
    bool running = false;
};

/// A node that was installed: does it answer, is it a Dom0, and which of its managed files differ from `digests`?
struct NodeQuery {
    SshTarget ssh;
    PowerTarget power;
    std::map<std::string, std::string> digests;    ///< absolute path -> SHA-256 wished
    bool ask_ssh = false;                          ///< only nodes whose host key is known
    bool ask_power = false;
};
enum class Answered { not_asked, yes, no_answer, refused };
struct NodeSeen {
    Answered ssh = Answered::not_asked;
    std::string ssh_text;                          ///< why not
    bool xen = false;
    std::string xen_version;
    std::map<std::string, std::string> differing;  ///< path -> its content now ("" when absent)
    std::string power = "unknown";                 ///< on, off, unknown
};

struct Queries {
    std::vector<FileQuery> files;
    std::vector<ServiceQuery> services;
    std::vector<NodeQuery> nodes;
};

struct Observed {
    std::map<std::string, FileSeen> files;
    std::map<std::string, ServiceSeen> services;
    std::map<std::string, NodeSeen> nodes;
};

}  // namespace site
