#include "adapters/kernel_random.hpp"
#include "adapters/posix_clock.hpp"
#include "adapters/posix_files.hpp"
#include "adapters/posix_process.hpp"
#include "sitelab/sitelab.hpp"

int main(int argc, char** argv) {
    site::PosixFiles files;
    site::PosixProcess process;
    site::PosixClock clock;
    site::KernelRandom random;
    auto ports = site::lab_ports(files, process, clock, random);
    return site::run_tool(site::sitelab_tool(ports, site::folder_of_environment()), argc, argv);
}
