#include "model/check_parts.hpp"
#include "model/words.hpp"

namespace site {
namespace {

/// Texts against the vocabulary, as reading a file does it at each value.
class TextCheck {
  public:
    explicit TextCheck(Faults& faults) : faults_(faults) {}

    void element(std::string_view path, const Where& where) {
        rule_ = &element_rule(path);
        where_ = where;
    }

    /// Empty is not given; what is required is there.
    void text(std::string_view attribute, const std::string& value) {
        const auto* rule = rule_->find_attribute(attribute);
        if (value.empty() && (rule->required || rule_->path == "site"))
            faults_.add(where_, "missing-attribute",
                        "<" + std::string(rule_->name) + "> has no " + std::string(attribute),
                        "it needs " + std::string(attribute) + "=\"...\": " + std::string(rule->meaning));
        if (!value.empty()) fault(check_value(*rule, value));
    }

    void list(std::string_view attribute, const std::vector<std::string>& words) {
        for (const auto& word : words) fault(check_value(*rule_->find_attribute(attribute), word));
    }

    void number(std::string_view attribute, std::int64_t value, std::int64_t not_given) {
        if (value != not_given) text(attribute, std::to_string(value));
    }

    void size(std::string_view attribute, Size value) {
        if (value.bytes > 0) text(attribute, std::to_string(value.bytes));
    }

    void mac(const std::optional<MacAddress>& value) {
        if (value) text("mac", format_mac_address(*value));
    }

    void fault(std::optional<ValueFault> found) {
        if (found) faults_.add(where_, found->name, std::move(found->text), std::move(found->hint));
    }

  private:
    Faults& faults_;
    const ElementRule* rule_ = nullptr;
    Where where_;
};

void check_files(TextCheck& check, const std::vector<OwnFile>& files) {
    for (const auto& file : files) {
        check.element("file", file.where);
        check.text("path", file.path);
        check.text("source", file.source);
    }
}

void check_top(TextCheck& check, const Site& site) {
    check.element("site", site.where);
    check.text("name", site.name);
    check.text("domain", site.domain);
    const auto& provisioner = site.provisioner;
    if (!provisioner.host.empty()) {
        check.element("provisioner", provisioner.where);
        check.text("host", provisioner.host);
        check.text("address", provisioner.address.value == 0 ? "" : format_ip_address(provisioner.address));
        check.text("interface", provisioner.interface);
        check.text("network", provisioner.network.name);
        check.number("http-port", provisioner.http_port, -1);
        check.text("console-logs", provisioner.console_logs);
    }
    for (const auto& one : site.operators) {
        check.element("operator", one.where);
        check.text("name", one.name);
        check.text("key", one.key);
    }
    for (const auto& network : site.networks) {
        check.element("network", network.where);
        check.text("name", network.name);
        check.text("cidr", format_cidr(network.cidr));
        check.text("bridge", network.bridge);
        check.number("mtu", network.mtu, -1);
        check.number("vlan", network.vlan.value_or(-1), -1);
        check.list("time-servers", network.time_servers);
    }
    for (const auto& policy : site.policies) {
        check.element("policy", policy.where);
        check.text("name", policy.name);
        check.text("kind", policy.kind);
    }
}

void check_images(TextCheck& check, const Site& site) {
    for (const auto& image : site.images) {
        check.element("image", image.where);
        check.text("name", image.name);
        check.text("recipe", image.recipe);
        check.size("dom0-memory", image.dom0_memory);
        check.text("kernel-args", image.kernel_arguments);
        check.text("xen-args", image.xen_arguments);
        check.text("installer-args", image.installer_arguments);
        check.list("modules", image.modules);
        for (const auto& package : image.packages) {
            check.element("package", image.where);
            check.text("name", package);
        }
        check_files(check, image.files);
    }
    for (const auto& one : site.templates) {
        check.element("template", one.where);
        check.text("name", one.name);
        check.text("source", one.source);
        check.text("kernel", one.kernel);
        check.text("ramdisk", one.ramdisk);
        check.text("args", one.arguments);
        check_files(check, one.files);
    }
}

void check_nodes(TextCheck& check, const Site& site) {
    for (const auto& node : site.nodes) {
        check.element("site", node.where);
        check.fault(check_value(*element_rule("class").find_attribute("name"), node.name));
        check.element("node", node.where);
        check.text("rack", node.rack);
        check.text("kernel-args", node.kernel_arguments);
        check.text("xen-args", node.xen_arguments);
        for (const auto& nic : node.nics) {
            check.element("nic", nic.where);
            check.text("name", nic.name);
            check.text("on", nic.on);
            check.list("bond", nic.bond);
            check.mac(nic.mac);
        }
        check.element("bmc", node.bmc.where);
        check.text("user", node.bmc.user);
        check.text("password-file", node.bmc.password_file);
        check.text("agent", node.bmc.agent);
        check.number("port", node.bmc.port, 0);
        for (const auto& [name, value] : node.bmc.options) {
            check.element("option", node.bmc.where);
            check.text("name", name);
            if (!value.empty()) check.text("value", value);
        }
        check.element("disk", node.disk.where);
        check.text("serial", node.disk.serial);
        for (const auto& disk : node.data_disks) {
            check.element("data-disk", disk.where);
            check.text("serial", disk.serial);
        }
    }
    for (const auto& group : site.groups) {
        check.element("group", group.where);
        check.text("name", group.name);
    }
}

void check_storage(TextCheck& check, const Site& site) {
    for (const auto& pool : site.pools) {
        check.element("pool", pool.where);
        check.text("name", pool.name);
        check.text("type", pool.type);
        check.text("path", pool.path);
        check.text("volume-group", pool.volume_group);
        for (const auto& member : pool.members) {
            check.element("export", member.where);
            check.text("path", member.path);
            check.text("node", member.node.name);
            check.number("shelf", member.shelf.value_or(-1), -1);
            check.number("slot", member.slot.value_or(-1), -1);
        }
    }
}

void check_guests(TextCheck& check, const Site& site) {
    for (const auto& project : site.projects) {
        check.element("project", project.where);
        check.text("name", project.name);
        for (const auto& one : project.switches) {
            check.element("switch", one.where);
            check.text("name", one.name);
        }
        for (const auto& guest : project.guests) {
            check.element("guest", guest.where);
            check.text("name", guest.name);
            check.size("memory", guest.memory);
            check.number("vcpus", guest.vcpus, -1);
            check.list("affinity", guest.affinity);
            check.list("anti-affinity", guest.anti_affinity);
            check_files(check, guest.files);
            for (const auto& nic : guest.nics) {
                check.element("guest/nic", nic.where);
                check.mac(nic.mac);
            }
        }
    }
}

}  // namespace

void check_texts(const Site& site, Faults& faults) {
    TextCheck check(faults);
    check_top(check, site);
    check_images(check, site);
    check_nodes(check, site);
    check_storage(check, site);
    check_guests(check, site);
}

}  // namespace site
