#include "observe/observe.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "core/error.hpp"
#include "core/sha256.hpp"
#include "ports/files.hpp"
#include "ports/power.hpp"
#include "ports/process.hpp"
#include "ports/ssh.hpp"

namespace site {
namespace {

constexpr std::size_t paths_per_call = 200;

/// "<64 hex>  /path" lines of sha256sum.
std::map<std::string, std::string> parse_digests(const std::string& text) {
    std::map<std::string, std::string> digests;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end - at > 66 && is_sha256(text.substr(at, 64))) digests[text.substr(at + 66, end - at - 66)] = text.substr(at, 64);
        at = end + 1;
    }
    return digests;
}

std::string value_of(const std::string& info, const std::string& key) {
    for (std::size_t at = 0; at < info.size();) {
        const auto end = std::min(info.find('\n', at), info.size());
        if (info.compare(at, key.size(), key) == 0) {
            const auto colon = info.find(": ", at);
            if (colon < end) return info.substr(colon + 2, end - colon - 2);
        }
        at = end + 1;
    }
    return {};
}

void ask_power(const NodeQuery& query, Ports& ports, std::chrono::milliseconds deadline, NodeSeen& seen) {
    const auto answer = ports.power.status(query.power, deadline);
    if (!answer.ok) return;
    seen.power = answer.state == PowerState::on ? "on" : answer.state == PowerState::off ? "off" : "unknown";
}

void ask_files(const NodeQuery& query, Ports& ports, std::chrono::milliseconds deadline, NodeSeen& seen) {
    std::map<std::string, std::string> there;
    for (auto next = query.digests.begin(); next != query.digests.end();) {
        Command command{{"sha256sum", "--"}, {}, {}, deadline};
        for (std::size_t n = 0; n < paths_per_call && next != query.digests.end(); ++n, ++next) command.argv.push_back(next->first);
        // A missing file makes the status 1 and leaves its line out: that is an answer.
        const auto result = ports.ssh.run(query.ssh, command);
        if (result.ended != CommandResult::Ended::exited || result.status > 1) {
            seen.ssh = Answered::no_answer;
            seen.ssh_text = format_failure(command, result);
            return;
        }
        there.merge(parse_digests(result.out));
    }
    for (const auto& [path, digest] : query.digests) {
        const auto found = there.find(path);
        if (found != there.end() && found->second == digest) continue;
        std::string content;
        if (found != there.end()) {
            const auto result = ports.ssh.run(query.ssh, {{"cat", "--", path}, {}, {}, deadline});
            if (result.ok()) content = result.out;
        }
        seen.differing[path] = content;
    }
}

}  // namespace

NodeSeen observe_node(const NodeQuery& query, Ports& ports, std::chrono::milliseconds deadline) {
    NodeSeen seen;
    if (query.ask_ssh) {
        const Command info{{"xl", "info"}, {}, {}, deadline};
        const auto result = ports.ssh.run(query.ssh, info);
        switch (result.ended) {
            case CommandResult::Ended::exited:
            case CommandResult::Ended::signalled:
                seen.ssh = Answered::yes;
                seen.xen_version = value_of(result.out, "xen_version");
                seen.xen = result.ok() && !seen.xen_version.empty();
                break;
            case CommandResult::Ended::not_started:
            case CommandResult::Ended::timed_out:
            case CommandResult::Ended::connection_lost:
                seen.ssh = Answered::no_answer;
                seen.ssh_text = result.err;
                break;
        }
        if (seen.ssh == Answered::yes) ask_files(query, ports, deadline, seen);
    }
    if (query.ask_power && seen.ssh != Answered::yes) ask_power(query, ports, deadline, seen);
    return seen;
}

Observed observe(const Queries& queries, Ports& ports, std::size_t fanout, std::chrono::milliseconds deadline) {
    Observed observed;
    for (const auto& query : queries.files) {
        FileSeen seen;
        seen.exists = ports.files.exists(query.path);
        if (seen.exists && query.of != FileQuery::Of::folder) {
            seen.digest = ports.files.sha256(query.path).value_or("");
            seen.mode = ports.files.mode(query.path).value_or(0);
            if (query.of == FileQuery::Of::content) seen.content = ports.files.read(query.path).value_or("");
        }
        observed.files[query.path] = std::move(seen);
    }
    for (const auto& query : queries.services)
        observed.services[query.name].running = ports.process.running_daemon(query.pid_file).has_value();

    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    std::vector<std::thread> threads;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < queries.nodes.size(); i = next++) {
                auto seen = observe_node(queries.nodes[i], ports, deadline);
                const std::lock_guard lock(mutex);
                observed.nodes[queries.nodes[i].ssh.node] = std::move(seen);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
        }
    };
    const auto count = std::min(std::max<std::size_t>(fanout, 1), queries.nodes.size());
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
    for (auto& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
    return observed;
}

}  // namespace site
