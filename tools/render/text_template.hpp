// Strict text templates: a name that is missing, or given and not used, is an error; every value is escaped for the
// template's format.
//
//   {{name}}                     a text
//   {{#list}}...{{/list}}        once for each item, whose names come before those around it
//   {{?flag}}...{{/flag}}        when the flag is set
//   {{!flag}}...{{/flag}}        when it is not
//
// A section's tags alone on their lines take those lines away. Names: [a-z0-9_]+. There is no way to insert a text
// unescaped.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "render/escape.hpp"

namespace site {

/// What a template is filled with. Names are literals: they must outlive it.
class TemplateValues {
  public:
    using Value = std::variant<std::string, bool, std::vector<TemplateValues>>;
    TemplateValues& text(std::string_view name, std::string value);
    TemplateValues& flag(std::string_view name, bool value);
    TemplateValues& list(std::string_view name, std::vector<TemplateValues> items);
    const Value* find(std::string_view name) const;
    const std::vector<std::pair<std::string_view, Value>>& all() const { return values_; }

  private:
    std::vector<std::pair<std::string_view, Value>> values_;
};

/// Parsed once, rendered often; immutable, so threads may share it.
class TextTemplate {
  public:
    /// `name` is shown in errors ("dnsmasq.conf:12:3: ..."). Throws Error(Exit::bug): tag or section not closed, closed
    /// by another name, not a name.
    TextTemplate(std::string name, std::string_view text, Escape escape);

    /// Throws Error(Exit::bug): name unknown, of the wrong kind, given twice or not used; and what the escape function
    /// throws, with the place in front.
    std::string render(const TemplateValues& values) const;

  private:
    enum class Kind { literal, text, list, when, unless };
    struct Part {
        Kind kind = Kind::literal;
        std::string text;  ///< literal text, or the name
        std::size_t line = 0, column = 0;
        std::size_t end = 0;  ///< sections: index behind their last part
    };
    struct Scope {
        const TemplateValues* values;
        const Scope* outer;
    };
    class Parser;
    void render_parts(std::size_t from, std::size_t to, const Scope& scope, std::string& out) const;
    const TemplateValues::Value& value_of(const Part& part, const Scope& scope) const;
    void check_used(std::size_t from, std::size_t to, const TemplateValues& values) const;
    [[noreturn]] void fail(const Part& part, const std::string& text) const;

    std::string name_;
    Escape escape_;
    std::vector<Part> parts_;
};

}  // namespace site
