// The management controller of a machine: what ipmi_sim (OpenIPMI) is given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sitelab/lab.hpp"

namespace site {

/// Path of the program that ipmi_sim calls for the chassis, in the folder of the machine.
inline constexpr const char* chassis_script_name = "chassis";

/// lan.conf; holds the password, so the file must have mode 0600. Source: ipmi_lan(5), ipmi_sim(1).
std::string lan_conf(const LabBmc& bmc, const std::string& node, const std::string& password,
                     const std::string& chassis_script);

/// Commands that give the controller its chassis. Source: ipmi_sim_cmd(5).
std::string bmc_commands();

/// sh script: passes what ipmi_sim wants of the chassis on to `sitelab chassis FOLDER NODE`.
std::string chassis_script(const std::string& program, const std::string& folder, const std::string& node);

/// argv of ipmi_sim; `folder` is that of the machine.
std::vector<std::string> ipmi_sim_argv(const std::string& folder);

/// First line of a password file, if a controller of IPMI 2.0 can have it: 1 to 20 printable characters without quotes
/// and backslash.
std::optional<std::string> parse_password(const std::string& text);

}  // namespace site
