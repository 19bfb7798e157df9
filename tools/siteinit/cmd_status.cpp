#include <fmt/core.h>

#include "cli/json.hpp"
#include "cli/signals.hpp"
#include "cli/table.hpp"
#include "core/size.hpp"
#include "ports/clock.hpp"
#include "siteinit/siteinit.hpp"
#include "siteinit/trace.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

struct NodeStatus {
    std::string node;
    std::optional<Trace> trace;      ///< absent: never armed
};

std::vector<NodeStatus> read_status(const Session& session) {
    std::map<std::string, Trace> traces;
    for (const auto& installation : installations_of(session))
        traces[installation.node] = trace_of(installation, list_events(session.ports->store, installation.node, installation.job));
    std::vector<NodeStatus> all;
    for (const auto& node : session.site.nodes) {
        const auto found = traces.find(node.name);
        all.push_back({node.name, found == traces.end() ? std::nullopt : std::optional<Trace>(found->second)});
    }
    return all;
}

std::string seconds(std::int64_t ms) { return fmt::format("{:.1f}", static_cast<double>(ms) / 1000); }

std::string note_of(const Trace& trace) {
    if (trace.installation.state == InstallState::failed) return trace.installation.failure;
    if (trace.percent < 0) return "";
    auto note = fmt::format("{} %", trace.percent);
    if (trace.bytes_per_second > 0) note += ", " + format_size_rounded({static_cast<std::uint64_t>(trace.bytes_per_second)}) + "/s";
    return note;
}

std::string status_table(const std::vector<NodeStatus>& all, int width) {
    Table table{{"NODE", "STATE", "STAGE", "SECONDS", "ADDRESS", ""}, {}, {3}};
    for (const auto& status : all) {
        if (!status.trace) {
            table.rows.push_back({status.node, "not installed", "", "", "", ""});
            continue;
        }
        const auto& trace = *status.trace;
        table.rows.push_back({status.node, format(trace.installation.state), trace.stage, seconds(trace.total_ms), trace.installation.address, note_of(trace)});
    }
    return format_table(table, width);
}

std::string stages_table(const std::vector<NodeStatus>& all) {
    Table table;
    table.head = {"NODE"};
    for (const auto& stage : install_stages()) {
        table.right.push_back(table.head.size());
        table.head.push_back(stage);
    }
    table.right.push_back(table.head.size());
    table.head.push_back("total s");
    for (const auto& status : all) {
        std::vector<std::string> row{status.node};
        for (const auto& stage : install_stages()) {
            std::string cell = "-";
            if (status.trace)
                for (const auto& time : status.trace->stages)
                    if (time.stage == stage && time.ended_ms) cell = seconds(*time.ended_ms - time.began_ms);
            row.push_back(cell);
        }
        row.push_back(status.trace ? seconds(status.trace->total_ms) : "-");
        table.rows.push_back(std::move(row));
    }
    return format_table(table);
}

std::vector<UnknownMachine> unknown_machines(const Session& session) {
    if (!session.ports->files.exists(session.state_folder + "/state.db")) return {};
    return list_unknown(session.ports->store);
}

Json status_json(const Session& session, const std::vector<NodeStatus>& all) {
    Json::Array nodes, unknown;
    for (const auto& status : all) {
        Json::Object node{{"name", status.node}, {"state", status.trace ? format(status.trace->installation.state) : "not-installed"}};
        if (status.trace) {
            const auto& trace = *status.trace;
            Json::Array stages;
            for (const auto& time : trace.stages) {
                Json::Object stage{{"stage", time.stage}, {"began_ms", time.began_ms}};
                if (time.ended_ms) stage.emplace_back("seconds", static_cast<double>(*time.ended_ms - time.began_ms) / 1000);
                stages.push_back(std::move(stage));
            }
            node.emplace_back("stage", trace.stage);
            node.emplace_back("stages", std::move(stages));
            node.emplace_back("total_seconds", static_cast<double>(trace.total_ms) / 1000);
            node.emplace_back("address", trace.installation.address);
            node.emplace_back("host_key", trace.installation.host_key);
            node.emplace_back("job", trace.installation.job);
            node.emplace_back("failure", trace.installation.failure);
            if (trace.percent >= 0) node.emplace_back("percent", trace.percent);
            if (trace.bytes_per_second > 0) node.emplace_back("bytes_per_second", trace.bytes_per_second);
        }
        nodes.push_back(std::move(node));
    }
    for (const auto& machine : unknown_machines(session))
        unknown.push_back(Json::Object{{"mac", machine.mac}, {"address", machine.client}, {"seen_ms", machine.seen_ms}});
    return Json::Object{{"schema", "sitekit.status/1"}, {"site", session.site.name}, {"nodes", std::move(nodes)}, {"unknown", std::move(unknown)}};
}

bool all_over(const std::vector<NodeStatus>& all) {
    return std::all_of(all.begin(), all.end(), [](const NodeStatus& status) {
        return !status.trace || status.trace->installation.state == InstallState::installed || status.trace->installation.state == InstallState::failed;
    });
}

Exit status(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    if (arguments.has("--json")) {
        terminal.out << format_json(status_json(session, read_status(session))) << "\n";
        return Exit::done;
    }
    const auto show = [&](const std::vector<NodeStatus>& all) {
        terminal.out << (arguments.has("--stages") ? stages_table(all) : status_table(all, terminal.is_terminal ? terminal.width : 0)) << std::flush;
    };
    auto all = read_status(session);
    if (arguments.has("--watch")) {
        const InterruptWatch watch;
        while (!all_over(all) && !interrupted()) {
            if (terminal.is_terminal) terminal.out << "\x1b[H\x1b[J";
            show(all);
            session.ports->clock.sleep(1s);
            all = read_status(session);
        }
        if (terminal.is_terminal) terminal.out << "\x1b[H\x1b[J";
    }
    show(all);
    for (const auto& machine : unknown_machines(session))
        terminal.out << "unknown machine " << machine.mac << " asked for a boot script from " << machine.client << "\n";
    return Exit::done;
}

}  // namespace

CommandSpec status_command(const Makers& makers) {
    CommandSpec command;
    command.words = "status";
    command.summary = "show how far every node is";
    command.description = "Shows what the state store knows: state, stage, percent and speed of each node, and why one failed. Asks no node.";
    command.examples = {{"siteinit status --watch", "follows an installation"}, {"siteinit status --stages", "seconds per node and stage"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    command.options = {{"--watch", "", "show again every second until all nodes are done"}, {"--stages", "", "one column for each stage, in seconds"}, json_option()};
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return status(arguments, terminal, makers); };
    return command;
}

}  // namespace site
