#include "sitelab/bmc.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "core/command.hpp"
#include "core/sha256.hpp"

namespace site {

std::string lan_conf(const LabBmc& bmc, const std::string& node, const std::string& password,
                     const std::string& chassis_script) {
    static constexpr const char* levels[] = {"callback", "user", "operator", "admin"};
    std::string text = fmt::format("name \"{}\"\nset_working_mc 0x20\n  startlan 1\n    addr {} {}\n",
                                   node.substr(0, 16), bmc.address, bmc.port);
    text += "    priv_limit admin\n";
    for (const auto* level : levels) text += fmt::format("    allowed_auths_{} none md2 md5 straight\n", level);
    text += fmt::format("    guid {}\n  endlan\n", sha256(node).substr(0, 32));
    text += fmt::format("  chassis_control \"{}\"\n  startnow false\n", chassis_script);
    text += "  user 1 false \"\" \"x\" user 10 none md2 md5 straight\n";
    text += fmt::format("  user 2 true \"{}\" \"{}\" admin 10 none md2 md5 straight\n", bmc.user, password);
    return text;
}

std::string bmc_commands() {
    return "mc_setbmc 0x20\n"
           "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\n"
           "sel_enable 0x20 1000 0x0a\n"
           "mc_enable 0x20\n";
}

std::string chassis_script(const std::string& program, const std::string& folder, const std::string& node) {
    return fmt::format("#!/bin/sh\nexec {} chassis {} {} \"$@\"\n", quote_for_shell(program), quote_for_shell(folder),
                       quote_for_shell(node));
}

std::vector<std::string> ipmi_sim_argv(const std::string& folder) {
    return {"ipmi_sim", "-c", folder + "/lan.conf", "-f", folder + "/bmc.emu", "-s", folder + "/bmc", "-n"};
}

std::optional<std::string> parse_password(const std::string& text) {
    const auto line = text.substr(0, text.find('\n'));
    const bool good = !line.empty() && line.size() <= 20 && std::all_of(line.begin(), line.end(), [](char c) {
        return c > ' ' && c < 127 && c != '"' && c != '\\' && c != '\'';
    });
    return good ? std::optional(line) : std::nullopt;
}

}  // namespace site
