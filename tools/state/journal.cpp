#include "state/journal.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/record.hpp"

namespace site {
namespace {

constexpr std::size_t kept_runs = 50;

std::string run_of(const std::string& key) { return key.substr(8, key.find('/', 8) - 8); }

std::vector<std::string> runs_newest_first(const std::vector<Entry>& entries) {
    std::vector<std::string> runs;
    for (const auto& entry : entries)
        if (runs.empty() || runs.back() != run_of(entry.key)) runs.push_back(run_of(entry.key));
    std::reverse(runs.begin(), runs.end());
    return runs;
}

}  // namespace

void write_journal(StateStore& store, const JournalLine& line) {
    const auto key = fmt::format("journal/{}/{}/{}", line.run, line.step, line.state);
    Record record{{"step", line.step}, {"state", line.state}, {"time", std::to_string(line.time_ms)}};
    if (!line.text.empty()) record["text"] = line.text;
    store.transact({}, {Put{key, encode_record(record)}});
}

void trim_journal(StateStore& store) {
    const auto entries = store.list("journal/");
    const auto runs = runs_newest_first(entries);
    if (runs.size() <= kept_runs) return;
    const std::set<std::string> old(runs.begin() + kept_runs, runs.end());
    std::vector<Operation> operations;
    for (const auto& entry : entries) {
        if (old.count(run_of(entry.key)) == 0) continue;
        operations.push_back(Delete{entry.key});
        if (operations.size() < 100) continue;
        store.transact({}, operations);
        operations.clear();
    }
    if (!operations.empty()) store.transact({}, operations);
}

std::vector<JournalLine> read_journal(StateStore& store, std::size_t runs) {
    auto entries = store.list("journal/");
    auto names = runs_newest_first(entries);
    if (names.size() > runs) names.resize(runs);
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.created < b.created; });
    std::vector<JournalLine> lines;
    for (const auto& run : names) {
        for (const auto& entry : entries) {
            if (run_of(entry.key) != run) continue;
            const auto record = decode_record(entry.value);
            if (!record) continue;
            lines.push_back({run, field(*record, "step"), field(*record, "state"), field(*record, "text"),
                             std::atoll(field(*record, "time").c_str())});
        }
    }
    return lines;
}

}  // namespace site
