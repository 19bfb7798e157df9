// The attributes of one thing, gathered from the elements that say something of it, and read as typed values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip_address.hpp"
#include "core/mac_address.hpp"
#include "core/size.hpp"
#include "model/element.hpp"
#include "model/reading.hpp"
#include "model/site.hpp"
#include "model/variables.hpp"

namespace site {

/// How an element's values count along: over so many nodes (0: not at all), of which this is the one at `index`; no
/// index: the node's own.
struct Along {
    std::uint32_t count = 0;
    std::optional<std::uint32_t> index{};
};

struct Fact {
    const Attribute* attribute = nullptr;
    Along along{};
};

struct Facts {
    Where where;  ///< of the nearest element
    std::vector<Fact> all;

    /// What `element` says wins over what is there.
    void take(const Element& element, const Along& along);
    const Fact* find(std::string_view name) const;
};

Facts facts_of(const Element& element);

/// Reads facts in a scope. A faulty value gives its fault and then counts as not given; text() alone gives it back too.
class FactReader {
  public:
    /// `place` is that of the node in its range, from 0.
    FactReader(Reading& reading, const Scope& scope, const Facts& facts, std::uint32_t place = 0)
        : reading_(reading), scope_(scope), facts_(facts), place_(place) {}

    bool has(std::string_view name) const { return facts_.find(name) != nullptr; }
    /// Variables put in and counted along, whether its kind fits or not.
    std::string text(std::string_view name) const;
    /// As text(), absent when not given or faulty.
    std::optional<std::string> value(std::string_view name) const;
    /// As text(), after its fault: what has a bad name is still found by it.
    std::string name(std::string_view name) const;
    Reference reference(std::string_view name) const;
    std::optional<IpAddress> address(std::string_view name) const;
    std::optional<MacAddress> mac(std::string_view name) const;
    Size size(std::string_view name, Size fallback = {}) const;
    int number(std::string_view name, int fallback) const;
    std::optional<int> number(std::string_view name) const;
    double fraction(std::string_view name, double fallback) const;
    std::chrono::seconds time(std::string_view name, std::chrono::seconds fallback) const;
    bool boolean(std::string_view name) const;
    std::vector<std::string> words(std::string_view name) const;
    /// A place for faults: the attribute's, or the element's.
    const Where& where(std::string_view name) const;

  private:
    Counted count(const std::string& text, const Fact& fact) const;

    Reading& reading_;
    const Scope& scope_;
    const Facts& facts_;
    std::uint32_t place_;
};

}  // namespace site
