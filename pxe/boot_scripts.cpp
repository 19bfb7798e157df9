#include "pxe/boot_scripts.hpp"

#include "core/error.hpp"
#include "model/boot_mac.hpp"
#include "pxe_files.hpp"
#include "render/text_template.hpp"

namespace site {
namespace {

constexpr auto default_installer_arguments = "console=tty0 console=ttyS0,115200n8 quiet loglevel=4";

}  // namespace

std::string server_url(const Site& site) {
    const auto address = "http://" + format_ip_address(site.provisioner.address);
    return site.provisioner.http_port == 80 ? address : address + ":" + std::to_string(site.provisioner.http_port);
}

std::string render_boot_ipxe(const Site& site) {
    static const TextTemplate file("boot.ipxe", embedded::pxe_files("templates/boot.ipxe"), escape_ipxe);
    return file.render(TemplateValues().text("server", server_url(site)));
}

std::string render_install_script(const Site& site, const Node& node, const std::string& token) {
    static const TextTemplate file("install.ipxe", embedded::pxe_files("templates/install.ipxe"), escape_ipxe);
    const Image* image = find_image(site, node.image.name);
    if (!image) throw Error(Exit::faulty_site, "node \"" + node.name + "\" has no image");
    const auto mac = boot_mac(site, node);
    if (!mac) throw Error(Exit::faulty_site, "node \"" + node.name + "\" has no NIC on the provisioning network");
    const auto& arguments = image->installer_arguments;
    return file.render(TemplateValues()
                           .text("server", server_url(site))
                           .text("image", image->name)
                           .text("arguments", arguments.empty() ? default_installer_arguments : arguments)
                           .text("token", token)
                           .text("mac", format_mac_address(*mac, '-')));
}

std::string render_local_script() { return std::string(embedded::pxe_files("templates/local.ipxe")); }

std::string render_unknown_script() { return std::string(embedded::pxe_files("templates/unknown.ipxe")); }

}  // namespace site
