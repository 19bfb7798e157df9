#include "apply/effects.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"
#include "ports/archive.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/random.hpp"
#include "ports/signer.hpp"
#include "state/installation.hpp"

namespace site {
namespace {

void replace_fact(std::string& text, const std::string& fact, const std::string& value) {
    for (auto at = text.find(fact); at != std::string::npos; at = text.find(fact, at + value.size())) text.replace(at, fact.size(), value);
}

}  // namespace

void arm_node(const ArmNode& arm, Ports& ports, const std::string& state_folder) {
    const auto manifest = ports.files.read(arm.image_folder + "/manifest");
    if (!manifest) throw Error(Exit::failed, arm.image_folder + "/manifest is not there; run siteinit image build");

    const auto before = find_installation(ports.store, arm.node);
    Installation installation;
    installation.node = arm.node;
    installation.job = ports.random.hex(16);
    installation.mac = arm.mac;
    installation.address = arm.address;
    installation.image = arm.image;
    installation.manifest = sha256(*manifest);
    installation.armed_at = std::chrono::duration_cast<std::chrono::seconds>(ports.clock.now().time_since_epoch()).count();

    auto site_key = ports.files.read(state_folder + "/keys/site_ed25519.pub").value_or("");
    if (const auto newline = site_key.find('\n'); newline != std::string::npos) site_key.resize(newline);
    std::vector<ArchiveFile> files;
    for (const auto& file : arm.files) {
        files.push_back({file.path, file.content, file.mode});
        replace_fact(files.back().content, "@SITE_KEY@", site_key);
    }
    const auto overlay = ports.archive.pack(files);
    installation.overlay = sha256(overlay);

    auto answers = arm.answers;
    replace_fact(answers, "@MANIFEST@", installation.manifest);
    replace_fact(answers, "@OVERLAY@", installation.overlay);
    replace_fact(answers, "@JOB@", installation.job);

    const auto folder = state_folder + "/jobs/" + installation.job;
    ports.files.make_folder(folder, 0700);
    ports.files.write(folder + "/answers", answers, 0600);
    ports.files.write(folder + "/answers.minisig", ports.signer.sign(answers, "sitekit answers for " + arm.node), 0600);
    ports.files.write(folder + "/overlay.tar", overlay, 0600);
    ports.files.write(folder + "/boot.ipxe", arm.boot_script, 0600);
    arm_installation(ports.store, installation);
    if (before && before->job != installation.job) ports.files.remove_tree(state_folder + "/jobs/" + before->job);
}

}  // namespace site
