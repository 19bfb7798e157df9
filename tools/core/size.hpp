// Amounts of bytes as people write them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace site {

/// Bytes. Written "512M", "4G", "1.5T", "512MiB", "100MB": K M G T alone and KiB.. are powers of 1024, KB.. of 1000; no unit = bytes.
struct Size {
    std::uint64_t bytes = 0;
    auto operator<=>(const Size&) const = default;
};

/// Absent: not a size, negative, more than 2^63 - 1 bytes, or not a whole number of bytes.
std::optional<Size> parse_size(std::string_view text);

/// The largest unit of 1024 that divides it: "512M", "1536M", "1000" (bytes); re-read it gives the same size.
std::string format_size(Size size);

/// For people: "1.5 GiB", three digits at most.
std::string format_size_rounded(Size size);

constexpr Size mebibytes(std::uint64_t n) { return Size{n << 20}; }

}  // namespace site
