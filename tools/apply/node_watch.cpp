#include "apply/node_watch.hpp"

#include <algorithm>

#include "apply/effects.hpp"
#include "ports/clock.hpp"
#include "ports/power.hpp"
#include "ports/ssh.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

std::size_t index_of(const std::string& stage) {
    const auto& stages = install_stages();
    return static_cast<std::size_t>(std::find(stages.begin(), stages.end(), stage) - stages.begin());
}

std::string xen_version(const std::string& info) {
    for (std::size_t at = 0; at < info.size();) {
        const auto end = std::min(info.find('\n', at), info.size());
        const auto line = info.substr(at, end - at);
        if (line.starts_with("xen_version")) {
            const auto colon = line.find(": ");
            if (colon != std::string::npos) return line.substr(colon + 2);
        }
        at = end + 1;
    }
    return {};
}

}  // namespace

NodeWatch::NodeWatch(Ports& ports) : ports_(ports), since_(ports.store.revision()) {}

NodeWatch::Seen& NodeWatch::seen(const std::string& node) {
    const auto installation = find_installation(ports_.store, node);
    auto& entry = nodes_[node];
    const auto job = installation ? installation->job : std::string{};
    if (entry.job != job || entry.heard == std::chrono::steady_clock::time_point{}) {
        entry = Seen{job, 0, {}, ports_.clock.steady()};
        if (installation)
            for (const auto& event : list_events(ports_.store, node, job)) take(entry, event);
    }
    if (installation && installation->state == InstallState::failed) entry.failure = installation->failure;
    return entry;
}

void NodeWatch::take(Seen& seen, const StageEvent& event) {
    if (event.state == EventState::fail) {
        seen.failure = event.stage + ": " + event.code + (event.text.empty() ? "" : ": " + event.text);
        return;
    }
    const auto index = index_of(event.stage);
    if (index >= install_stages().size()) return;
    // The end of "reboot" cannot be told by a node that resets itself: having begun is enough.
    const bool over = event.state == EventState::done || event.stage == "reboot";
    seen.furthest = std::max(seen.furthest, over ? index + 1 : index);
}

void NodeWatch::refresh(std::chrono::milliseconds wait, ApplyWatcher& watcher) {
    for (const auto& change : ports_.store.watch("node/", since_, wait)) {
        since_ = std::max(since_, change.entry.modified);
        if (change.deleted) continue;
        const auto event = event_of(change.entry);
        if (!event) continue;
        const auto known = nodes_.find(event->node);
        if (known != nodes_.end() && known->second.job == event->job) {
            known->second.heard = ports_.clock.steady();
            take(known->second, *event);
        }
        watcher.node_event(*event);
    }
}

WaitAnswer NodeWatch::stage(const std::string& node, const std::string& stage) {
    const auto& now = seen(node);
    if (now.furthest > index_of(stage)) return std::string{};
    if (!now.failure.empty()) return now.failure;
    return std::nullopt;
}

std::chrono::steady_clock::time_point NodeWatch::heard(const std::string& node) { return seen(node).heard; }

WaitAnswer try_ssh(const WaitSsh& wait, const Step& step, Ports& ports) {
    const auto result = ports.ssh.run(with_host_key(wait.target, ports), {{"true"}, {}, {}, 15s});
    if (!result.ok()) return std::nullopt;
    record_stage(ports, step.node, "ssh", "done");
    return std::string{};
}

WaitAnswer try_xen(const ProveXen& prove, const Step& step, Ports& ports) {
    const auto result = ports.ssh.run(with_host_key(prove.target, ports), {{"xl", "info"}, {}, {}, 60s});
    const auto version = xen_version(result.out);
    if (!result.ok() || version.empty()) return std::nullopt;
    for (int attempt = 0; attempt < 10; ++attempt) {
        auto installation = find_installation(ports.store, step.node);
        if (!installation) break;
        if (installation->state == InstallState::installed) return std::string{};
        installation->state = InstallState::installed;
        std::vector<Operation> also;
        if (!installation->token_digest.empty()) also.push_back(Delete{"token/" + installation->token_digest});
        installation->token_digest.clear();
        if (!update_installation(ports.store, *installation, also)) continue;
        record_stage(ports, step.node, "xen", "done", {}, "Xen " + version);
        return std::string{};
    }
    return std::nullopt;
}

bool is_off(const PowerTarget& target, Ports& ports) {
    if (target.kind == "manual" || target.kind.empty()) return false;
    const auto answer = ports.power.status(target, 10s);
    return answer.ok && answer.state == PowerState::off;
}

}  // namespace site
