// Answers to expected questions, in the order they are given; the last answer to a question stays.
#pragma once

#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace site {

template <class Answer>
class Script {
  public:
    void add(const std::string& question, Answer answer) { answers_[question].push_back(std::move(answer)); }
    bool knows(const std::string& question) const { return answers_.count(question) != 0; }
    /// Throws std::logic_error for a question nobody expected.
    Answer next(const std::string& question) {
        const auto found = answers_.find(question);
        if (found == answers_.end()) throw std::logic_error("a question nobody expected: " + question);
        Answer answer = found->second.front();
        if (found->second.size() > 1) found->second.pop_front();
        return answer;
    }

  private:
    std::map<std::string, std::deque<Answer>> answers_;
};

inline std::logic_error unexpected(const std::string& question) {
    return std::logic_error("a question nobody expected: " + question);
}

}  // namespace site
