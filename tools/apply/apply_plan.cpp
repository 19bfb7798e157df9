#include "apply/apply_plan.hpp"

#include <fmt/core.h>

#include <ctime>
#include <map>

#include "apply/effects.hpp"
#include "apply/node_watch.hpp"
#include "apply/workers.hpp"
#include "core/error.hpp"
#include "ports/clock.hpp"
#include "ports/random.hpp"
#include "state/journal.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

constexpr auto attempt_pause = 1s;       ///< between two attempts of one wait
constexpr auto off_check_pause = 10s;    ///< silence after which a node's power is asked for

std::string run_name(Ports& ports) {
    const auto now = std::chrono::system_clock::to_time_t(ports.clock.now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}-{}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                       parts.tm_min, parts.tm_sec, ports.random.hex(4));
}

/// Failures of one act are results; failures of the store end the run.
WorkResult guarded(const std::function<std::optional<std::string>()>& act) {
    try {
        return {0, act(), nullptr};
    } catch (const Error& error) {
        if (error.exit() == Exit::cannot_write || error.exit() == Exit::busy) return {0, std::string(error.what()), std::current_exception()};
        return {0, std::string(error.what()), nullptr};
    } catch (const std::exception& error) {
        return {0, std::string(error.what()), std::current_exception()};
    }
}

class Run {
  public:
    Run(const Plan& plan, Ports& ports, const ApplyOptions& options, ApplyWatcher& watcher)
        : plan_(plan), ports_(ports), options_(options), watcher_(watcher), nodes_(ports), workers_(options.fanout) {
        report_.run = run_name(ports);
        for (std::size_t i = 0; i < plan.steps.size(); ++i) index_[plan.steps[i].id] = i;
        items_.resize(plan.steps.size());
    }

    ApplyReport run() {
        trim_journal(ports_.store);
        while (report_.steps.size() < plan_.steps.size()) {
            start_ready();
            take_results();
            nodes_.refresh(0ms, watcher_);
            look_at_waits();
        }
        return std::move(report_);
    }

  private:
    enum class Phase { pending, acting, waiting, ended };
    struct Item {
        Phase phase = Phase::pending;
        bool good = false;
        bool attempting = false;
        int seen_off = 0;
        std::chrono::steady_clock::time_point began{}, next_attempt{}, next_off_check{};
    };

    void journal(const Step& step, const std::string& state, const std::string& text = {}) {
        const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(ports_.clock.now().time_since_epoch()).count();
        write_journal(ports_.store, {report_.run, step.id, state, text, time});
    }

    void crash_point() const {
        if (options_.crash_point) options_.crash_point();
    }

    void end(std::size_t i, StepOutcome::Kind kind, const std::string& text) {
        const auto& step = plan_.steps[i];
        auto& item = items_[i];
        const bool began = item.phase != Phase::pending;
        item.phase = Phase::ended;
        item.good = kind == StepOutcome::Kind::done;
        if (kind == StepOutcome::Kind::failed) {
            if (step.node.empty()) report_.failed = true;
            else report_.failed_nodes.insert(step.node);
        }
        StepOutcome outcome{step.id, step.node, kind, text, {}};
        if (began) {
            outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(ports_.clock.steady() - item.began);
            journal(step, kind == StepOutcome::Kind::done ? "done" : "failed", text);
        }
        watcher_.step_ended(step, outcome);
        report_.steps.push_back(std::move(outcome));
    }

    /// Why a step will never run, or "" (not known yet, or it may run); `ready` tells whether all before it are done.
    std::string hindrance(const Step& step, bool& ready) const {
        ready = true;
        for (const auto& id : step.after) {
            const auto& before = items_[index_.at(id)];
            if (before.phase != Phase::ended) ready = false;
            else if (!before.good) return "after " + id;
        }
        return {};
    }

    void start_ready() {
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (items_[i].phase != Phase::pending) continue;
            const auto& step = plan_.steps[i];
            bool ready = false;
            if (const auto why = hindrance(step, ready); !why.empty()) {
                end(i, StepOutcome::Kind::skipped, why);
                continue;
            }
            if (!ready) continue;
            if (options_.interrupted && options_.interrupted()) {
                report_.interrupted = true;
                end(i, StepOutcome::Kind::skipped, "interrupted");
                continue;
            }
            if (options_.max_failures > 0 && report_.failed_nodes.size() >= options_.max_failures) {
                end(i, StepOutcome::Kind::skipped, "too many nodes failed");
                continue;
            }
            start(i);
        }
    }

    void start(std::size_t i) {
        const auto& step = plan_.steps[i];
        auto& item = items_[i];
        journal(step, "begin");
        item.began = item.next_attempt = ports_.clock.steady();
        item.next_off_check = item.began + off_check_pause;
        watcher_.step_began(step);
        crash_point();
        if (is_wait(step)) {
            item.phase = Phase::waiting;
            return;
        }
        item.phase = Phase::acting;
        workers_.submit(i, [this, &step] {
            return guarded([&]() -> std::optional<std::string> {
                carry_out(step, ports_, options_.state_folder);
                return std::string{};
            });
        });
    }

    static bool is_wait(const Step& step) {
        return std::holds_alternative<WaitStage>(step.effect) || std::holds_alternative<WaitSsh>(step.effect) ||
               std::holds_alternative<ProveXen>(step.effect);
    }

    void take_results() {
        const bool acting = workers_.busy() > 0;
        auto result = workers_.result(acting ? 50ms : 0ms);
        if (!result && !acting) ports_.clock.sleep(50ms);
        for (; result; result = workers_.result(0ms)) {
            if (result->fatal) std::rethrow_exception(result->fatal);
            auto& item = items_[result->step];
            item.attempting = false;
            if (item.phase == Phase::ended) continue;
            if (!result->text) {
                item.next_attempt = ports_.clock.steady() + attempt_pause;
                continue;
            }
            crash_point();
            end(result->step, result->text->empty() ? StepOutcome::Kind::done : StepOutcome::Kind::failed, *result->text);
        }
    }

    void look_at_waits() {
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (items_[i].phase != Phase::waiting) continue;
            const auto& step = plan_.steps[i];
            if (options_.interrupted && options_.interrupted()) {
                report_.interrupted = true;
                end(i, StepOutcome::Kind::skipped, "interrupted; the node goes on by itself, run again to follow it");
                continue;
            }
            if (const auto* wait = std::get_if<WaitStage>(&step.effect)) look_at_stage(i, step, *wait);
            else look_at_attempt(i, step);
        }
    }

    void look_at_stage(std::size_t i, const Step& step, const WaitStage& wait) {
        auto& item = items_[i];
        if (const auto answer = nodes_.stage(step.node, wait.stage)) {
            crash_point();
            end(i, answer->empty() ? StepOutcome::Kind::done : StepOutcome::Kind::failed, *answer);
            return;
        }
        const auto now = ports_.clock.steady();
        const auto heard = std::max(item.began, nodes_.heard(step.node));
        if (now - heard > step.deadline) {
            give_up(i, step, wait.stage, "late", fmt::format("nothing was heard of it for {} s", step.deadline.count()));
            return;
        }
        if (item.attempting || now - heard < off_check_pause || now < item.next_off_check) return;
        item.next_off_check = now + off_check_pause;
        item.attempting = true;
        workers_.submit(i, [this, &item, target = wait.target, node = step.node, stage = wait.stage] {
            return guarded([&]() -> std::optional<std::string> {
                item.seen_off = is_off(target, ports_) ? item.seen_off + 1 : 0;
                if (item.seen_off < 2) return std::nullopt;
                const std::string text = "its controller says that it is off";
                fail_installation(ports_, node, stage, "power-off", text);
                return stage + ": power-off: " + text;
            });
        });
    }

    void look_at_attempt(std::size_t i, const Step& step) {
        auto& item = items_[i];
        const auto now = ports_.clock.steady();
        const auto* ssh = std::get_if<WaitSsh>(&step.effect);
        if (!item.attempting && now - item.began > step.deadline) {
            const auto text = fmt::format("{} within {} s", ssh ? "no answer by ssh" : "xl info did not answer", step.deadline.count());
            give_up(i, step, ssh ? "ssh" : "xen", "late", text);
            return;
        }
        if (item.attempting || now < item.next_attempt) return;
        item.attempting = true;
        workers_.submit(i, [this, &step] {
            return guarded([&]() -> std::optional<std::string> {
                if (const auto* wait = std::get_if<WaitSsh>(&step.effect)) return try_ssh(*wait, step, ports_);
                return try_xen(std::get<ProveXen>(step.effect), step, ports_);
            });
        });
    }

    void give_up(std::size_t i, const Step& step, const std::string& stage, const std::string& code, const std::string& text) {
        fail_installation(ports_, step.node, stage, code, text);
        end(i, StepOutcome::Kind::failed, stage + ": " + code + ": " + text);
    }

    const Plan& plan_;
    Ports& ports_;
    const ApplyOptions& options_;
    ApplyWatcher& watcher_;
    NodeWatch nodes_;
    ApplyReport report_;
    std::map<std::string, std::size_t> index_;
    std::vector<Item> items_;
    Workers workers_;                  ///< last: its threads use the rest
};

}  // namespace

ApplyReport apply_plan(const Plan& plan, Ports& ports, const ApplyOptions& options, ApplyWatcher& watcher) {
    return Run(plan, ports, options, watcher).run();
}

}  // namespace site
