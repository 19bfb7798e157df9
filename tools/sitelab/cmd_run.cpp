#include <fmt/core.h>

#include "core/error.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/network.hpp"

namespace site {

Exit cmd_run(const LabChoice& choice, const std::vector<std::string>& command, LabPorts& ports) {
    if (command.empty()) throw Error(Exit::usage, "run what? Write it after --: sitelab run -- ip address");
    const auto lab = open_lab(choice, ports.files);
    if (!namespace_exists(lab.lab.name_space, ports.files))
        throw Error(Exit::unreachable,
                    fmt::format("the network of lab \"{}\" is gone; run 'sitelab up' again", lab.lab.name));
    if (ports.user != LabPorts::User::root) throw Error(Exit::not_permitted, "only root can enter the lab; try sudo");
    become(inside(lab.lab, command));
}

}  // namespace site
