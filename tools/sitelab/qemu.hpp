// One start of one machine as a QEMU command line, and what QEMU says while it runs.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sitelab/lab.hpp"

namespace site {

enum class Accelerator { kvm, emulation };

/// `cpuinfo`: text of /proc/cpuinfo. Hardware that runs Xen needs VT-x or AMD-V; a /dev/kvm without them is software
/// and cannot.
Accelerator choose_accelerator(const std::string& cpuinfo, bool has_dev_kvm);
std::string format(Accelerator value);

/// Faults of a machine that are built into its next start.
enum class DiskFault { errors, swapped, tiny };

struct Start {
    Accelerator accelerator = Accelerator::emulation;
    bool network_by_index = false;  ///< the firmware is told by bootindex to try the network first, for this start
    std::optional<DiskFault> disk_fault;
    int control_fd = -1;  ///< inherited socket on which we speak QMP
};

/// Absolute path of the firmware's code, and of the variable store that every machine gets a copy of.
inline constexpr const char* ovmf_code = "/usr/share/OVMF/OVMF_CODE_4M.fd";
inline constexpr const char* ovmf_variables = "/usr/share/OVMF/OVMF_VARS_4M.fd";

/// PCI slot of the n-th NIC: fixed, because the firmware's boot entries name it.
int nic_slot(std::size_t number);

/// To be run in the folder of the machine: its files, the sockets `console` and `qmp`. The virtual machine stops and
/// stays when the guest resets or powers off; we read why on the control socket and end it.
std::vector<std::string> qemu_argv(const Lab& lab, const Machine& machine, const Start& start);

/// "f3b0c442-98fc-8c14-9afb-f4c8996fb924": constant for a machine of a site.
std::string machine_uuid(const std::string& site, const std::string& node);

/// Why QEMU stopped the machine: reason of a SHUTDOWN event ("guest-reset", "guest-shutdown", "host-qmp-system-reset"),
/// one line of
/// {"timestamp": ..., "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}. Absent for every other
/// line. Source: QEMU QMP reference, SHUTDOWN.
std::optional<std::string> shutdown_reason(const std::string& line);

/// A reason that means "start again".
bool is_reset(const std::string& reason);

}  // namespace site
