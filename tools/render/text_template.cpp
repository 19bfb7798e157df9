#include "render/text_template.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace site {
namespace {

bool is_template_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

TemplateValues& TemplateValues::text(std::string_view name, std::string value) {
    values_.emplace_back(name, std::move(value));
    return *this;
}

TemplateValues& TemplateValues::flag(std::string_view name, bool value) {
    values_.emplace_back(name, value);
    return *this;
}

TemplateValues& TemplateValues::list(std::string_view name, std::vector<TemplateValues> items) {
    values_.emplace_back(name, std::move(items));
    return *this;
}

const TemplateValues::Value* TemplateValues::find(std::string_view name) const {
    for (const auto& [own, value] : values_)
        if (own == name) return &value;
    return nullptr;
}

/// Cuts the text at its tags.
class TextTemplate::Parser {
  public:
    Parser(TextTemplate& target, std::string_view text) : target_(target), text_(text) {}

    void parse() {
        std::size_t literal = 0;
        for (auto open = text_.find("{{"); open != std::string_view::npos; open = text_.find("{{", literal)) {
            const Part place = part_at(open);
            const auto close = text_.find("}}", open + 2);
            if (close == std::string_view::npos) target_.fail(place, "the tag is not closed");
            const auto tag = text_.substr(open + 2, close - open - 2);
            auto before = open, after = close + 2;
            if (!tag.empty() && std::string_view("#?!/").find(tag[0]) != std::string_view::npos)
                take_whole_line(literal, before, after);
            add_literal(text_.substr(literal, before - literal), place);
            add_tag(tag, place);
            literal = after;
        }
        add_literal(text_.substr(literal), part_at(text_.size()));
        if (!open_.empty()) target_.fail(target_.parts_[open_.back()], "the section is not closed");
    }

  private:
    /// A tag that is alone on its line takes the line with it.
    void take_whole_line(std::size_t literal, std::size_t& before, std::size_t& after) const {
        auto from = before;
        while (from > literal && text_[from - 1] == ' ') --from;
        const bool begins = from == 0 || text_[from - 1] == '\n';
        if (begins && after < text_.size() && text_[after] == '\n') {
            before = from;
            ++after;
        }
    }

    void add_literal(std::string_view text, const Part& place) {
        if (text.empty()) return;
        Part part = place;
        part.text = text;
        target_.parts_.push_back(std::move(part));
    }

    void add_tag(std::string_view tag, Part part) {
        const char mark = tag.empty() ? ' ' : tag[0];
        const bool marked = std::string_view("#?!/").find(mark) != std::string_view::npos;
        part.text = tag.substr(marked ? 1 : 0);
        if (!is_template_name(part.text)) target_.fail(part, "not a name");
        if (mark == '/') {
            if (open_.empty()) target_.fail(part, "no section is open");
            Part& section = target_.parts_[open_.back()];
            if (section.text != part.text) target_.fail(part, "the open section is \"" + section.text + "\"");
            section.end = target_.parts_.size();
            open_.pop_back();
            return;
        }
        part.kind = mark == '#' ? Kind::list : mark == '?' ? Kind::when : mark == '!' ? Kind::unless : Kind::text;
        if (marked) open_.push_back(target_.parts_.size());
        target_.parts_.push_back(std::move(part));
    }

    Part part_at(std::size_t offset) const {
        const auto before = text_.substr(0, offset);
        const auto newline = before.rfind('\n');
        Part part;
        part.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
        part.column = newline == std::string_view::npos ? offset + 1 : offset - newline;
        return part;
    }

    TextTemplate& target_;
    std::string_view text_;
    std::vector<std::size_t> open_;
};

TextTemplate::TextTemplate(std::string name, std::string_view text, Escape escape)
    : name_(std::move(name)), escape_(escape) {
    Parser(*this, text).parse();
}

std::string TextTemplate::render(const TemplateValues& values) const {
    std::string out;
    check_used(0, parts_.size(), values);
    render_parts(0, parts_.size(), {&values, nullptr}, out);
    return out;
}

void TextTemplate::render_parts(std::size_t from, std::size_t to, const Scope& scope, std::string& out) const {
    for (auto at = from; at < to; ++at) {
        const Part& part = parts_[at];
        if (part.kind == Kind::literal) {
            out += part.text;
            continue;
        }
        const auto& value = value_of(part, scope);
        if (part.kind == Kind::text) {
            try {
                out += escape_(std::get<std::string>(value));
            } catch (const Error& error) {
                throw error.with_context(name_);
            }
            continue;
        }
        if (part.kind == Kind::list) {
            for (const auto& item : std::get<std::vector<TemplateValues>>(value)) {
                check_used(at + 1, part.end, item);
                render_parts(at + 1, part.end, {&item, &scope}, out);
            }
        } else if (std::get<bool>(value) == (part.kind == Kind::when)) {
            render_parts(at + 1, part.end, scope, out);
        }
        at = part.end - 1;
    }
}

const TemplateValues::Value& TextTemplate::value_of(const Part& part, const Scope& scope) const {
    const TemplateValues::Value* value = nullptr;
    for (const Scope* at = &scope; at && !value; at = at->outer) value = at->values->find(part.text);
    if (!value) fail(part, "unknown name");
    const bool fits = part.kind == Kind::text   ? std::holds_alternative<std::string>(*value)
                      : part.kind == Kind::list ? std::holds_alternative<std::vector<TemplateValues>>(*value)
                                                : std::holds_alternative<bool>(*value);
    if (!fits) fail(part, "the value is of another kind");
    return *value;
}

void TextTemplate::check_used(std::size_t from, std::size_t to, const TemplateValues& values) const {
    for (const auto& [name, value] : values.all()) {
        if (values.find(name) != &value)
            throw Error(Exit::bug, name_ + ": \"" + std::string(name) + "\" is given twice");
        const bool used = std::any_of(
            parts_.begin() + static_cast<std::ptrdiff_t>(from), parts_.begin() + static_cast<std::ptrdiff_t>(to),
            [&](const Part& part) { return part.kind != Kind::literal && part.text == name; });
        if (!used) throw Error(Exit::bug, name_ + ": \"" + std::string(name) + "\" is not used");
    }
}

void TextTemplate::fail(const Part& part, const std::string& text) const {
    throw Error(Exit::bug, name_ + ":" + std::to_string(part.line) + ":" + std::to_string(part.column) + ": {{" +
                               part.text + "}}: " + text);
}

}  // namespace site
