#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "plan/plan.hpp"

namespace site {
namespace {

/// A line or two at most: a build's whole argv is in the journal of a failure, not here.
std::string shown_command(const std::vector<std::string>& argv) {
    constexpr std::size_t longest = 200;
    auto line = format_command(argv);
    if (line.size() > longest) line = line.substr(0, longest) + " ... (" + std::to_string(argv.size()) + " words)";
    return line;
}


constexpr std::size_t most_diff_lines = 120;
constexpr std::size_t most_diffs = 3;
constexpr std::size_t most_pieces = 4;
constexpr std::size_t line_width = 110;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string printable(std::string text) {
    for (char& c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F) c = '?';
    return text;
}

// Folding: "node001" ... "node040" become "node[001-040]".

bool digit(char c) { return c >= '0' && c <= '9'; }

/// A name cut at its last number; `number` is empty when there is none, or one too long to count with.
struct Numbered {
    std::string before, number, after;
};

Numbered cut_at_number(const std::string& name) {
    auto end = name.size();
    while (end > 0 && !digit(name[end - 1])) --end;
    auto begin = end;
    while (begin > 0 && digit(name[begin - 1])) --begin;
    if (end == begin || end - begin > 18) return {name, "", ""};
    return {name.substr(0, begin), name.substr(begin, end - begin), name.substr(end)};
}

struct Run {
    std::string first, last;
};

std::vector<Run> runs_of(std::vector<std::string> numbers) {
    std::sort(numbers.begin(), numbers.end(), [](const auto& x, const auto& y) {
        const auto a = std::stoull(x), b = std::stoull(y);
        return a != b ? a < b : x.size() < y.size();
    });
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<Run> runs;
    for (const auto& number : numbers) {
        const bool same_form =
            !runs.empty() &&
            (runs.back().last.size() == number.size() ||
             (runs.back().last.size() < number.size() && number.front() != '0' && runs.back().last.front() != '0'));
        if (same_form && std::stoull(runs.back().last) + 1 == std::stoull(number))
            runs.back().last = number;
        else
            runs.push_back({number, number});
    }
    return runs;
}

std::string format_runs(const std::vector<std::string>& numbers) {
    const auto runs = runs_of(numbers);
    std::string list;
    for (const auto& run : runs) {
        if (!list.empty()) list += ',';
        list += run.first == run.last ? run.first : run.first + '-' + run.last;
    }
    return runs.size() > 1 || (runs.size() == 1 && runs[0].first != runs[0].last) ? '[' + list + ']' : list;
}

/// The one piece of names that differ in one number only, wherever it stands; "" when there is none.
std::string fold_one_number(const std::vector<std::string>& names) {
    const auto& first = names.front();
    std::size_t front = first.size(), back = first.size();
    for (const auto& name : names) {
        const auto shorter = std::min(first.size(), name.size());
        std::size_t same = 0;
        while (same < shorter && first[same] == name[same]) ++same;
        front = std::min(front, same);
        same = 0;
        while (same < shorter && first[first.size() - 1 - same] == name[name.size() - 1 - same]) ++same;
        back = std::min(back, same);
    }
    while (front > 0 && digit(first[front - 1])) --front;
    back = std::min(back, first.size() - front);
    while (back > 0 && digit(first[first.size() - back])) --back;
    std::vector<std::string> numbers;
    for (const auto& name : names) {
        if (name.size() <= front + back || name.size() - front - back > 18) return {};
        numbers.push_back(name.substr(front, name.size() - front - back));
        if (!std::all_of(numbers.back().begin(), numbers.back().end(), digit)) return {};
    }
    return first.substr(0, front) + format_runs(numbers) + first.substr(first.size() - back);
}

std::vector<std::string> fold_pieces(const std::vector<std::string>& names) {
    if (auto piece = fold_one_number(names); !piece.empty()) return {piece};
    std::vector<Numbered> heads;
    std::vector<std::vector<std::string>> numbers;
    std::map<std::pair<std::string, std::string>, std::size_t> place;
    for (const auto& name : names) {
        auto cut = cut_at_number(name);
        const auto [at, is_new] = place.try_emplace({cut.before, cut.after}, heads.size());
        if (is_new) {
            heads.push_back(cut);
            numbers.emplace_back();
        }
        if (!cut.number.empty()) numbers[at->second].push_back(cut.number);
    }
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        pieces.push_back(heads[i].before + format_runs(numbers[i]) + heads[i].after);
    }
    return pieces;
}

std::string fold_all(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& piece : fold_pieces(names)) text += (text.empty() ? "" : ", ") + piece;
    return text;
}

std::string fold_short(const std::vector<std::string>& names) {
    if (std::all_of(names.begin(), names.end(), [&](const auto& name) { return name == names.front(); }))
        return names.front();
    const auto pieces = fold_pieces(names);
    if (pieces.size() == 1 && pieces.front().size() <= 60) return pieces.front();
    if (pieces.size() <= most_pieces) return '{' + fold_all(names) + '}';
    return '{' + names.front() + ", " + names[1] + ", ... " + names.back() + '}';
}

std::vector<std::string> split_words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

/// Texts that differ in some words only, as one text; the first one when they do not.
std::string fold_texts(const std::vector<std::string>& texts) {
    if (std::all_of(texts.begin(), texts.end(), [&](const auto& text) { return text == texts.front(); }))
        return texts.front();
    std::vector<std::vector<std::string>> columns;
    for (const auto& text : texts) {
        const auto words = split_words(text);
        if (columns.empty()) columns.resize(words.size());
        if (words.size() != columns.size()) return texts.front() + " ...";
        for (std::size_t i = 0; i < words.size(); ++i) columns[i].push_back(words[i]);
    }
    std::string text;
    for (const auto& column : columns) text += (text.empty() ? "" : " ") + fold_short(column);
    return text;
}

/// What steps and remarks that differ only in their node have in common: the node's name as "*", every other number as
/// "#".
std::string masked(const std::string& text, const std::string& node) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!node.empty() && text.compare(at, node.size(), node) == 0) {
            out += '*';
            at += node.size();
        } else if (digit(text[at])) {
            out += '#';
            while (at < text.size() && digit(text[at])) ++at;
        } else {
            out += text[at++];
        }
    }
    return out;
}

// One step.

bool is_secret(const FileContent& file) { return (file.mode & 0077) == 0; }

std::string not_shown(const FileContent& file) {
    std::ostringstream mode;
    mode << std::oct << file.mode;
    return file.path + " (not shown: mode 0" + mode.str() + ")\n";
}

std::string file_diff(const FileContent& file, const std::string& before) {
    return is_secret(file) ? not_shown(file) : format_diff(file.path, before, file.content);
}

/// The diff of a file, "" for other effects.
std::string diff_of(const Effect& effect) {
    if (const auto* write = std::get_if<WriteFile>(&effect)) return file_diff(write->file, write->before);
    if (const auto* upload = std::get_if<UploadFile>(&effect)) return file_diff(upload->file, upload->before);
    return {};
}

/// One line that says more than the title, or "".
std::string detail_of(const Effect& effect) {
    return std::visit(Overloaded{
                          [](const MakeFolder& e) { return e.path; },
                          [](const CopyFile& e) { return e.from + " -> " + e.to; },
                          [](const RunCommand& e) { return "$ " + shown_command(e.command.argv); },
                          [](const RunOnNode& e) { return e.target.address + " $ " + shown_command(e.command.argv); },
                          [](const StartService& e) { return "$ " + shown_command(e.argv); },
                          [](const SignImage& e) { return e.folder; },
                          [](const ArmNode& e) {
                              return "mac " + e.mac + " address " + e.address +
                                     ", own files: " + std::to_string(e.files.size());
                          },
                          [](const StoreValue& e) { return e.key; },
                          [](const auto&) { return std::string{}; },
                      },
                      effect);
}

bool is_wait(const Effect& effect) {
    return std::holds_alternative<WaitStage>(effect) || std::holds_alternative<WaitSsh>(effect) ||
           std::holds_alternative<ProveXen>(effect) || std::holds_alternative<Milestone>(effect);
}

char mark_of(const Step& step) {
    if (step.danger == Danger::destroys_data) return '!';
    if (is_wait(step.effect)) return ' ';
    if (step.danger == Danger::interrupts || std::holds_alternative<PowerNode>(step.effect)) return '~';
    if (const auto* write = std::get_if<WriteFile>(&step.effect)) return write->before.empty() ? '+' : '~';
    if (const auto* upload = std::get_if<UploadFile>(&step.effect)) return upload->before.empty() ? '+' : '~';
    if (std::holds_alternative<StoreValue>(step.effect)) return '~';
    return '+';
}

// Groups of steps that are alike.

using Group = std::vector<const Step*>;

std::string likeness(const Step& step) {
    const char mark = mark_of(step);
    auto key = std::string(1, mark) + std::to_string(step.effect.index()) + '\n';
    if (step.node.empty()) return key + step.id;
    key += masked(step.id, step.node) + '\n';
    key += std::to_string(split_words(step.title).size());
    return key + '\n' + masked(diff_of(step.effect), step.node);
}

std::vector<Group> group_steps(const std::vector<Step>& steps) {
    std::vector<Group> groups;
    std::map<std::string, std::size_t> place;
    for (const auto& step : steps) {
        if (std::holds_alternative<Milestone>(step.effect) && step.danger == Danger::none) continue;
        const auto [at, is_new] = place.try_emplace(likeness(step), groups.size());
        if (is_new) groups.emplace_back();
        groups[at->second].push_back(&step);
    }
    return groups;
}

template <class Get>
std::vector<std::string> each(const Group& group, Get get) {
    std::vector<std::string> texts;
    for (const auto* step : group) texts.push_back(get(*step));
    return texts;
}

std::string indented(const std::string& text) {
    std::istringstream lines(text);
    std::string out, line;
    for (std::size_t count = 0; std::getline(lines, line); ++count) {
        if (count < most_diff_lines)
            out += "        " + printable(line) + '\n';
        else if (count == most_diff_lines)
            out += "        ... (longer; 'siteinit render' writes the whole file)\n";
    }
    return out;
}

/// Every diff once with the nodes that it is for; of many only the first.
std::string format_diffs(const Group& group) {
    std::vector<std::string> diffs;
    std::vector<std::vector<std::string>> nodes;
    std::map<std::string, std::size_t> place;
    for (const auto* step : group) {
        const auto diff = diff_of(step->effect);
        const auto [at, is_new] = place.try_emplace(diff, diffs.size());
        if (is_new) {
            diffs.push_back(diff);
            nodes.emplace_back();
        }
        nodes[at->second].push_back(step->node);
    }
    std::string out;
    for (std::size_t i = 0; i < diffs.size(); ++i) {
        if (diffs.size() > 1) out += indented(fold_all(nodes[i]) + ':');
        out += indented(diffs[i]);
        if (i > 0 || diffs.size() <= most_diffs) continue;
        return out + indented("(" + std::to_string(diffs.size() - 1) +
                              " more differ from this one in names and numbers only)");
    }
    return out;
}

std::string format_group(const Group& group, std::size_t id_width) {
    const auto& first = *group.front();
    auto id = fold_short(each(group, [](const Step& step) { return step.id; }));
    id.resize(std::max(id.size(), id_width), ' ');
    std::string out = "  ";
    out += mark_of(first);
    out += ' ' + printable(id + "  " + fold_texts(each(group, [](const Step& step) { return step.title; }))) + '\n';
    const auto details = each(group, [](const Step& step) { return detail_of(step.effect); });
    if (!details.front().empty()) out += indented(fold_texts(details));
    if (first.danger == Danger::destroys_data)
        out += indented("destroys " + fold_all(each(group, [](const Step& step) { return step.destroys; })));
    if (first.danger == Danger::interrupts) out += indented("interrupts what runs there");
    return out + format_diffs(group);
}

// Remarks and totals.

std::string format_remarks(const std::vector<Remark>& remarks, const std::string& title, bool faults) {
    std::vector<std::vector<const Remark*>> groups;
    std::map<std::string, std::size_t> place;
    for (const auto& remark : remarks) {
        if (remark.fault != faults) continue;
        const auto key = (remark.about.empty() ? "" : "*") + masked(remark.text, remark.about);
        const auto [at, is_new] = place.try_emplace(key, groups.size());
        if (is_new) groups.emplace_back();
        groups[at->second].push_back(&remark);
    }
    std::string out;
    for (const auto& group : groups) {
        std::vector<std::string> about, texts;
        for (const auto* remark : group) {
            about.push_back(remark->about);
            texts.push_back(remark->text);
        }
        const auto names = fold_all(about);
        out += "  " + printable((names.empty() ? "" : names + ": ") + fold_texts(texts)) + '\n';
    }
    return out.empty() ? out : title + '\n' + out + '\n';
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

std::string format_duration(std::chrono::seconds duration) {
    const auto seconds = duration.count();
    if (seconds < 90) return std::to_string(seconds) + " s";
    const auto minutes = (seconds + 30) / 60;
    if (minutes < 90) return std::to_string(minutes) + " min";
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

/// Breaks a long list of names after commas.
std::string broken(const std::string& text) {
    std::string out;
    std::size_t column = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto comma = text.find(", ", at);
        const auto piece = text.substr(at, comma == std::string::npos ? comma : comma + 2 - at);
        if (column > 0 && column + piece.size() > line_width) {
            out.erase(out.find_last_not_of(' ') + 1);
            out += "\n    ";
            column = 4;
        }
        out += piece;
        column += piece.size();
        at += piece.size();
    }
    return out;
}

std::string format_totals(const Plan& plan) {
    std::set<std::string> nodes;
    std::vector<std::string> interrupted, destroyed;
    std::size_t steps = 0;
    const auto add_once = [](std::vector<std::string>& list, const std::string& name) {
        if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
    };
    for (const auto& step : plan.steps) {
        if (std::holds_alternative<Milestone>(step.effect) && step.danger == Danger::none) continue;
        ++steps;
        if (!step.node.empty()) nodes.insert(step.node);
        if (step.danger == Danger::interrupts) add_once(interrupted, step.node.empty() ? step.id : step.node);
        if (step.danger == Danger::destroys_data) add_once(destroyed, step.destroys);
    }
    if (steps == 0) return "0 to change\n";
    auto text = counted(steps, "step", "steps");
    if (!nodes.empty()) text += " on " + counted(nodes.size(), "node", "nodes");
    if (!interrupted.empty()) text += ", interrupted: " + fold_all(interrupted);
    if (!destroyed.empty()) {
        text += ", " + counted(destroyed.size(), "disk", "disks") + " to be wiped: ";
        for (std::size_t i = 0; i < destroyed.size(); ++i) text += (i == 0 ? "" : ", ") + destroyed[i];
    }
    const auto duration = predicted_duration(plan);
    if (duration.count() > 0) text += "; about " + format_duration(duration);
    return broken(printable(text)) + '\n';
}

}  // namespace

std::string format_plan(const Plan& plan) {
    const auto groups = group_steps(plan.steps);
    std::size_t id_width = 0;
    for (const auto& group : groups) {
        const auto id = fold_short(each(group, [](const Step& step) { return step.id; }));
        if (id.size() <= 36) id_width = std::max(id_width, id.size());
    }
    std::string out;
    for (const auto& group : groups) out += format_group(group, id_width);
    if (!out.empty()) out += '\n';
    out += format_remarks(plan.remarks, "not fulfilled by this plan:", true);
    out += format_remarks(plan.remarks, "remarks:", false);
    return out + format_totals(plan);
}

}  // namespace site
