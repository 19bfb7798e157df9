#include "sitelab/programs.hpp"

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "ports/files.hpp"
#include "sitelab/qemu.hpp"

namespace site {
namespace {

bool is_installed(const std::string& program, Files& files) {
    for (const auto* folder : {"/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/bin/", "/sbin/"})
        if (files.exists(folder + program)) return true;
    return false;
}

}  // namespace

void check_programs(const Lab& lab, Files& files) {
    const auto any = [&lab](auto holds) { return std::any_of(lab.machines.begin(), lab.machines.end(), holds); };
    std::string missing;
    std::set<std::string> packages;
    const auto need = [&](bool found, const std::string& what, const std::string& package) {
        if (found) return;
        missing += " " + what;
        packages.insert(package);
    };
    need(is_installed("qemu-system-x86_64", files), "qemu-system-x86_64", "qemu-system-x86");
    need(is_installed("ip", files), "ip", "iproute2");
    if (any([](const Machine& machine) { return machine.bmc.has_value(); }))
        need(is_installed("ipmi_sim", files), "ipmi_sim", "openipmi");
    if (any([](const Machine& machine) { return machine.firmware == Firmware::uefi; }))
        need(files.exists(ovmf_code) && files.exists(ovmf_variables), ovmf_code, "ovmf");
    if (any([](const Machine& machine) { return machine.firmware == Firmware::bios; }))
        need(files.exists("/usr/lib/ipxe/qemu/pxe-virtio.rom"), "/usr/lib/ipxe/qemu/pxe-virtio.rom", "ipxe-qemu");
    if (missing.empty()) return;
    std::string install;
    for (const auto& package : packages) install += " " + package;
    throw Error(Exit::unreachable, "not installed:" + missing + "; apt-get install" + install);
}

}  // namespace site
