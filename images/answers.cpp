#include "images/answers.hpp"

#include "core/error.hpp"
#include "images_files.hpp"
#include "model/boot_mac.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

/// The installer takes no quotes and no backslash, however well they are quoted.
std::string escape_answer(std::string_view value) {
    if (value.find_first_of("'\\") != std::string_view::npos)
        throw Error(Exit::faulty_site,
                    "an answer cannot hold \"" + std::string(value) + "\": it has a quote or a backslash");
    return escape_sh(value);
}

std::string mebibytes_of(Size size) { return std::to_string(size.bytes >> 20); }

}  // namespace

std::string render_answers(const Site& site, const Node& node, const std::string& manifest_sha256,
                           const std::string& overlay_sha256, const std::string& job) {
    static const TextTemplate file("answers", embedded::images_files("dom0-files/answers"), escape_answer);
    if (const auto why = cannot_install(site, node); !why.empty())
        throw Error(Exit::faulty_site, "node \"" + node.name + "\" cannot be installed: " + why);
    const auto mac = format_mac_address(*boot_mac(site, node));
    return file.render(TemplateValues()
                           .text("node", node.name)
                           .text("mac", mac)
                           .text("job", job)
                           .text("image", node.image.name)
                           .text("manifest_sha256", manifest_sha256)
                           .text("overlay_sha256", overlay_sha256)
                           .text("disk_serial", node.disk.serial)
                           .text("disk_min_bytes", std::to_string(node.disk.size.bytes))
                           .text("firmware", format(node.firmware))
                           .text("esp_mib", mebibytes_of(node.disk.esp))
                           .text("root_mib", mebibytes_of(node.disk.root))
                           .text("swap_mib", mebibytes_of(node.disk.swap)));
}

std::string cannot_install(const Site& site, const Node& node) {
    if (!find_image(site, node.image.name)) return "it has no image";
    if (node.disk.serial.empty()) return "its disk has no serial";
    if (!provisioning_nic(site, node)) return "it has no NIC on the provisioning network";
    if (!boot_mac(site, node)) return "the NIC it boots by has no hardware address";
    return {};
}

}  // namespace site
