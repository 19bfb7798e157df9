#include "apply/workers.hpp"

namespace site {

Workers::Workers(std::size_t threads) : limit_(threads == 0 ? 1 : threads) {}

Workers::~Workers() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        acts_.clear();
    }
    work_there_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void Workers::submit(std::size_t step, std::function<WorkResult()> act) {
    const std::lock_guard lock(mutex_);
    acts_.push_back([step, act = std::move(act)] {
        auto result = act();
        result.step = step;
        return result;
    });
    ++busy_;
    if (threads_.size() < limit_ && threads_.size() < busy_) threads_.emplace_back([this] { work(); });
    work_there_.notify_one();
}

std::optional<WorkResult> Workers::result(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    if (!result_there_.wait_for(lock, wait, [this] { return !results_.empty(); })) return std::nullopt;
    auto result = std::move(results_.front());
    results_.pop_front();
    --busy_;
    return result;
}

void Workers::work() {
    while (true) {
        std::function<WorkResult()> act;
        {
            std::unique_lock lock(mutex_);
            work_there_.wait(lock, [this] { return stop_ || !acts_.empty(); });
            if (stop_) return;
            act = std::move(acts_.front());
            acts_.pop_front();
        }
        auto result = act();
        {
            const std::lock_guard lock(mutex_);
            results_.push_back(std::move(result));
        }
        result_there_.notify_one();
    }
}

}  // namespace site
