#include <fmt/core.h>

#include <algorithm>

#include "core/sha256.hpp"
#include "images/answers.hpp"
#include "images/dom0_files.hpp"
#include "model/boot_mac.hpp"
#include "pxe/boot_scripts.hpp"
#include "siteinit/plan_site.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

struct StageTimes {
    const char* stage;
    std::chrono::seconds predicted, deadline;     ///< deadline: without any news
};

// Predictions are of an emulated machine on an idle host; deadlines allow for a loaded one and for firmware that counts its memory.
constexpr StageTimes stage_times[] = {{"dhcp", 6s, 300s},     {"loader", 3s, 300s},      {"installer", 14s, 300s}, {"verify", 1s, 120s},
                                      {"partition", 3s, 300s}, {"image", 25s, 600s},     {"files", 2s, 180s},      {"bootloader", 8s, 600s},
                                      {"reboot", 1s, 120s}};
constexpr std::int64_t longest_silence_ms = 15 * 60 * 1000;

/// Which of these files is loaded by something that must be told.
struct AfterUpload {
    const char* path;
    std::vector<std::string> argv;
};
const std::vector<AfterUpload>& after_uploads() {
    static const std::vector<AfterUpload> all{
        {"/etc/default/grub", {"update-grub"}},
        {"/etc/ssh/", {"systemctl", "reload", "ssh.service"}},
        {"/etc/chrony/", {"systemctl", "restart", "chrony.service"}},
    };
    return all;
}

class NodePlanner {
  public:
    NodePlanner(const Site& site, const PlanContext& context, const Observed& observed, const Node& node, PlanBuilder& plan)
        : site_(site), context_(context), node_(node), plan_(plan) {
        if (const auto found = observed.nodes.find(node.name); found != observed.nodes.end()) seen_ = found->second;
        if (const auto found = context.installations.find(node.name); found != context.installations.end()) installation_ = &found->second;
    }

    void plan() {
        if (const auto why = cannot_install(site_, node_); !why.empty()) {
            plan_.remark({node_.name, "is not installed: " + why, false});
            return;
        }
        if (context_.reinstall.count(node_.name) > 0 || !installation_ || installation_->state == InstallState::failed) install();
        else if (installation_->state == InstallState::installed) maintain();
        else if (lost()) install();
        else follow();
    }

  private:
    std::string id(const std::string& part) const { return node_.name + "/" + part; }

    void add(const std::string& part, const std::string& title, Effect effect, std::vector<std::string> after, std::chrono::seconds predicted,
             std::chrono::seconds deadline, Danger danger = Danger::none, const std::string& destroys = {}) {
        plan_.add({id(part), title, std::move(effect), std::move(after), node_.name, danger, destroys, predicted, deadline});
    }

    /// An installation under way of which nothing will come any more: the machine is off, or silent for long.
    bool lost() const {
        if (installation_->state != InstallState::armed && seen_.power == "off") return true;
        auto last = installation_->armed_at * 1000;
        if (const auto events = context_.events.find(node_.name); events != context_.events.end())
            for (const auto& event : events->second) last = std::max(last, event.time_ms);
        return installation_->state != InstallState::armed && context_.now_ms - last > longest_silence_ms;
    }

    bool power_was_done() const {
        const auto events = context_.events.find(node_.name);
        return events != context_.events.end() && std::any_of(events->second.begin(), events->second.end(), [](const StageEvent& event) {
                   return event.stage == "power" && event.state == EventState::done;
               });
    }

    void install() {
        const auto mac = boot_mac(site_, node_);
        const auto* nic = provisioning_nic(site_, node_);
        ArmNode arm;
        arm.node = node_.name;
        arm.mac = format_mac_address(*mac);
        arm.address = nic->address ? format_ip_address(*nic->address) : "";
        arm.image = node_.image.name;
        arm.image_folder = context_.paths.images() + "/" + node_.image.name;
        arm.answers = render_answers(site_, node_, "@MANIFEST@", "@OVERLAY@", "@JOB@");
        arm.boot_script = render_install_script(site_, node_, "@TOKEN@");
        arm.files = node_files(site_, context_, node_);
        for (auto& file : arm.files) file.path.erase(0, 1);
        add("arm", "wipe disk " + node_.disk.serial + " and install " + node_.image.name, std::move(arm), {servers_ready, image_ready(node_.image.name)}, 0s,
            60s, Danger::destroys_data, node_.disk.serial);
        power({id("arm")});
        stages(id("power"));
    }

    /// A run that was broken off left the node on its way: go along with it.
    void follow() {
        if (installation_->state == InstallState::armed && !power_was_done()) {
            power({servers_ready});
            stages(id("power"));
        } else {
            stages(servers_ready);
        }
    }

    void power(std::vector<std::string> after) {
        const bool by_hand = node_.bmc.kind == BmcKind::manual;
        add("power", by_hand ? "ask a person to boot it from the network" : "boot it from the network by its " + format(node_.bmc.kind) + " controller",
            PowerNode{PowerNode::Action::network_boot, power_target(node_)}, std::move(after), 4s, 120s, Danger::interrupts);
    }

    void stages(std::string before) {
        const bool by_hand = node_.bmc.kind == BmcKind::manual;
        for (const auto& times : stage_times) {
            const auto deadline = by_hand && std::string(times.stage) == "dhcp" ? std::chrono::seconds(3600) : times.deadline;
            add(times.stage, std::string("wait for stage ") + times.stage, WaitStage{times.stage, power_target(node_)}, {before}, times.predicted, deadline);
            before = id(times.stage);
        }
        const auto target = ssh_target(site_, context_, node_);
        add("ssh", "wait until it answers by ssh with the host key it reported", WaitSsh{target}, {before}, 40s, 900s);
        add("xen", "wait until xl info proves Xen", ProveXen{target}, {id("ssh")}, 3s, 300s);
    }

    void maintain() {
        if (seen_.ssh == Answered::yes) {
            if (!seen_.xen) plan_.remark({node_.name, "answers by ssh, but xl info does not: it does not run as a Dom0; see its console", true});
            update_files();
            return;
        }
        if (seen_.ssh == Answered::not_asked) return;
        if (seen_.power == "off") {
            const auto target = ssh_target(site_, context_, node_);
            add("power", "switch it on", PowerNode{PowerNode::Action::on, power_target(node_)}, {servers_ready}, 4s, 60s);
            add("ssh", "wait until it answers by ssh", WaitSsh{target}, {id("power")}, 60s, 900s);
            add("xen", "wait until xl info proves Xen", ProveXen{target}, {id("ssh")}, 3s, 300s);
            return;
        }
        plan_.remark({node_.name,
                      fmt::format("was installed and does not answer by ssh ({}); its power is {}; nothing is planned on the unknown: see siteinit why {}, or "
                                  "siteinit node reinstall {}",
                                  seen_.ssh_text.empty() ? "no reason given" : seen_.ssh_text, seen_.power, node_.name, node_.name),
                      true});
    }

    void update_files() {
        const auto target = ssh_target(site_, context_, node_);
        std::vector<std::string> uploads;
        std::vector<const AfterUpload*> wanted;
        for (const auto& file : node_files(site_, context_, node_)) {
            const auto differs = seen_.differing.find(file.path);
            if (differs == seen_.differing.end()) continue;
            const auto part = "file" + file.path;
            add(part, "change " + file.path + " on it", UploadFile{target, file, differs->second}, {servers_ready}, 1s, 60s);
            uploads.push_back(id(part));
            for (const auto& after : after_uploads())
                if (file.path.starts_with(after.path) && std::find(wanted.begin(), wanted.end(), &after) == wanted.end()) wanted.push_back(&after);
        }
        for (const auto* after : wanted) {
            const Command command{after->argv, {}, {}, 120s};
            add("run/" + after->argv.back(), "run " + format_command(after->argv) + " on it", RunOnNode{target, command}, uploads, 5s, 120s);
        }
    }

    const Site& site_;
    const PlanContext& context_;
    const Node& node_;
    PlanBuilder& plan_;
    NodeSeen seen_;
    const Installation* installation_ = nullptr;
};

}  // namespace

PowerTarget power_target(const Node& node) {
    PowerTarget target;
    target.node = node.name;
    target.kind = format(node.bmc.kind);
    target.address = node.bmc.address ? format_ip_address(*node.bmc.address) : "";
    target.port = node.bmc.port;
    target.user = node.bmc.user;
    target.password_file = node.bmc.password_file;
    target.agent = node.bmc.agent;
    target.options = node.bmc.options;
    target.uefi = node.firmware == Firmware::uefi;
    return target;
}

SshTarget ssh_target(const Site& site, const PlanContext& context, const Node& node) {
    SshTarget target;
    target.node = node.name;
    if (const auto* nic = management_nic(site, node); nic && nic->address) target.address = format_ip_address(*nic->address);
    target.identity_file = context.paths.state + "/keys/site_ed25519";
    if (const auto found = context.installations.find(node.name); found != context.installations.end()) target.host_key = found->second.host_key;
    return target;
}

std::vector<FileContent> shared_node_files(const Site& site, const std::string& site_key) {
    std::vector<FileContent> files;
    for (const auto& file : render_shared_files(site, {site_key})) files.push_back({"/" + file.path, file.content, file.mode});
    return files;
}

std::vector<FileContent> node_files(const Site& site, const PlanContext& context, const Node& node) {
    auto files = context.shared_files;
    for (const auto& file : render_dom0_files(site, node, {context.site_key})) files.push_back({"/" + file.path, file.content, file.mode});
    std::sort(files.begin(), files.end(), [](const FileContent& a, const FileContent& b) { return a.path < b.path; });
    return files;
}

void plan_nodes(const Site& site, const PlanContext& context, const Observed& observed, PlanBuilder& plan) {
    if (!context.parts.empty() && context.parts.count("install") == 0) return;
    for (const auto& node : site.nodes)
        if (context.nodes.count(node.name) > 0) NodePlanner(site, context, observed, node, plan).plan();
}

}  // namespace site
