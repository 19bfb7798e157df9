// Progress of many things at once: one line per thing redrawn on a terminal, one line per event elsewhere.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cli/tool.hpp"

namespace site {

/// Thread-safe. On a terminal: a block of lines "node1  image      45 %  [####......]  00:37  12.3 MB/s", redrawn at most ten times a second,
/// cut to the height given (unfinished ones first). Elsewhere: one line for each change of stage, percent at 25 % steps.
class Progress {
  public:
    explicit Progress(Terminal& terminal, std::size_t max_lines = 24);
    ~Progress();
    struct State {
        std::string stage;
        int percent = -1;          ///< -1: not known
        std::string note;          ///< "12.3 MB/s", or why it failed
        enum class Kind { waiting, running, done, failed } kind = Kind::running;
    };
    void set(const std::string& thing, const State& state);
    /// A line above the block that stays.
    void say(const std::string& line);
    /// Draws the last state and leaves the block standing.
    void finish();

  private:
    void draw(bool force);
    void clear();
    struct Line {
        State state;
        std::chrono::steady_clock::time_point since;   ///< of the stage
        std::chrono::steady_clock::time_point until;   ///< of the end, when it has ended
    };
    Terminal& terminal_;
    std::size_t max_lines_;
    std::mutex mutex_;
    std::vector<std::string> order_;
    std::map<std::string, Line> lines_;
    std::size_t drawn_ = 0;
    std::chrono::steady_clock::time_point last_draw_{};
    bool finished_ = false;
};

}  // namespace site
