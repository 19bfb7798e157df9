#include "cli/progress.hpp"

#include <algorithm>
#include <ostream>

#include "cli/text.hpp"

namespace site {
namespace {

using Kind = Progress::State::Kind;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_draws{100};
constexpr int bar_cells = 10;

bool ended(Kind kind) { return kind == Kind::done || kind == Kind::failed; }

std::string padded(std::string text, std::size_t columns) {
    const auto has = text_columns(text);
    if (has < columns) text.append(columns - has, ' ');
    return text;
}

std::string format_bar(int percent) {
    if (percent < 0) return std::string(bar_cells + 9, ' ');
    percent = std::min(percent, 100);
    const auto full = static_cast<std::size_t>(percent * bar_cells / 100);
    const auto number = std::to_string(percent);
    return std::string(3 - number.size(), ' ') + number + " %  [" + std::string(full, '#') +
           std::string(bar_cells - full, '.') + ']';
}

std::string format_elapsed(Clock::duration elapsed) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
    const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (seconds < 3600) return two(seconds / 60) + ':' + two(seconds % 60);
    return std::to_string(seconds / 3600) + ':' + two(seconds / 60 % 60) + ':' + two(seconds % 60);
}

std::string word_of(Kind kind) {
    switch (kind) {
        case Kind::waiting:
            return "waiting";
        case Kind::running:
            return "";
        case Kind::done:
            return "done";
        case Kind::failed:
            return "FAILED";
    }
    return {};
}

const char* colour_of(Kind kind) {
    switch (kind) {
        case Kind::done:
            return "\033[32m";
        case Kind::failed:
            return "\033[31m";
        case Kind::waiting:
            return "\033[2m";
        case Kind::running:
            return "";
    }
    return "";
}

std::string format_event(const std::string& thing, const Progress::State& state) {
    auto line = thing + ": " + state.stage;
    if (!word_of(state.kind).empty()) line += (state.stage.empty() ? "" : " ") + word_of(state.kind);
    if (state.percent >= 0 && state.kind == Kind::running) line += ' ' + std::to_string(state.percent) + " %";
    if (!state.note.empty() && state.kind != Kind::running) line += ": " + state.note;
    return line;
}

}  // namespace

Progress::Progress(Terminal& terminal, std::size_t max_lines)
    : terminal_(terminal), max_lines_(std::max<std::size_t>(max_lines, 2)) {}

Progress::~Progress() { finish(); }

void Progress::set(const std::string& thing, const State& state) {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    const auto now = Clock::now();
    const auto [at, is_new] = lines_.try_emplace(thing, Line{state, now, now});
    auto& line = at->second;
    if (is_new) order_.push_back(thing);
    const bool turned = is_new || line.state.stage != state.stage || line.state.kind != state.kind;
    const bool quarter = !turned && state.percent / 25 > line.state.percent / 25 && state.percent > 0;
    if (line.state.stage != state.stage) line.since = now;
    line.until = ended(state.kind) ? (ended(line.state.kind) && !is_new ? line.until : now) : now;
    line.state = state;
    if (terminal_.is_terminal)
        draw(turned);
    else if (turned || quarter)
        terminal_.err << printable(format_event(thing, state)) << '\n' << std::flush;
}

void Progress::say(const std::string& line) {
    const std::lock_guard lock(mutex_);
    clear();
    terminal_.err << line << '\n' << std::flush;
    if (terminal_.is_terminal && !finished_) draw(true);
}

void Progress::finish() {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (terminal_.is_terminal) draw(true);
    finished_ = true;
    drawn_ = 0;
}

void Progress::clear() {
    if (drawn_ > 0) terminal_.err << "\033[" << drawn_ << "A\r\033[J";
    drawn_ = 0;
}

void Progress::draw(bool force) {
    const auto now = Clock::now();
    if (!force && now - last_draw_ < between_draws) return;
    last_draw_ = now;

    std::vector<const std::string*> shown;
    const auto room = order_.size() > max_lines_ ? max_lines_ - 1 : max_lines_;
    for (const bool want_ended : {false, true})
        for (const auto& thing : order_)
            if (shown.size() < room && ended(lines_.at(thing).state.kind) == want_ended) shown.push_back(&thing);
    std::sort(shown.begin(), shown.end(), [](const auto* a, const auto* b) { return a < b; });

    std::size_t thing_width = 0, stage_width = 0;
    for (const auto* thing : shown) {
        thing_width = std::max(thing_width, text_columns(*thing));
        stage_width = std::max(stage_width, text_columns(lines_.at(*thing).state.stage));
    }
    clear();
    const auto width = static_cast<std::size_t>(std::max(terminal_.width - 1, 20));
    for (const auto* thing : shown) {
        const auto& line = lines_.at(*thing);
        const auto& state = line.state;
        auto text = padded(*thing, thing_width) + "  " + padded(state.stage, stage_width) + "  ";
        text += state.kind == Kind::running ? format_bar(state.percent) : padded(word_of(state.kind), bar_cells + 9);
        const auto until = ended(state.kind) ? line.until : now;
        text += "  " + (state.kind == Kind::waiting ? std::string("     ") : format_elapsed(until - line.since));
        if (!state.note.empty()) text += "  " + state.note;
        text = cut_text(printable(text), width);
        const std::string colour = terminal_.colour ? colour_of(state.kind) : "";
        terminal_.err << colour << text << (colour.empty() ? "" : "\033[0m") << '\n';
    }
    drawn_ = shown.size();
    if (shown.size() < order_.size()) {
        terminal_.err << "... and " << order_.size() - shown.size() << " more\n";
        ++drawn_;
    }
    terminal_.err << std::flush;
}

}  // namespace site
