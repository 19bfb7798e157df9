#include "model/vocabulary.hpp"

#include <algorithm>
#include <stdexcept>

namespace site {
namespace {

constexpr std::uint64_t mib = 1ULL << 20, tib = 1ULL << 40;

AttributeRule must(std::string_view name, Kind kind, std::string_view meaning) {
    return {name, kind, true, "", meaning, "", 0, 0};
}
AttributeRule may(std::string_view name, Kind kind, std::string_view fallback, std::string_view meaning) {
    return {name, kind, false, fallback, meaning, "", 0, 0};
}
AttributeRule choice(std::string_view name, Kind kind, std::string_view words, std::string_view fallback,
                     std::string_view meaning) {
    return {name, kind, false, fallback, meaning, words, 0, 0};
}
AttributeRule number(std::string_view name, std::uint64_t low, std::uint64_t high, std::string_view fallback,
                     std::string_view meaning) {
    return {name, Kind::number, false, fallback, meaning, "", low, high};
}
AttributeRule size(std::string_view name, std::uint64_t low, std::uint64_t high, std::string_view fallback,
                   std::string_view meaning) {
    return {name, Kind::size, false, fallback, meaning, "", low, high};
}
AttributeRule required(AttributeRule rule) {
    rule.required = true;
    return rule;
}

std::vector<AttributeRule> node_attributes() {
    return {
        may("class", Kind::reference, "", "the class it takes everything from that it does not say itself"),
        choice("firmware", Kind::word, "bios uefi", "bios", "how the machine boots"),
        may("image", Kind::reference, "", "what is installed; none: the machine is not installed by sitekit"),
        choice("roles", Kind::words, "dom0 storage", "dom0 if it has an image", "dom0: runs Xen; storage: holds pools"),
        may("rack", Kind::loose_name, "", "where it stands"),
        size("memory", mib, 64 * tib, "not said", "how much it has"),
        number("cpus", 1, 4096, "not said", "how many it has"),
        may("kernel-args", Kind::arguments, "", "for the Dom0 kernel, after the image's"),
        may("xen-args", Kind::arguments, "", "for Xen, after the image's"),
    };
}

std::vector<AttributeRule> joined(std::vector<AttributeRule> first, const std::vector<AttributeRule>& rest) {
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

std::vector<AttributeRule> class_attributes() {
    auto rules = node_attributes();
    rules.erase(rules.begin());
    return joined(
        {must("name", Kind::name, "by which nodes and classes name it"),
         may("extends", Kind::reference, "", "the class it takes everything from that it does not say itself")},
        rules);
}

struct Row {
    ElementRule rule;
    std::string_view children;  ///< "path:most ..."
};

std::vector<Row> rows() {
    const std::string_view of_a_node = "nic:64 bmc:1 disk:1 data-disk:128 var:128";
    return {
        {{"site",
          "site",
          "The whole site. One in a file; the root.",
          {may("name", Kind::name, "", "of the site; required but in an included file"),
           may("domain", Kind::domain, "", "DNS domain of every node; required but in an included file")},
          {},
          false},
         "include:256 provisioner:1 operator:1000 var:256 network:1024 image:256 class:1000 node:100000 override:10000 "
         "group:1000 pool:1024 template:1000 project:10000 policy:256"},
        {{"include",
          "include",
          "Another file whose elements stand here. Its root is `site` without name, or one of the children of `site`.",
          {must("file", Kind::include, "relative to the file that includes it, below its folder")},
          {},
          false},
         ""},
        {{"provisioner",
          "provisioner",
          "The machine on which siteinit runs.",
          {must("host", Kind::name, "its name in /etc/hosts of every node"),
           must("network", Kind::reference, "the provisioning network"),
           must("address", Kind::address, "on that network"),
           must("interface", Kind::interface, "where DHCP, TFTP and HTTP listen"),
           choice("dhcp", Kind::word, "dnsmasq kea proxy", "dnsmasq", "the DHCP server; proxy: beside a foreign one"),
           choice("delivery", Kind::word, "unicast multicast auto", "unicast", "how images reach the nodes"),
           number("http-port", 1, 65535, "8080", "where images are served"),
           may("console-logs", Kind::file, "", "folder in which a console server writes NODE.log")},
          {},
          false},
         ""},
        {{"operator",
          "operator",
          "A person who may log in to every Dom0 as root.",
          {must("name", Kind::loose_name, "of the person"),
           must("key", Kind::key, "one OpenSSH public key line: type, base64, comment")},
          {},
          false},
         ""},
        {{"var",
          "var",
          "A variable: `${name}` in attributes and texts. In site, class, node, override, project, guest.",
          {must("name", Kind::name, "by which it is used"), must("value", Kind::text, "any printable text")},
          {},
          false},
         ""},
        {{"network",
          "network",
          "An IPv4 network.",
          {must("name", Kind::name, "by which others name it"), must("cidr", Kind::cidr, "address and prefix, 8 to 30"),
           choice("roles", Kind::words, "provisioning management storage guests migration external", "",
                  "what goes over it"),
           number("vlan", 1, 4094, "untagged", "802.1Q tag"), number("mtu", 576, 9216, "1500", "bytes"),
           may("bridge", Kind::interface, "", "bridge in every Dom0 that is on it; needed for role guests"),
           may("gateway", Kind::address, "", "default route"), may("name-servers", Kind::addresses, "", "DNS servers"),
           may("time-servers", Kind::hosts, "", "NTP servers")},
          {},
          false},
         "lease:1"},
        {{"lease",
          "lease",
          "Addresses for machines that are not in the file.",
          {must("from", Kind::address, "the first"), must("to", Kind::address, "the last"),
           may("time", Kind::time, "1h", "how long one is kept")},
          {},
          false},
         ""},
        {{"image",
          "image",
          "What is installed on nodes.",
          {must("name", Kind::name, "by which nodes name it"),
           must("recipe", Kind::source, "a recipe of sitekit (`debian12-xen`) or the path of a recipe file"),
           size("dom0-memory", 128 * mib, tib, "2G", "memory of Dom0"),
           number("dom0-vcpus", 1, 512, "all", "processors of Dom0"),
           may("kernel-args", Kind::arguments, "", "added to the Dom0 kernel's command line"),
           may("xen-args", Kind::arguments, "", "added to Xen's command line"),
           may("installer-args", Kind::arguments, "", "added to the installer's kernel command line"),
           may("modules", Kind::modules, "most", "modules of the initramfs")},
          {},
          false},
         "package:1000 file:1000"},
        {{"package",
          "package",
          "A Debian package, beside those of the recipe.",
          {must("name", Kind::package, "of the package")},
          {},
          false},
         ""},
        {{"file",
          "file",
          "A file of the operator, in an image, a template or a guest. Its text is the content when there is no "
          "`source`.",
          {must("path", Kind::path, "where it goes"),
           may("source", Kind::file, "the text", "what it holds, relative to the site file"),
           may("mode", Kind::mode, "0644", "octal")},
          {},
          true},
         ""},
        {{"class", "class", "What nodes have in common.", class_attributes(), {}, false}, of_a_node},
        {{"node",
          "node",
          "A machine, or a range of machines.",
          joined({must("name", Kind::range, "a name, or a range: `node[001-040]`")}, node_attributes()),
          {},
          false},
         of_a_node},
        {{"override",
          "override",
          "Says again for some nodes what their range says for all.",
          joined({must("nodes", Kind::range, "the nodes: a name or a range")}, node_attributes()),
          {},
          false},
         of_a_node},
        {{"nic",
          "nic",
          "A network interface of a node.",
          {may("name", Kind::interface, "eth0 if it is the only one", "in the Dom0"),
           may("mac", Kind::mac, "", "required but for a bond and a VLAN interface"),
           may("network", Kind::reference, "none: not used", "the network it is on"),
           may("address", Kind::address_or_dhcp, "none", "on that network, or `dhcp`"),
           may("on", Kind::interface, "", "for a VLAN interface: the interface that carries it"),
           may("bond", Kind::interfaces, "", "for a bond: the interfaces it joins"),
           choice("driver", Kind::word, "virtio e1000", "virtio", "hardware model, for sitelab only")},
          {},
          false},
         ""},
        {{"bmc",
          "bmc",
          "How the power of a node is switched.",
          {choice("kind", Kind::word, "ipmi redfish fence manual", "manual", "the protocol; manual: a person does it"),
           may("address", Kind::address, "", "of the controller or power strip"),
           number("port", 1, 65535, "the protocol's own", "of the controller"),
           may("user", Kind::user, "", "who logs in"),
           may("password-file", Kind::file, "", "a file of mode 0600 that holds the password"),
           may("agent", Kind::agent, "", "for fence: `fence_apc_snmp` ...")},
          {},
          false},
         "option:64"},
        {{"option",
          "option",
          "A parameter for a fence agent.",
          {must("name", Kind::loose_name, "as the agent's manual calls it"), must("value", Kind::text, "its value")},
          {},
          false},
         ""},
        {{"disk",
          "disk",
          "The one disk of a node that may be wiped.",
          {may("serial", Kind::serial, "none: never installed", "as the disk itself says it"),
           size("size", 64 * mib, 1024 * tib, "not said", "it is at least so large"),
           size("esp", 32 * mib, 4096 * mib, "64M", "EFI system partition"),
           size("swap", 0, tib, "0", "swap partition"),
           size("root", 64 * mib, 1024 * tib, "the rest", "root file system")},
          {},
          false},
         ""},
        {{"data-disk",
          "data-disk",
          "A disk of a node for a pool.",
          {must("serial", Kind::serial, "as the disk itself says it"),
           size("size", 64 * mib, 1024 * tib, "not said", "it is at least so large")},
          {},
          false},
         ""},
        {{"group",
          "group",
          "Nodes under one name: `@name` in ranges.",
          {must("name", Kind::name, "by which ranges name it"),
           must("nodes", Kind::range, "names and ranges, joined by commas")},
          {},
          false},
         ""},
        {{"pool",
          "pool",
          "Storage for guests.",
          {must("name", Kind::name, "by which guests name it"),
           required(choice("kind", Kind::word, "aoe-lvm gluster nfs local", "", "what it is made of")),
           may("network", Kind::reference, "", "over which storage goes; required but for local"),
           choice("type", Kind::word, "distributed replicated arbiter dispersed distributed-replicated", "distributed",
                  "of a gluster volume"),
           number("replica", 1, 16, "all bricks", "gluster: copies"),
           number("disperse", 3, 64, "all bricks", "gluster: bricks of a dispersed set"),
           number("redundancy", 1, 31, "1", "gluster: bricks of a dispersed set that may fail"),
           may("path", Kind::path, "", "local: a folder of each node; gluster, nfs: where it is mounted"),
           may("volume-group", Kind::volume_group, "", "aoe-lvm, local: name of the LVM volume group"),
           may("thin", Kind::boolean, "no", "thin volumes"),
           choice("allow", Kind::word, "shared", "", "accept AoE over a network that guests use")},
          {},
          false},
         "export:4096 brick:4096"},
        {{"export",
          "export",
          "What one node gives to an aoe-lvm or nfs pool.",
          {must("node", Kind::reference, "the node"), must("path", Kind::path, "the device, file or folder there"),
           size("size", 16 * mib, 1024 * tib, "as it is", "of a file that is made"),
           number("shelf", 0, 65534, "allotted", "AoE shelf (major)"),
           number("slot", 0, 254, "allotted", "AoE slot (minor)")},
          {},
          false},
         ""},
        {{"brick",
          "brick",
          "What one node gives to a gluster pool.",
          {must("node", Kind::reference, "the node"), must("path", Kind::path, "the folder there"),
           may("arbiter", Kind::boolean, "no", "holds names only, for type arbiter")},
          {},
          false},
         ""},
        {{"template",
          "template",
          "What guests are made from.",
          {must("name", Kind::name, "by which guests name it"),
           must("source", Kind::source, "a recipe, a name in the repository, or a path"),
           choice("type", Kind::word, "pvh pv hvm", "pvh", "how Xen runs it"),
           size("memory", mib, 16 * tib, "the guest says", "memory of a guest"),
           number("vcpus", 1, 512, "1", "processors of a guest"),
           size("disk", mib, 1024 * tib, "the guest says", "disk of a guest"),
           may("kernel", Kind::file, "", "kernel that Dom0 starts"),
           may("ramdisk", Kind::file, "", "initramfs that Dom0 starts"),
           may("args", Kind::arguments, "", "kernel command line")},
          {},
          false},
         "file:1000"},
        {{"project",
          "project",
          "Guests and switches that belong together.",
          {must("name", Kind::name, "of the project")},
          {},
          false},
         "switch:1000 guest:10000 var:256"},
        {{"switch",
          "switch",
          "A network of a project; guests on one switch stay together.",
          {must("name", Kind::name, "by which guests name it"),
           may("network", Kind::reference, "private", "the site's network it is bridged to"),
           may("node", Kind::reference, "where its guests are", "a fixed host")},
          {},
          false},
         ""},
        {{"guest",
          "guest",
          "A virtual machine.",
          {must("name", Kind::name, "of the machine, unique in its project"),
           may("template", Kind::reference, "", "what it is made from"),
           choice("type", Kind::word, "pvh pv hvm", "the template's", "how Xen runs it"),
           size("memory", mib, 16 * tib, "the template's", "its memory"),
           number("vcpus", 1, 512, "the template's", "its processors"),
           may("node", Kind::reference, "the planner chooses", "where it runs"),
           may("pinned", Kind::boolean, "no", "never moved from its node"),
           number("priority", 0, 1000, "0", "higher is more important"),
           number("boot-order", 0, 100000, "0", "lower starts first"),
           may("affinity", Kind::labels, "", "labels: guests with one in common stay together"),
           may("anti-affinity", Kind::labels, "", "labels: guests with one in common stay apart")},
          {},
          false},
         "guest/disk:32 guest/nic:16 file:1000 var:256"},
        {{"guest/disk",
          "disk",
          "A disk of a guest.",
          {must("pool", Kind::reference, "where it lies"),
           size("size", mib, 1024 * tib, "the template's", "how large")},
          {},
          false},
         ""},
        {{"guest/nic",
          "nic",
          "A network interface of a guest.",
          {may("network", Kind::reference, "", "a network with role guests; this or `switch`"),
           may("switch", Kind::reference, "", "a switch of the project; this or `network`"),
           may("mac", Kind::mac, "made from the guest's name", "its Ethernet address"),
           may("address", Kind::address_or_dhcp, "none", "fixed, or `dhcp`"),
           may("dhcp", Kind::boolean, "no", "the same as address=\"dhcp\"")},
          {},
          false},
         ""},
        {{"policy",
          "policy",
          "How siteguard decides.",
          {must("name", Kind::name, "by which commands name it"),
           choice("kind", Kind::word, "balance xenguard", "balance", "the method"),
           choice("mode", Kind::word, "advise act", "advise", "only say what would be done, or do it"),
           may("high", Kind::fraction, "0.7", "load above which a node is relieved"),
           may("low", Kind::fraction, "0.1", "load below which a node may be emptied"),
           may("step", Kind::fraction, "0.1", "by which targets are widened"),
           may("weight-cpu", Kind::weight, "1", "of processors in the score"),
           may("weight-memory", Kind::weight, "1", "of memory in the score"),
           may("weight-network", Kind::weight, "0.5", "of network traffic in the score"),
           may("weight-disk", Kind::weight, "0.5", "of disk traffic in the score"),
           may("min-gain", Kind::fraction, "0.05", "less than that is not worth a move"),
           number("spare-nodes", 0, 1000, "1", "so many nodes may fail"),
           number("max-moves-per-node", 1, 100, "1", "at a time"),
           number("max-moves", 1, 1000, "4", "at a time, in all"),
           may("cool-down", Kind::time, "30m", "a guest that moved stays so long"),
           may("horizon", Kind::time, "1h", "a move must pay back within")},
          {},
          false},
         ""},
    };
}

std::vector<ElementRule> linked(std::vector<Row> table) {
    std::vector<ElementRule> rules;
    rules.reserve(table.size());
    for (auto& row : table) rules.push_back(std::move(row.rule));
    for (std::size_t i = 0; i < rules.size(); ++i)
        for (const auto& word : split_words(table[i].children)) {
            const auto colon = word.find(':');
            const auto child = std::find_if(rules.begin(), rules.end(),
                                            [&](const auto& r) { return r.path == word.substr(0, colon); });
            if (child == rules.end()) throw std::logic_error("vocabulary: " + word);
            rules[i].children.push_back({&*child, std::stoul(word.substr(colon + 1))});
        }
    return rules;
}

}  // namespace

const std::vector<ElementRule>& vocabulary() {
    static const std::vector<ElementRule> rules = linked(rows());
    return rules;
}

const ElementRule& element_rule(std::string_view path) {
    for (const auto& rule : vocabulary())
        if (rule.path == path) return rule;
    throw std::logic_error("vocabulary: " + std::string(path));
}

}  // namespace site
