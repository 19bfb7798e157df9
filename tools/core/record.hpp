// A flat record of names and values as one line of text: what the state store keeps and what a node reports.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace site {

using Record = std::map<std::string, std::string>;

/// application/x-www-form-urlencoded, fields in order of their names: "node=node1&stage=image".
std::string encode_record(const Record& record);

/// Absent: a malformed escape, a name twice, a NUL byte, or more than 64 fields.
std::optional<Record> decode_record(std::string_view text);

/// The value of a field, or "".
std::string field(const Record& record, const std::string& name);

}  // namespace site
