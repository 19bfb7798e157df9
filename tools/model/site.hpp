// The site: everything the operator wishes, read from one description. Plain values; classes, ranges and variables are already resolved.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/ip_address.hpp"
#include "core/mac_address.hpp"
#include "core/size.hpp"
#include "core/where.hpp"

namespace site {

/// The name of another thing, as written, with the place where it was written. Empty text: not given.
struct Reference {
    std::string name;
    Where where;
    explicit operator bool() const { return !name.empty(); }
};

enum class DhcpServer { dnsmasq, kea, proxy };
enum class Delivery { unicast, multicast, automatic };
enum class Firmware { bios, uefi };
enum class NetworkRole { provisioning, management, storage, guests, migration, external };
enum class NodeRole { dom0, storage };                       ///< storage: a host of pools that runs no Xen
enum class BmcKind { manual, ipmi, redfish, fence };
enum class GuestType { pvh, pv, hvm };
enum class AddressMethod { none, dhcp, fixed };

/// The machine on which siteinit runs.
struct Provisioner {
    Where where;
    std::string host;                     ///< name in /etc/hosts of every node
    std::string interface;                ///< where DHCP, TFTP and HTTP listen
    Reference network;                    ///< the provisioning network
    IpAddress address;                    ///< on that network
    DhcpServer dhcp = DhcpServer::dnsmasq;
    Delivery delivery = Delivery::unicast;
    int http_port = 8080;
    std::string console_logs;             ///< folder in which a console server writes NODE.log; empty: none
};

struct Operator {                         ///< may log in to every Dom0 as root, by key
    Where where;
    std::string name;
    std::string key;                      ///< one OpenSSH public key line
};

struct Lease {                            ///< addresses for machines that are not in the file; empty range: none
    Where where;
    IpAddress from, to;
    std::chrono::seconds time{3600};
};

struct Network {
    Where where;
    std::string name;
    Cidr cidr;
    std::set<NetworkRole> roles;
    std::optional<int> vlan;              ///< 1..4094; absent: untagged
    int mtu = 1500;
    std::string bridge;                   ///< bridge in every Dom0 that is on it; empty: none
    std::optional<IpAddress> gateway;
    std::vector<IpAddress> name_servers;
    std::vector<std::string> time_servers;///< addresses or names for chrony
    std::optional<Lease> lease;
    bool has(NetworkRole role) const { return roles.count(role) > 0; }
};

struct OwnFile {                          ///< a file of the operator, put into an image or a guest
    Where where;
    std::string path;                     ///< absolute, in the target
    std::string source;                   ///< relative to the site file; empty: `content` holds it
    std::string content;
    int mode = 0644;
};

struct Image {
    Where where;
    std::string name;
    std::string recipe;                   ///< built-in recipe ("debian12-xen") or a path of a recipe file
    Size dom0_memory{mebibytes(2048)};
    int dom0_vcpus = 0;                   ///< 0: all
    std::string kernel_arguments;         ///< added to the Dom0 kernel's command line
    std::string xen_arguments;            ///< added to Xen's command line
    std::string installer_arguments;      ///< added to the installer's kernel line
    std::vector<std::string> packages;    ///< beside those of the recipe
    std::vector<std::string> modules;     ///< initramfs modules; empty: most
    std::vector<OwnFile> files;
};

struct Nic {
    Where where;
    std::string name;                     ///< interface name in the Dom0: "eth0"
    std::optional<MacAddress> mac;        ///< absent only for a VLAN on another NIC or a bond
    Reference network;                    ///< may be empty: present, not used
    AddressMethod method = AddressMethod::none;
    std::optional<IpAddress> address;     ///< for AddressMethod::fixed
    std::string on;                       ///< for a VLAN interface: the NIC that carries it; empty: itself
    std::vector<std::string> bond;        ///< names of the NICs this one bonds; empty: not a bond
    std::string driver;                   ///< hardware model, for sitelab: virtio (default) or e1000
};

struct Bmc {
    Where where;
    BmcKind kind = BmcKind::manual;
    std::optional<IpAddress> address;
    int port = 0;                         ///< 0: the protocol's own
    std::string user;
    std::string password_file;            ///< path of a file of mode 0600
    std::string agent;                    ///< fence: "fence_apc_snmp"
    std::map<std::string, std::string> options;  ///< fence: further parameters
};

struct SystemDisk {
    Where where;
    std::string serial;                   ///< of the one disk that may be wiped; empty: never install
    Size size;                            ///< at least so large; 0: not said
    Size esp{mebibytes(64)};
    Size swap;
    Size root;                            ///< 0: the rest
};

struct Node {
    Where where;
    std::string name;
    int index = 0;                        ///< place in its range, from 1; alone: 1
    Reference node_class;
    std::string rack;
    std::set<NodeRole> roles;
    Firmware firmware = Firmware::bios;
    Reference image;
    std::vector<Nic> nics;
    Bmc bmc;
    SystemDisk disk;
    std::vector<SystemDisk> data_disks;   ///< serial and size only
    Size memory;                          ///< as declared; 0: not said
    int cpus = 0;                         ///< as declared; 0: not said
    std::string kernel_arguments;         ///< after the image's
    std::string xen_arguments;
    std::map<std::string, std::string> variables;  ///< as seen from this node: site, classes, node
};

struct NodeGroup {
    Where where;
    std::string name;
    std::vector<std::string> nodes;       ///< in the order of the file
};

enum class PoolKind { aoe_lvm, gluster, nfs, local };

/// One piece of a pool on one host: an exported device (aoe-lvm), a brick (gluster), an exported folder (nfs).
struct PoolMember {
    Where where;
    Reference node;
    std::string path;                     ///< device, file or folder on that host
    Size size;                            ///< for files that are made; 0: as it is
    std::optional<int> shelf, slot;       ///< AoE; absent: allotted
    bool arbiter = false;                 ///< gluster
};

struct Pool {
    Where where;
    std::string name;
    PoolKind kind = PoolKind::local;
    Reference network;                    ///< storage traffic
    std::string type;                     ///< gluster: distributed, replicated, arbiter, dispersed, distributed-replicated
    int replica = 0, disperse = 0, redundancy = 0;
    std::string path;                     ///< local: folder on each node; nfs, gluster: mount point
    std::string volume_group;             ///< aoe-lvm, local
    bool thin = false;
    bool shared_network = false;          ///< allow="shared": storage over a guest network is accepted
    std::vector<PoolMember> members;
};

struct Template {
    Where where;
    std::string name;
    std::string source;                   ///< recipe, repository name, or path
    GuestType type = GuestType::pvh;
    Size memory, disk;                    ///< 0: the guest must say
    int vcpus = 1;
    std::string kernel, ramdisk, arguments;
    std::vector<OwnFile> files;
};

struct Switch {                           ///< a private network of a project; guests on one switch are one chunk
    Where where;
    std::string name;
    Reference network;                    ///< bridged to a site network; empty: private
    Reference node;                       ///< fixed host; empty: where its guests are
};

struct GuestNic {
    Where where;
    Reference network;                    ///< a network with role guests, or a switch of the project
    std::optional<MacAddress> mac;
    AddressMethod method = AddressMethod::none;
    std::optional<IpAddress> address;
};

struct GuestDisk {
    Where where;
    Reference pool;
    Size size;
};

struct Guest {
    Where where;
    std::string name;
    Reference from_template;
    GuestType type = GuestType::pvh;
    Size memory;
    int vcpus = 1;
    std::vector<GuestDisk> disks;
    std::vector<GuestNic> nics;
    Reference node;                       ///< where it runs; empty: the planner chooses
    bool pinned = false;                  ///< never moved from there
    int priority = 0;                     ///< higher is more important
    int boot_order = 0;
    std::vector<std::string> affinity, anti_affinity;  ///< labels
    std::vector<OwnFile> files;
    std::map<std::string, std::string> variables;
};

struct Project {
    Where where;
    std::string name;
    std::vector<Switch> switches;
    std::vector<Guest> guests;
};

/// How siteguard decides. Fractions are 0..1.
struct Policy {
    Where where;
    std::string name = "default";
    std::string kind = "balance";         ///< balance or xenguard
    bool act = false;                     ///< mode="act"; else advise
    double high = 0.7, low = 0.1, step = 0.1;
    double weight_cpu = 1, weight_memory = 1, weight_network = 0.5, weight_disk = 0.5;
    double min_gain = 0.05;
    int spare_nodes = 1;                  ///< N+k
    int max_moves_per_node = 1, max_moves = 4;
    std::chrono::seconds cool_down{1800}, horizon{3600};
};

struct Site {
    Where where;
    std::string name;
    std::string domain;
    std::string folder;                   ///< of the site file: relative sources start here
    Provisioner provisioner;
    std::vector<Operator> operators;
    std::vector<Network> networks;
    std::vector<Image> images;
    std::vector<Node> nodes;              ///< in the order of the file, ranges unfolded
    std::vector<NodeGroup> groups;
    std::vector<Pool> pools;
    std::vector<Template> templates;
    std::vector<Project> projects;
    std::vector<Policy> policies;
};

// Look-ups by name, null when absent. find_node is linear: readers of many nodes make their own index.
const Network* find_network(const Site& site, const std::string& name);
const Image* find_image(const Site& site, const std::string& name);
const Node* find_node(const Site& site, const std::string& name);
const Pool* find_pool(const Site& site, const std::string& name);
const Template* find_template(const Site& site, const std::string& name);

/// The network with role provisioning that the provisioner names; null in a faulty site only.
const Network* provisioning_network(const Site& site);
/// The NIC by which a node boots: its first on the provisioning network; null for a node that has none.
const Nic* provisioning_nic(const Site& site, const Node& node);
/// The NIC by which a Dom0 is reached by ssh: first with an address on a network of role management, else the provisioning NIC.
const Nic* management_nic(const Site& site, const Node& node);

// The words of the enumerations, as the site file writes them.
std::string format(DhcpServer value);
std::string format(Delivery value);
std::string format(Firmware value);
std::string format(NetworkRole value);
std::string format(NodeRole value);
std::string format(BmcKind value);
std::string format(GuestType value);
std::string format(PoolKind value);

}  // namespace site
