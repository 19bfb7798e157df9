// SHA-256, computed by libsodium.
#pragma once

#include <string>
#include <string_view>

namespace site {

/// 64 lower-case hex digits.
std::string sha256(std::string_view text);

/// 64 lower-case hex digits.
bool is_sha256(std::string_view text);

}  // namespace site
