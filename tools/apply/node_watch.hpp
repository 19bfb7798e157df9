// Waiting for nodes: stages that they report, ssh, Xen. One watch of the state store serves all of them.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "apply/apply_plan.hpp"
#include "plan/step.hpp"
#include "ports/ports.hpp"

namespace site {

/// How a wait stands after a look: absent = go on waiting; empty text = fulfilled; else why it failed.
using WaitAnswer = std::optional<std::string>;

/// What is known of each node's present installation, kept up to date from the store.
class NodeWatch {
  public:
    explicit NodeWatch(Ports& ports);
    /// Takes in what changed; at most `wait`. New events go to the watcher.
    void refresh(std::chrono::milliseconds wait, ApplyWatcher& watcher);
    /// Whether `stage` is over: it was reported done, or a later one was heard of. Failed when the installation has failed.
    WaitAnswer stage(const std::string& node, const std::string& stage);
    /// When the node was heard of last; steady time of this process's first look if never.
    std::chrono::steady_clock::time_point heard(const std::string& node);

  private:
    struct Seen {
        std::string job;
        std::size_t furthest = 0;          ///< index of the furthest stage that is over, + 1
        std::string failure;
        std::chrono::steady_clock::time_point heard;
    };
    Seen& seen(const std::string& node);
    void take(Seen& seen, const StageEvent& event);

    Ports& ports_;
    Revision since_ = 0;
    std::map<std::string, Seen> nodes_;
};

/// One attempt each, within a few seconds; run by a worker.
WaitAnswer try_ssh(const WaitSsh& wait, const Step& step, Ports& ports);
WaitAnswer try_xen(const ProveXen& prove, const Step& step, Ports& ports);
/// Whether the node is off; asks its controller. Unknown counts as on.
bool is_off(const PowerTarget& target, Ports& ports);

}  // namespace site
