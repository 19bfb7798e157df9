// A few threads that carry out acts and hand their results back to one loop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace site {

/// An act's result: absent text = it must be tried again (attempts of a wait), empty = good, else why it failed.
struct WorkResult {
    std::size_t step = 0;
    std::optional<std::string> text;
    std::exception_ptr fatal;          ///< ends the whole run
};

class Workers {
  public:
    explicit Workers(std::size_t threads);
    ~Workers();                        ///< waits for the acts that run
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void submit(std::size_t step, std::function<WorkResult()> act);
    /// The next result, waiting at most `wait`.
    std::optional<WorkResult> result(std::chrono::milliseconds wait);
    /// Acts submitted and not yet handed back.
    std::size_t busy() const { return busy_; }

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable work_there_, result_there_;
    std::deque<std::function<WorkResult()>> acts_;
    std::deque<WorkResult> results_;
    std::vector<std::thread> threads_;
    std::size_t busy_ = 0, limit_;
    bool stop_ = false;
};

}  // namespace site
