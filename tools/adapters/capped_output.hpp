// Output of a program up to a limit; what comes after it is dropped.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace site {

inline constexpr std::size_t max_output = std::size_t{16} << 20;
inline constexpr std::size_t max_error_output = std::size_t{1} << 20;

class CappedOutput {
  public:
    explicit CappedOutput(std::size_t limit) : limit_(limit) {}
    void add(const char* data, std::size_t count) { text_.append(data, std::min(count, limit_ - text_.size())); }
    std::string take() && { return std::move(text_); }

  private:
    std::size_t limit_;
    std::string text_;
};

}  // namespace site
