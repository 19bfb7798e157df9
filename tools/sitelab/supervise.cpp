#include "sitelab/supervise.hpp"

#include <fmt/core.h>
#include <sys/wait.h>

#include <csignal>
#include <sstream>

#include "core/record.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/machine_power.hpp"
#include "sitelab/nvram.hpp"
#include "sitelab/qemu.hpp"

namespace site {
namespace {

using Event = Child::Event::Kind;
constexpr std::chrono::milliseconds stop_patience{3000};
constexpr std::chrono::milliseconds shortest_start{1000};

class Supervisor {
  public:
    Supervisor(const OpenLab& lab, const Machine& machine, LabPorts& ports)
        : lab_(lab), machine_(machine), ports_(ports), folder_(lab.machine(machine.name)) {}

    Exit run() {
        auto why = std::string("power on");
        for (;;) {
            const auto begin = ports_.clock.steady();
            const auto end = run_once(why);
            if (end != End::reset) return end == End::crashed ? Exit::failed : Exit::done;
            if (ports_.clock.steady() - begin < shortest_start) ports_.clock.sleep(shortest_start);
            why = "reset";
        }
    }

  private:
    enum class End { off, reset, crashed };

    const LabNic* boot_nic(std::size_t& number) const {
        for (number = 0; number < machine_.nics.size(); ++number)
            if (machine_.nics[number].network_boot) return &machine_.nics[number];
        return nullptr;
    }

    /// Tells the firmware by its own means if it has some; true when bootindex must do it.
    bool order_network_boot() {
        std::size_t number = 0;
        const auto* nic = boot_nic(number);
        if (nic == nullptr) return false;
        if (machine_.firmware != Firmware::uefi) return true;
        const auto store = ports_.files.read(folder_.variables());
        const auto mac = parse_mac_address(nic->mac);
        const auto changed = store && mac ? set_network_boot(*store, *mac, nic_slot(number)) : std::nullopt;
        if (!changed) return true;
        ports_.files.write(folder_.variables(), *changed, 0600);
        return false;
    }

    Start plan_start() {
        Start start;
        start.accelerator =
            choose_accelerator(ports_.files.read("/proc/cpuinfo").value_or(""), ports_.files.exists("/dev/kvm"));
        network_ = next_boot_is_network(lab_, machine_, ports_);
        if (network_) start.network_by_index = order_network_boot();
        ports_.files.remove(folder_.next_boot());
        if (ports_.files.exists(folder_.fault("bad-disk"))) start.disk_fault = DiskFault::errors;
        if (ports_.files.exists(folder_.fault("other-disk"))) start.disk_fault = DiskFault::swapped;
        if (ports_.files.exists(folder_.fault("full-disk"))) start.disk_fault = DiskFault::tiny;
        return start;
    }

    void write_pid(int pid) {
        const auto stat = ports_.files.read(fmt::format("/proc/{}/stat", pid)).value_or("");
        const auto name_end = stat.rfind(") ");
        if (name_end == std::string::npos) return;
        std::istringstream fields(stat.substr(name_end + 2));
        std::string field;
        for (int number = 3; number <= 22; ++number) fields >> field;
        ports_.files.write(folder_.qemu_pid(), fmt::format("{} {}\n", pid, field), 0644);
    }

    void write_running(const Start& start) {
        const auto since = std::chrono::duration_cast<std::chrono::seconds>(ports_.clock.now().time_since_epoch());
        ports_.files.write(folder_.running(),
                           encode_record({{"since", std::to_string(since.count())},
                                          {"boot", network_ ? "network" : "normal"},
                                          {"accelerator", format(start.accelerator)}}),
                           0644);
    }

    End run_once(const std::string& why) {
        Child child;
        auto start = plan_start();
        start.control_fd = child.control_fd();
        const auto what = fmt::format("{}, boot {}", why, network_ ? "network once" : "normal");
        append_text(machine_.serial_log, fmt::format("\n=== sitelab: {} {}: {} ===\n", format_time(ports_.clock.now()),
                                                     machine_.name, what));
        note_event(folder_, what, ports_);
        child.start(qemu_argv(lab_.lab, machine_, start), folder_.path, folder_.file("machine.log"));
        write_pid(child.pid());
        const auto end = watch(child, start);
        ports_.files.remove(folder_.qemu_pid());
        ports_.files.remove(folder_.running());
        return end;
    }

    End watch(Child& child, const Start& start) {
        std::optional<std::string> reason;
        std::optional<std::chrono::milliseconds> patience;
        for (;;) {
            const auto event = child.next(patience);
            switch (event.kind) {
                case Event::line:
                    read_line(event.line, child, start, reason);
                    break;
                case Event::user1:
                    child.send(R"({"execute": "system_reset"})");
                    break;
                case Event::user2:
                    child.send(R"({"execute": "system_powerdown"})");
                    break;
                case Event::stop:
                    stopped_ = true;
                    patience = stop_patience;
                    child.signal(SIGTERM);
                    break;
                case Event::timeout:
                    child.signal(SIGKILL);
                    break;
                case Event::ended:
                    return judge(reason, event.status);
            }
        }
    }

    void read_line(const std::string& line, Child& child, const Start& start, std::optional<std::string>& reason) {
        if (line.find("\"QMP\"") != std::string::npos) {
            child.send(R"({"execute": "qmp_capabilities"})");
            write_running(start);
            return;
        }
        const auto said = shutdown_reason(line);
        if (!said || reason) return;
        reason = said;
        child.send(R"({"execute": "quit"})");
    }

    End judge(const std::optional<std::string>& reason, int status) {
        if (stopped_) return End::off;
        if (reason && is_reset(*reason)) return End::reset;
        if (reason) {
            note_event(folder_, "off: " + *reason, ports_);
            return End::off;
        }
        const auto text = WIFSIGNALED(status) ? fmt::format("crashed: signal {}", WTERMSIG(status))
                                              : fmt::format("crashed: QEMU ended with status {}", WEXITSTATUS(status));
        note_event(folder_, text, ports_);
        return End::crashed;
    }

    const OpenLab& lab_;
    const Machine& machine_;
    LabPorts& ports_;
    MachineFolder folder_;
    bool network_ = false, stopped_ = false;
};

}  // namespace

Exit supervise(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    return Supervisor(lab, machine, ports).run();
}

}  // namespace site
