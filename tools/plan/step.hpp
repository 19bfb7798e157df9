// One step of a plan: what it is called, what it does, what must come before, and how dangerous it is.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "core/command.hpp"
#include "core/target.hpp"

namespace site {

/// What a step does to what runs or is stored. Severe ones need a confirmation by name.
enum class Danger { none, interrupts, destroys_data };

struct FileContent {
    std::string path;
    std::string content;
    int mode = 0644;
};

// Effects: plain data, carried out by apply/ alone.

struct MakeFolder {
    std::string path;
    int mode = 0755;
};
/// Writes a file on this machine; `before` is what stands there now, for the diff.
struct WriteFile {
    FileContent file;
    std::string before;
};
/// Replaces a whole folder; paths are relative to it.
struct WriteTree {
    std::string folder;
    std::vector<FileContent> files;
};
/// Takes the place of `to`, which is removed.
struct MoveFolder {
    std::string from, to;
};
struct CopyFile {
    std::string from, to;
    int mode = 0644;
};
struct RunCommand {
    Command command;
};
/// A service of ours that outlives the run. It is stopped first when it runs; `digest` tells later whether it runs with this configuration.
struct StartService {
    std::string name;
    std::vector<std::string> argv;
    std::string pid_file;
    std::string log;
    std::string digest;
};
/// Makes and signs the manifest of the image files in `folder` (docs/design/0003-installation.md). `streamed` is the file that goes in chunks;
/// `package_list` holds lines "name version".
struct SignImage {
    std::string folder;
    std::string name;
    std::string recipe_digest;
    std::vector<std::string> files;
    std::string streamed;
    std::string package_list;
};
/// Puts the node's answers, own files and boot script in place and arms it. In `answers` and `boot_script` the words @MANIFEST@ @OVERLAY@ @JOB@
/// stand for facts that are known only then, as @SITE_KEY@ does in `files`; @TOKEN@ in the boot script stays until it is fetched.
struct ArmNode {
    std::string node, mac, address;
    std::string image;            ///< name
    std::string image_folder;
    std::string answers, boot_script;
    std::vector<FileContent> files;
};
struct PowerNode {
    enum class Action { on, off, cycle, network_boot } action = Action::on;   ///< network_boot: next boot from the network, off, on
    PowerTarget target;
};
/// Waits until the node's present installation has reported the end of a stage; fails when it reports a failure, is off, or is late.
struct WaitStage {
    std::string stage;
    PowerTarget target;           ///< asked now and then whether the node is still on
};
/// Waits until the node answers by ssh with the host key that it reported.
struct WaitSsh {
    SshTarget target;             ///< here and below: the host key is empty, the stored one is used
};
/// `xl info` answers; then the installation is over and recorded.
struct ProveXen {
    SshTarget target;
};
struct UploadFile {
    SshTarget target;
    FileContent file;
    std::string before;
};
struct RunOnNode {
    SshTarget target;
    Command command;
};
struct StoreValue {
    std::string key, value;
};
struct Milestone {};

using Effect = std::variant<MakeFolder, WriteFile, WriteTree, MoveFolder, CopyFile, RunCommand, StartService, SignImage, ArmNode, PowerNode, WaitStage, WaitSsh,
                            ProveXen, UploadFile, RunOnNode, StoreValue, Milestone>;

struct Step {
    std::string id;                       ///< "node1/arm", unique in its plan
    std::string title;                    ///< "wipe disk DEMO0001 and install dom0"
    Effect effect;
    std::vector<std::string> after{};     ///< ids
    std::string node{};                   ///< the node whose failure this step's failure is; empty: everybody's
    Danger danger = Danger::none;
    std::string destroys{};               ///< for destroys_data: what is lost, by serial
    std::chrono::seconds predicted{0};
    std::chrono::seconds deadline{60};
};

}  // namespace site
