// JSON output: built as a small tree, written by nlohmann-json in json.cpp alone.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace site {

/// A JSON value. Objects keep the order in which fields were added.
class Json {
  public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;

    Json() : value_(nullptr) {}
    Json(bool b) : value_(b) {}
    Json(int n) : value_(std::int64_t{n}) {}
    Json(std::int64_t n) : value_(n) {}
    Json(std::uint64_t n) : value_(n) {}
    Json(double n) : value_(n) {}
    Json(const char* text) : value_(std::string(text)) {}
    Json(std::string text) : value_(std::move(text)) {}
    Json(Array items) : value_(std::move(items)) {}
    Json(Object fields) : value_(std::move(fields)) {}

    const auto& value() const { return value_; }

  private:
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> value_;
};

/// Text that is not UTF-8 is written with replacement characters. `indent` 0: one line.
std::string format_json(const Json& json, int indent = 2);

}  // namespace site
