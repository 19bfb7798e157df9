// argv and environment in the form exec wants.
#pragma once

#include <string>
#include <vector>

namespace site {

/// A null-terminated array of pointers to copies of the strings.
class StringVector {
  public:
    explicit StringVector(std::vector<std::string> strings) : strings_(std::move(strings)) {
        for (auto& string : strings_) pointers_.push_back(string.data());
        pointers_.push_back(nullptr);
    }
    StringVector(const StringVector&) = delete;
    StringVector& operator=(const StringVector&) = delete;
    char* const* data() const { return pointers_.data(); }

  private:
    std::vector<std::string> strings_;
    std::vector<char*> pointers_;
};

/// Ours, with "NAME=value" replaced or added.
std::vector<std::string> merged_environment(const std::vector<std::string>& added);

}  // namespace site
