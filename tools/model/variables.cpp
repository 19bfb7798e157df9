#include "model/variables.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace site {
namespace {

constexpr int most_deep = 8, most_replaced = 10000;

class Expansion {
  public:
    Expansion(const Value& value, const Scope& scope, Reading& reading, std::size_t longest)
        : value_(value), scope_(scope), reading_(reading), longest_(longest) {}

    std::string run() {
        append(value_.text, 0);
        return failed_ ? value_.text : std::move(out_);
    }

  private:
    void fail(std::string_view name, std::string text, std::string hint) {
        if (!failed_) reading_.faults.add(value_.where, name, std::move(text), std::move(hint));
        failed_ = true;
    }

    void append(std::string_view text, int depth) {
        while (!failed_) {
            const auto dollar = text.find('$');
            out_ += text.substr(0, dollar);
            if (!reading_.work(32 + std::min(dollar, text.size()), value_.where)) failed_ = true;
            if (out_.size() > longest_)
                fail("bad-variable", "the value is endless once its variables are put in", "shorten it");
            if (dollar == std::string_view::npos || failed_) return;
            text.remove_prefix(dollar + 1);
            if (!text.empty() && text[0] == '$') {
                out_ += '$';
                text.remove_prefix(1);
            } else if (!text.empty() && text[0] == '{') {
                const auto close = text.find('}');
                if (close == std::string_view::npos)
                    return fail("bad-variable", "\"${\" is not closed", "write ${name}, or $$ for a dollar");
                replace(text.substr(1, close - 1), depth);
                text.remove_prefix(close + 1);
            } else {
                out_ += '$';
            }
        }
    }

    void replace(std::string_view name, int depth) {
        if (depth >= most_deep || ++replaced_ > most_replaced)
            return fail("bad-variable", fmt::format("variable \"{}\" leads to itself or is too deep", name),
                        "variables may stand in variables, eight deep");
        if (const auto* found = scope_.find(name)) return append(found->text, depth + 1);
        auto hint =
            reading_.faults.suggests() ? reading_.faults.suggest(name.substr(0, 64), scope_.names()) : std::string();
        fail("unknown-variable", fmt::format("variable \"{}\" is not known here", name.substr(0, 64)),
             hint.empty() ? "add <var name=\"...\" value=\"...\"/>; $${ is for a dollar and a brace" : hint);
    }

    const Value& value_;
    const Scope& scope_;
    Reading& reading_;
    std::size_t longest_;
    std::string out_;
    int replaced_ = 0;
    bool failed_ = false;
};

}  // namespace

const Value* Scope::find(std::string_view name) const {
    for (const auto* scope = this; scope != nullptr; scope = scope->outer)
        if (const auto found = scope->values.find(name); found != scope->values.end()) return &found->second;
    return nullptr;
}

std::vector<std::string> Scope::names() const {
    std::vector<std::string> all;
    for (const auto* scope = this; scope != nullptr; scope = scope->outer)
        for (const auto& [name, value] : scope->values) all.push_back(name);
    return all;
}

std::string expand(const Value& value, const Scope& scope, Reading& reading) {
    if (value.text.find('$') == std::string::npos) return value.text;
    return Expansion(value, scope, reading, 8192).run();
}

std::string expand_text(const Value& value, const Scope& scope, Reading& reading) {
    if (value.text.find('$') == std::string::npos) return value.text;
    return Expansion(value, scope, reading, std::size_t{4} << 20U).run();
}

}  // namespace site
