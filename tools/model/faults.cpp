#include "model/faults.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "core/name.hpp"

namespace site {
namespace {

constexpr std::size_t most_kept = 20000;
constexpr std::size_t most_of_a_kind = 10;
constexpr std::size_t most_seen = 40000;
constexpr std::size_t most_cells = 30000000;

std::size_t mix(std::size_t seed, std::size_t value) { return seed * 0x9e3779b97f4a7c15U + value; }

std::size_t place_hash(const Where& where, std::string_view name) {
    const std::hash<std::string_view> hash;
    std::size_t h = where.file ? hash(*where.file) : 0;
    h = mix(h, where.line);
    h = mix(h, where.column);
    return mix(h, hash(name));
}

/// Control characters never reach a terminal, and no text is endless.
std::string made_printable(std::string text) {
    constexpr std::size_t longest = 400;
    if (text.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        text.resize(end);
        text += " ...";
    }
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

}  // namespace

void Faults::add(const Where& where, std::string_view name, std::string text, std::string hint) {
    ++raised_;
    if (full()) {
        overflow_ = true;
        return;
    }
    const auto place = place_hash(where, name);
    if (!seen_.insert(mix(place, std::hash<std::string>{}(text))).second) return;
    auto& crowd = crowds_[place];
    if (++crowd.count > most_of_a_kind) {
        crowd.where = where;
        crowd.name = name;
        return;
    }
    kept_.push_back({where, std::string(name), made_printable(std::move(text)), made_printable(std::move(hint))});
}

bool Faults::full() const { return kept_.size() >= most_kept || seen_.size() >= most_seen; }

bool Faults::suggests() const { return suggested_ <= most_cells && kept_.size() < most_kept; }

std::string Faults::suggest(std::string_view word, const std::vector<std::string>& candidates) {
    if (!suggests()) return {};
    for (const auto& candidate : candidates) suggested_ += 4 + (word.size() + 1) * (candidate.size() + 1);
    return did_you_mean(word, candidates);
}

Problems Faults::take() {
    for (const auto& [place, crowd] : crowds_)
        if (crowd.count > most_of_a_kind)
            kept_.push_back({crowd.where, std::string(crowd.name),
                             fmt::format("~ and {} more of this kind here", crowd.count - most_of_a_kind), ""});
    sort_problems(kept_);
    for (auto& problem : kept_)
        if (problem.text.rfind("~ ", 0) == 0) problem.text.erase(0, 2);
    if (overflow_ || full())
        kept_.push_back({{}, "too-many-faults", "there are more faults than are shown", "mend these first"});
    return std::move(kept_);
}

}  // namespace site
