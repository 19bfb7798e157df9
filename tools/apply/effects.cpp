#include "apply/effects.hpp"

#include "core/error.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/power.hpp"
#include "ports/process.hpp"
#include "ports/ssh.hpp"
#include "state/installation.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

struct CarryOut {
    const Step& step;
    Ports& ports;
    const std::string& state_folder;

    std::chrono::milliseconds deadline() const { return step.deadline; }

    void operator()(const MakeFolder& folder) const { ports.files.make_folder(folder.path, folder.mode); }
    void operator()(const WriteFile& write) const { ports.files.write(write.file.path, write.file.content, write.file.mode); }
    void operator()(const WriteTree& tree) const {
        ports.files.remove_tree(tree.folder);
        for (const auto& file : tree.files) ports.files.write_quickly(tree.folder + "/" + file.path, file.content, file.mode);
    }
    void operator()(const MoveFolder& move) const {
        if (!ports.files.exists(move.from)) throw Error(Exit::failed, move.from + " is not there");
        const auto old = move.to + ".old";
        ports.files.remove_tree(old);
        if (ports.files.exists(move.to)) ports.files.rename(move.to, old);
        ports.files.rename(move.from, move.to);
        ports.files.remove_tree(old);
    }
    void operator()(const CopyFile& copy) const {
        const auto content = ports.files.read(copy.from);
        if (!content) throw Error(Exit::failed, copy.from + " is not there; install the package that brings it");
        ports.files.write(copy.to, *content, copy.mode);
    }
    void operator()(const RunCommand& run) const {
        const auto result = ports.process.run(run.command);
        if (!result.ok()) throw Error(Exit::failed, format_failure(run.command, result));
    }
    void operator()(const StartService& service) const {
        ports.process.stop_daemon(service.pid_file, 10s);
        ports.process.start_daemon({service.argv, service.pid_file, service.log, {}});
        ports.clock.sleep(300ms);
        if (!ports.process.running_daemon(service.pid_file)) {
            auto log = ports.files.read(service.log).value_or("");
            if (log.size() > 2000) log.erase(0, log.size() - 2000);
            throw Error(Exit::failed, service.name + " ended as soon as it was started ('" + format_command(service.argv) + "'):\n" + log);
        }
        ports.store.transact({}, {Put{"service/" + service.name, service.digest}});
    }
    void operator()(const SignImage& image) const { sign_image(image, ports); }
    void operator()(const ArmNode& arm) const { arm_node(arm, ports, state_folder); }
    void operator()(const PowerNode& power) const {
        record_stage(ports, step.node, "power", "begin");
        const auto checked = [&](const PowerAnswer& answer) {
            if (answer.ok) return;
            fail_installation(ports, step.node, "power", "bmc", answer.text);
            throw Error(Exit::unreachable, answer.text);
        };
        switch (power.action) {
            case PowerNode::Action::on: checked(ports.power.act(power.target, PowerAction::on, deadline())); break;
            case PowerNode::Action::off: checked(ports.power.act(power.target, PowerAction::off, deadline())); break;
            case PowerNode::Action::cycle: checked(ports.power.act(power.target, PowerAction::cycle, deadline())); break;
            case PowerNode::Action::network_boot:
                // A person who is asked to boot it from the network needs no second request.
                if (power.target.kind != "manual") checked(ports.power.act(power.target, PowerAction::off, deadline()));
                checked(ports.power.set_boot(power.target, BootDevice::network, deadline()));
                checked(ports.power.act(power.target, PowerAction::on, deadline()));
                break;
        }
        record_stage(ports, step.node, "power", "done");
    }
    void operator()(const UploadFile& upload) const {
        const auto target = with_host_key(upload.target, ports);
        const auto result = ports.ssh.write_file(target, upload.file.path, upload.file.content, upload.file.mode, deadline());
        if (!result.ok()) throw Error(Exit::failed, format_failure({{"write", upload.file.path}, {}, {}, deadline()}, result));
    }
    void operator()(const RunOnNode& run) const {
        const auto result = ports.ssh.run(with_host_key(run.target, ports), run.command);
        if (!result.ok()) throw Error(Exit::failed, format_failure(run.command, result));
    }
    void operator()(const StoreValue& value) const { ports.store.transact({}, {Put{value.key, value.value}}); }
    void operator()(const Milestone&) const {}
    void operator()(const WaitStage&) const { throw Error(Exit::bug, "waiting is not an act"); }
    void operator()(const WaitSsh&) const { throw Error(Exit::bug, "waiting is not an act"); }
    void operator()(const ProveXen&) const { throw Error(Exit::bug, "waiting is not an act"); }
};

EventState state_of(const std::string& name) {
    if (name == "done") return EventState::done;
    if (name == "fail") return EventState::fail;
    return EventState::begin;
}

std::int64_t now_ms(Ports& ports) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(ports.clock.now().time_since_epoch()).count();
}

}  // namespace

void carry_out(const Step& step, Ports& ports, const std::string& state_folder) {
    std::visit(CarryOut{step, ports, state_folder}, step.effect);
}

SshTarget with_host_key(SshTarget target, Ports& ports) {
    const auto installation = find_installation(ports.store, target.node);
    if (!installation || installation->host_key.empty())
        throw Error(Exit::failed, "the host key of " + target.node + " is not known: it was not installed from this state folder");
    target.host_key = installation->host_key;
    return target;
}

void record_stage(Ports& ports, const std::string& node, const std::string& stage, const std::string& state_name, const std::string& code,
                  const std::string& text) {
    const auto installation = find_installation(ports.store, node);
    if (!installation) return;
    StageEvent event;
    event.node = node;
    event.job = installation->job;
    event.stage = stage;
    event.state = state_of(state_name);
    event.time_ms = now_ms(ports);
    event.code = code;
    event.text = text;
    event.source = "siteinit";
    add_event(ports.store, event);
}

void fail_installation(Ports& ports, const std::string& node, const std::string& stage, const std::string& code, const std::string& text) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        auto installation = find_installation(ports.store, node);
        if (!installation || installation->state == InstallState::failed || installation->state == InstallState::installed) return;
        installation->state = InstallState::failed;
        installation->failure = stage + ": " + code + ": " + text;
        std::vector<Operation> also;
        if (!installation->token_digest.empty()) also.push_back(Delete{"token/" + installation->token_digest});
        installation->token_digest.clear();
        if (!update_installation(ports.store, *installation, also)) continue;
        record_stage(ports, node, stage, "fail", code, text);
        return;
    }
}

}  // namespace site
