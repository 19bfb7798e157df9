// One bracket range, taken apart without writing its names out: what a range of any length costs is its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace site {

/// "node[001-003,7]x": 4 names. Text without a bracket is one name.
class Numbered {
  public:
    /// Absent: malformed (two brackets, empty bracket, from > to), a number above 18 digits, or more than 100,000
    /// names.
    static std::optional<Numbered> parse(std::string_view text);

    std::size_t size() const { return size_; }
    bool bracketed() const { return !pieces_.empty(); }
    /// `index` from 0, below size().
    std::string at(std::size_t index) const;

  private:
    struct Piece {
        std::uint64_t from = 0;
        std::size_t width = 0;   ///< 0: no leading zeros
        std::size_t before = 0;  ///< names in the pieces before
    };
    std::string prefix_, suffix_;
    std::vector<Piece> pieces_;
    std::size_t size_ = 1;
};

/// Texts of a range's attributes: "12+" counts up, "DISK[001-040]" counts along; all else is itself.
/// `index` from 0 of `count` nodes; `range` is the text parsed, null if it is none. Addresses count over 32 bits,
/// Ethernet addresses over 48.
struct Counted {
    std::string text;
    std::string fault;  ///< what is wrong, or empty
    std::string_view fault_name;
};
Counted count_along(std::string_view text, const Numbered* range, std::size_t index, std::size_t count);

}  // namespace site
