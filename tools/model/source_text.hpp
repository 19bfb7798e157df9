// The text of one file: where an offset stands, and whether it is fit to be parsed at all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/where.hpp"
#include "model/faults.hpp"

namespace site {

class SourceText {
  public:
    /// Both are kept by reference.
    SourceText(const std::string& name, std::string_view text);

    std::string_view text() const { return text_; }
    /// Columns count characters, not bytes. Quick when offsets rise.
    Where where(std::size_t offset) const;
    Where where() const { return {name_, 0, 0}; }

  private:
    std::shared_ptr<const std::string> name_;
    std::string_view text_;
    std::vector<std::uint32_t> lines_;  ///< offsets of their first bytes
    mutable std::size_t last_offset_ = 0;
    mutable std::uint32_t last_column_ = 1;
    mutable std::size_t last_line_ = 0;
};

/// Faults: not-utf8, control-character (also those that turn text round), at most ten. True: none.
bool check_characters(const SourceText& source, Faults& faults);

}  // namespace site
