// The supervisor of one machine: runs QEMU, and decides at every reset of the guest how it starts again.
#pragma once

#include "core/error.hpp"
#include "sitelab/lab_folder.hpp"

namespace site {

/// Returns when the machine is off: switched off by SIGTERM, by its guest, or crashed (failed). SIGUSR1 resets it,
/// SIGUSR2 presses its button. Must run inside the lab's namespace. Error unreachable: QEMU cannot be started.
Exit supervise(const OpenLab& lab, const Machine& machine, LabPorts& ports);

}  // namespace site
