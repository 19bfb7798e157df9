// A lab: the machines, bridges and addresses that stand in for the hardware of a site. Computed from the site, kept as
// one text file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "core/size.hpp"
#include "model/site.hpp"

namespace site {

struct LabNic {
    std::string name;    ///< "eth0", as in the site file
    std::string tap;     ///< "node1.eth0", in the lab's namespace
    std::string bridge;  ///< empty: the cable is not plugged
    std::string mac;     ///< "52:54:00:77:00:11"
    std::string model;   ///< virtio or e1000
    int mtu = 1500;
    bool network_boot = false;  ///< the NIC by which the node is installed
    bool operator==(const LabNic&) const = default;
};

struct LabDisk {
    std::string file;    ///< in the folder of the machine
    std::string serial;  ///< empty: none
    Size size;
    bool operator==(const LabDisk&) const = default;
};

struct LabBmc {
    std::string address;  ///< "10.77.0.111"
    int port = 623;
    std::string user;
    std::string password_file;  ///< as siteinit opens it: a relative one counts from the working directory
    bool operator==(const LabBmc&) const = default;
};

struct Machine {
    std::string name;
    Firmware firmware = Firmware::bios;
    Size memory;
    int cpus = 1;
    std::vector<LabNic> nics;
    std::vector<LabDisk> disks;  ///< the system disk first
    std::optional<LabBmc> bmc;   ///< absent: its power is switched by hand
    std::string serial_log;      ///< absolute
    bool operator==(const Machine&) const = default;
};

struct LabBridge {
    std::string name;
    int mtu = 1500;
    bool operator==(const LabBridge&) const = default;
};

/// The port of the bridge that leads to the provisioner.
inline constexpr const char* provisioner_port = "provisioner";

struct Lab {
    std::string name;        ///< of the site
    std::string name_space;  ///< "sitelab-demo"
    std::string interface;   ///< the provisioner's, joined with the bridge of the provisioning network
    std::string bridge;      ///< that bridge
    std::string address;     ///< "10.77.0.1/24"
    std::string address6;    ///< "fd00:a4d:0::1/64", so that router advertisements can be sent
    std::vector<LabBridge> bridges;
    std::vector<Machine> machines;
    bool operator==(const Lab&) const = default;
};

struct LabPlan {
    Lab lab;
    Problems problems;               ///< what cannot be built; use lab only when this is empty
    std::vector<std::string> notes;  ///< what is built otherwise than the file says, one line each
};

/// `folder` is where the lab lives, absolute. Sizes that the file leaves open: 1 GiB, one processor, a disk of 8 GiB.
LabPlan plan_lab(const Site& site, const std::string& folder);

const Machine* find_machine(const Lab& lab, const std::string& name);

/// Name of the namespace of a site.
std::string lab_namespace(const std::string& site_name);

/// Private IPv6 address of the provisioner: fd00, then the IPv4 network: 10.77.0.0/24 -> "fd00:a4d:0::1/64".
std::string private_ipv6(const Cidr& cidr);

/// One fact per line: "machine node1", "nic eth0 node1.eth0 prov0 52:54:00:77:00:11 virtio 1500 boot". Absent text is
/// "-".
std::string format_lab(const Lab& lab);
/// Absent: not written by format_lab.
std::optional<Lab> parse_lab(const std::string& text);

}  // namespace site
