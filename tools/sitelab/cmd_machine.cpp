#include "sitelab/commands.hpp"
#include "sitelab/supervise.hpp"

namespace site {

Exit cmd_machine(const LabChoice& choice, const std::string& node, LabPorts& ports) {
    const auto lab = open_lab(choice, ports.files);
    return supervise(lab, machine_of(lab.lab, node), ports);
}

}  // namespace site
