#include <cstdlib>

#include "adapters/kernel_random.hpp"
#include "adapters/posix_clock.hpp"
#include "adapters/posix_files.hpp"
#include "adapters/posix_process.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/sitelab.hpp"

int main(int argc, char** argv) {
    site::PosixFiles files;
    site::PosixProcess process;
    site::PosixClock clock;
    site::KernelRandom random;
    site::LabPorts ports{files, process, clock, random, site::own_program()};
    const char* folder = std::getenv("SITELAB_DIR");
    return site::run_tool(site::sitelab_tool(ports, folder == nullptr ? "" : folder), argc, argv);
}
