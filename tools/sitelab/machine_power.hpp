// Power of a machine of the lab: its supervisor runs, or does not.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sitelab/lab_folder.hpp"

namespace site {

enum class LabPower { on, off, cycle, reset, soft };

/// "on" -> LabPower::on; absent for another word.
std::optional<LabPower> parse_lab_power(const std::string& word);

bool is_on(const OpenLab& lab, const Machine& machine, LabPorts& ports);

/// Done when it is asked for, except `off`: then the machine is off. True: something was changed or asked for. reset
/// and soft need a machine that is on (false: it is off). The caller holds the machine's lock. Error unreachable: the
/// supervisor cannot be started.
bool switch_power(const OpenLab& lab, const Machine& machine, LabPower action, LabPorts& ports);

/// Waits until the virtual machine of a machine that was just switched on really runs. Error failed with the last lines
/// of its log.
void await_start(const OpenLab& lab, const Machine& machine, std::chrono::milliseconds patience, LabPorts& ports);

/// For the next start only: the network, or what the firmware would do anyway.
void set_next_boot(const OpenLab& lab, const Machine& machine, bool network, LabPorts& ports);
bool next_boot_is_network(const OpenLab& lab, const Machine& machine, LabPorts& ports);

/// Appends "2026-05-04T12:00:00Z power on" to the events of the machine.
void note_event(const MachineFolder& folder, const std::string& text, LabPorts& ports);

/// "2026-05-04T12:00:00Z"
std::string format_time(std::chrono::system_clock::time_point time);

std::string lock_file(const OpenLab& lab, const Machine& machine);

}  // namespace site
