#include "adapters/ipmi_power.hpp"

#include <optional>

#include "core/error.hpp"

namespace site {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds poll_interval{500};
constexpr milliseconds cycle_settles =
    std::chrono::seconds(6);  // on for so long after a cycle: it was too quick to be seen off

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

PowerAnswer failed(const PowerTarget& target, const std::string& text) {
    return {false, PowerState::unknown, "power of " + target.node + ": " + text};
}

std::string text_of(PowerState state) {
    return state == PowerState::on ? "on" : state == PowerState::off ? "off" : "unknown";
}

const char* word_for(PowerAction action) {
    switch (action) {
        case PowerAction::on:
            return "on";
        case PowerAction::off:
            return "off";
        case PowerAction::cycle:
            return "cycle";
        case PowerAction::soft_off:
            return "soft";
    }
    return "status";
}

std::vector<std::string> arguments(const PowerTarget& target, const std::vector<std::string>& words) {
    std::vector<std::string> argv{"ipmitool", "-I", "lanplus", "-H", target.address};
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty()) argv.insert(argv.end(), {option, value});
    };
    const auto option = [&](const char* name) {
        const auto found = target.options.find(name);
        return found == target.options.end() ? std::string() : found->second;
    };
    add("-p", target.port == 0 ? "" : std::to_string(target.port));
    add("-U", target.user);
    add("-f", target.password_file);
    add("-C", option("cipher"));
    add("-L", option("privilege"));
    argv.insert(argv.end(), {"-R", "1", "-N", "2"});
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
}

/// What ipmitool says with -v, as cause and remedy; empty: nothing that we know.
std::string known_cause(const PowerTarget& target, const std::string& said) {
    const auto place = target.address + (target.port == 0 ? "" : " port " + std::to_string(target.port));
    if (contains(said, "HMAC is invalid")) {
        return "wrong password for user \"" + target.user + "\"; correct " + target.password_file;
    }
    if (contains(said, "unauthorized name")) {
        return "the controller does not know user \"" + target.user +
               "\"; correct the user or make it on the controller";
    }
    if (contains(said, "invalid role") || contains(said, "nsufficient privilege")) {
        return "user \"" + target.user + "\" may not do this; give it the operator or administrator privilege";
    }
    if (contains(said, "invalid authentication algorithm") || contains(said, "invalid integrity algorithm") ||
        contains(said, "no matching cipher suite") || contains(said, "no cipher suite match")) {
        return "the controller refuses this cipher suite; set option cipher to 3 or 17";
    }
    if (contains(said, "Address lookup")) return "address \"" + target.address + "\" has no entry in DNS; correct it";
    if (contains(said, "read password"))
        return "no password in " + target.password_file + "; write it into its first line";
    if (contains(said, "Authentication Capabilities") || contains(said, "Get Auth Capabilities")) {
        return "no answer from " + place + "; check its power, its cable, the address and that IPMI over LAN is on";
    }
    return {};
}

}  // namespace

std::string IpmiPower::password_fault(const PowerTarget& target) {
    try {
        const auto mode = files_.mode(target.password_file);
        if (!mode) return "password file " + target.password_file + " does not exist; write the password into it";
        if ((*mode & 0177) != 0) {
            return "others may read password file " + target.password_file + "; run: chmod 600 " +
                   quote_for_shell(target.password_file);
        }
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

CommandResult IpmiPower::call(const PowerTarget& target, const std::vector<std::string>& words, Time end) {
    Command command{arguments(target, words)};
    command.environment = {"LC_ALL=C"};
    command.deadline = std::max(std::chrono::floor<milliseconds>(end - clock_.steady()), milliseconds(1));
    return process_.run(command);
}

std::string IpmiPower::cause(const PowerTarget& target, const CommandResult& result, Time end) {
    if (result.ended == CommandResult::Ended::not_started) return result.err + "; install the package ipmitool";
    if (const auto cause = known_cause(target, result.err); !cause.empty()) return cause;
    const auto place = target.address + (target.port == 0 ? "" : " port " + std::to_string(target.port));
    if (result.ended == CommandResult::Ended::timed_out) {
        return "no answer from " + place + " in time; check its power, its cable and the address";
    }
    if (contains(result.err, "Unable to establish")) {  // only -v says why
        const auto diagnosis = call(target, {"-v", "chassis", "power", "status"}, end);
        if (const auto cause = known_cause(target, diagnosis.err); !cause.empty()) return cause;
        return "no session with " + place + "; check user, password, address and that IPMI over LAN is on";
    }
    const auto& said = result.err.empty() ? result.out : result.err;
    return "ipmitool: " + said.substr(0, said.find_last_not_of('\n') + 1);
}

PowerAnswer IpmiPower::ask_status(const PowerTarget& target, Time end) {
    const auto result = call(target, {"chassis", "power", "status"}, end);
    if (result.ok() && contains(result.out, "Power is on")) return {true, PowerState::on, {}};
    if (result.ok() && contains(result.out, "Power is off")) return {true, PowerState::off, {}};
    return failed(target, cause(target, result, end));
}

PowerAnswer IpmiPower::order(const PowerTarget& target, const std::vector<std::string>& words, Time end) {
    const auto result = call(target, words, end);
    if (result.ok()) return {true, PowerState::unknown, {}};
    return failed(target, cause(target, result, end));
}

PowerAnswer IpmiPower::confirm(const PowerTarget& target, PowerState wished, Time end) {
    std::optional<PowerState> reported;  // the last call may be cut off by the deadline
    for (;;) {
        const auto answer = ask_status(target, end);
        if (answer.ok && answer.state == wished) return answer;
        if (answer.ok) reported = answer.state;
        if (clock_.steady() + poll_interval >= end) {
            if (!reported) return answer;
            return {false, *reported,
                    "power of " + target.node + ": the controller took the order, but still reported " +
                        text_of(*reported) + "; look at the machine, or allow it more time"};
        }
        clock_.sleep(poll_interval);
    }
}

PowerAnswer IpmiPower::confirm_cycle(const PowerTarget& target, Time end) {
    const auto settled = clock_.steady() + cycle_settles;
    while (clock_.steady() < std::min(settled, end)) {
        const auto answer = ask_status(target, end);
        if (answer.ok && answer.state == PowerState::off) break;
        clock_.sleep(poll_interval);
    }
    return confirm(target, PowerState::on, end);
}

PowerAnswer IpmiPower::status(const PowerTarget& target, milliseconds deadline) {
    const auto end = clock_.steady() + deadline;
    if (const auto fault = password_fault(target); !fault.empty()) return failed(target, fault);
    return ask_status(target, end);
}

PowerAnswer IpmiPower::act(const PowerTarget& target, PowerAction action, milliseconds deadline) {
    const auto end = clock_.steady() + deadline;
    if (const auto fault = password_fault(target); !fault.empty()) return failed(target, fault);
    if (action == PowerAction::cycle) {
        const auto before = ask_status(target, end);
        if (!before.ok) return before;
        if (before.state == PowerState::off) action = PowerAction::on;  // a controller refuses to cycle what is off
    }
    const auto ordered = order(target, {"chassis", "power", word_for(action)}, end);
    if (!ordered.ok) return ordered;
    if (action == PowerAction::cycle) return confirm_cycle(target, end);
    return confirm(target, action == PowerAction::on ? PowerState::on : PowerState::off, end);
}

PowerAnswer IpmiPower::set_boot(const PowerTarget& target, BootDevice device, milliseconds deadline) {
    const auto end = clock_.steady() + deadline;
    if (const auto fault = password_fault(target); !fault.empty()) return failed(target, fault);
    std::vector<std::string> words{"chassis", "bootdev", device == BootDevice::network ? "pxe" : "none"};
    if (device == BootDevice::network && target.uefi) words.push_back("options=efiboot");
    return order(target, words, end);
}

}  // namespace site
