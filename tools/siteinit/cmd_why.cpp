#include <algorithm>

#include "cli/json.hpp"
#include "core/error.hpp"
#include "core/name.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "siteinit/diagnose.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

constexpr std::uint64_t log_tail = 4 << 20;
constexpr std::size_t shown_lines = 15;

std::vector<std::string> last_lines(Files& files, const std::string& path, std::uint64_t bytes) {
    std::vector<std::string> lines;
    const auto size = files.size(path);
    if (!size) return lines;
    const auto from = size->bytes > bytes ? size->bytes - bytes : 0;
    const auto text = files.read_part(path, from, bytes).value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        std::replace_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
        if (line.find_first_not_of(' ') != std::string::npos) lines.push_back(std::move(line));
        at = end + 1;
    }
    return lines;
}

template <typename Keep>
std::vector<std::string> kept(std::vector<std::string> lines, Keep keep) {
    lines.erase(std::remove_if(lines.begin(), lines.end(), [&](const std::string& line) { return !keep(line); }), lines.end());
    if (lines.size() > shown_lines) lines.erase(lines.begin(), lines.end() - shown_lines);
    return lines;
}

Evidence gather(const Session& session, const Node& node, const Installation& installation) {
    auto& files = session.ports->files;
    const ServerPaths paths{session.state_folder};
    Evidence evidence;
    evidence.node = &node;
    evidence.events = list_events(session.ports->store, node.name, installation.job);
    evidence.trace = trace_of(installation, evidence.events);
    evidence.now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(session.ports->clock.now().time_since_epoch()).count();
    evidence.dhcp_lines = kept(last_lines(files, paths.dnsmasq_log(), log_tail), [&](const std::string& line) {
        const bool named = line.find(installation.mac) != std::string::npos || (!installation.address.empty() && line.ends_with(" " + installation.address));
        return named && (line.find("DHCP") != std::string::npos || line.find("tftp") != std::string::npos);
    });
    evidence.http_lines = kept(last_lines(files, paths.access_log(), log_tail), [&](const std::string& line) {
        return !installation.address.empty() && line.find(" " + installation.address + " ") != std::string::npos && line.find("/report") == std::string::npos;
    });
    if (!session.site.provisioner.console_logs.empty())
        evidence.serial_lines = kept(last_lines(files, session.site.provisioner.console_logs + "/" + node.name + ".log", 16384), [](const std::string&) { return true; });
    return evidence;
}

Json lines_json(const std::vector<std::string>& lines) {
    Json::Array array;
    for (const auto& line : lines) array.push_back(line);
    return array;
}

void tell(const Evidence& evidence, const Diagnosis& diagnosis, Terminal& terminal) {
    const auto& node = evidence.node->name;
    auto& out = terminal.out;
    out << node << ": " << format(evidence.trace.installation.state);
    if (!diagnosis.stage.empty()) out << " at stage " << diagnosis.stage;
    out << "\n";
    out << "  cause:  " << diagnosis.cause << "\n";
    if (!diagnosis.remedy.empty()) out << "  remedy: " << diagnosis.remedy << "\n";
    const auto section = [&](const std::string& title, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        out << "\n" << title << "\n";
        for (const auto& line : lines) out << "  " << line << "\n";
    };
    section("What happened", format_events(evidence.events));
    section("DHCP and TFTP log", evidence.dhcp_lines);
    section("HTTP log", evidence.http_lines);
    section("Console, last lines", evidence.serial_lines);
}

Exit why(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    const auto name = arguments.first("NODE");
    const auto* node = find_node(session.site, name);
    if (!node) {
        std::vector<std::string> names;
        for (const auto& candidate : session.site.nodes) names.push_back(candidate.name);
        const auto hint = did_you_mean(name, names);
        throw Error(Exit::usage, "node \"" + name + "\" is not in " + session.site_path + (hint.empty() ? "" : "; " + hint));
    }
    std::optional<Installation> installation;
    for (auto& known : installations_of(session))
        if (known.node == name) installation = std::move(known);
    if (!installation) {
        if (arguments.has("--json"))
            terminal.out << format_json(Json::Object{{"schema", "sitekit.why/1"}, {"node", name}, {"state", "not-installed"}, {"fault", false}}) << "\n";
        else
            terminal.out << name << ": was never installed from " << session.state_folder << "\n  remedy: siteinit apply --node " << name << "\n";
        return Exit::done;
    }
    const auto evidence = gather(session, *node, *installation);
    const auto diagnosis = diagnose(evidence);
    if (arguments.has("--json")) {
        terminal.out << format_json(Json::Object{{"schema", "sitekit.why/1"},
                                                 {"node", name},
                                                 {"state", format(installation->state)},
                                                 {"fault", diagnosis.fault},
                                                 {"stage", diagnosis.stage},
                                                 {"cause", diagnosis.cause},
                                                 {"remedy", diagnosis.remedy},
                                                 {"events", lines_json(format_events(evidence.events))},
                                                 {"dhcp", lines_json(evidence.dhcp_lines)},
                                                 {"http", lines_json(evidence.http_lines)},
                                                 {"console", lines_json(evidence.serial_lines)}})
                     << "\n";
    } else {
        tell(evidence, diagnosis, terminal);
    }
    return Exit::done;
}

}  // namespace

CommandSpec why_command(const Makers& makers) {
    CommandSpec command;
    command.words = "why";
    command.summary = "say where a node stands, why, and what to do";
    command.description =
        "Joins what DHCP, TFTP, HTTP, the installer and the console said about one node, names the stage that failed, its cause and the remedy. The console "
        "is read from the folder that the provisioner's console-logs names.";
    command.examples = {{"siteinit why node7", "after an apply that ended with 3"}};
    command.arguments = {{"NODE", "a node of the site file"}};
    command.options = {json_option()};
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return why(arguments, terminal, makers); };
    return command;
}

}  // namespace site
