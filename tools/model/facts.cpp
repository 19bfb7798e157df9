#include "model/facts.hpp"

#include <algorithm>

#include "model/numbered.hpp"
#include "model/words.hpp"

namespace site {

void Facts::take(const Element& element, const Along& along) {
    where = element.where;
    for (const auto& attribute : element.attributes) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const Fact& fact) {
            return fact.attribute->rule->name == attribute.rule->name;
        });
        const Fact fact{&attribute, along};
        if (same == all.end())
            all.push_back(fact);
        else
            *same = fact;
    }
}

const Fact* Facts::find(std::string_view name) const {
    for (const auto& fact : all)
        if (fact.attribute->rule->name == name) return &fact;
    return nullptr;
}

Facts facts_of(const Element& element) {
    Facts facts;
    facts.take(element, {});
    return facts;
}

const Where& FactReader::where(std::string_view name) const {
    const auto* fact = facts_.find(name);
    return fact == nullptr ? facts_.where : fact->attribute->value.where;
}

Counted FactReader::count(const std::string& text, const Fact& fact) const {
    const auto place = fact.along.index.value_or(place_);
    const auto& value = fact.attribute->value;
    if (text.find('[') == std::string::npos) return count_along(text, nullptr, place, fact.along.count);
    if (value.text.find('$') != std::string::npos) {
        const auto range = reading_.work(16 * text.size(), value.where) ? Numbered::parse(text) : std::nullopt;
        return count_along(text, range ? &*range : nullptr, place, fact.along.count);
    }
    auto known = reading_.ranges.find(fact.attribute);
    if (known == reading_.ranges.end())
        known = reading_.ranges.emplace(fact.attribute, Numbered::parse(text).value_or(Numbered())).first;
    return count_along(text, known->second.bracketed() ? &known->second : nullptr, place, fact.along.count);
}

std::string FactReader::text(std::string_view name) const {
    const auto* fact = facts_.find(name);
    if (fact == nullptr) return {};
    auto text = expand(fact->attribute->value, scope_, reading_);
    if (fact->along.count == 0) return text;
    auto counted = count(text, *fact);
    const bool loose = fact->attribute->rule->kind == Kind::arguments || fact->attribute->rule->kind == Kind::text;
    if (!counted.fault.empty() && !(loose && counted.fault_name == "range-length"))
        reading_.faults.add(fact->attribute->value.where, counted.fault_name, counted.fault,
                            counted.fault_name == "range-length" ? "give as many values as nodes"
                                                                 : "begin lower or make the range shorter");
    return std::move(counted.text);
}

std::optional<std::string> FactReader::value(std::string_view name) const {
    const auto* fact = facts_.find(name);
    if (fact == nullptr) return std::nullopt;
    const auto before = reading_.faults.raised();
    auto result = text(name);
    if (reading_.faults.raised() != before) return std::nullopt;
    if (auto fault = check_value(*fact->attribute->rule, result)) {
        reading_.faults.add(fact->attribute->value.where, fault->name, std::move(fault->text), std::move(fault->hint));
        return std::nullopt;
    }
    return result;
}

std::string FactReader::name(std::string_view name) const {
    auto found = value(name);
    return found ? std::move(*found) : text(name);
}

Reference FactReader::reference(std::string_view name) const {
    auto found = value(name);
    return found ? Reference{std::move(*found), where(name)} : Reference{};
}

std::optional<IpAddress> FactReader::address(std::string_view name) const {
    const auto found = value(name);
    return found ? parse_ip_address(*found) : std::nullopt;
}

std::optional<MacAddress> FactReader::mac(std::string_view name) const {
    const auto found = value(name);
    return found ? parse_mac_address(*found) : std::nullopt;
}

Size FactReader::size(std::string_view name, Size fallback) const {
    const auto found = value(name);
    return found ? parse_size(*found).value_or(fallback) : fallback;
}

std::optional<int> FactReader::number(std::string_view name) const {
    const auto found = value(name);
    if (!found) return std::nullopt;
    const auto number = parse_number(*found);
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

int FactReader::number(std::string_view name, int fallback) const { return number(name).value_or(fallback); }

double FactReader::fraction(std::string_view name, double fallback) const {
    const auto found = value(name);
    return found ? parse_fraction(*found).value_or(fallback) : fallback;
}

std::chrono::seconds FactReader::time(std::string_view name, std::chrono::seconds fallback) const {
    const auto found = value(name);
    return found ? parse_time(*found).value_or(fallback) : fallback;
}

bool FactReader::boolean(std::string_view name) const { return value(name).value_or("no") == "yes"; }

std::vector<std::string> FactReader::words(std::string_view name) const {
    const auto found = value(name);
    return found ? split_words(*found) : std::vector<std::string>{};
}

}  // namespace site
