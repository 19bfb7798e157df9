#include "pxe/nginx.hpp"

#include "pxe_files.hpp"
#include "render/text_template.hpp"

namespace site {

std::string render_nginx(const Site& site, const ServerPaths& paths) {
    static const TextTemplate file("nginx.conf", embedded::pxe_files("templates/nginx.conf"), escape_nginx);
    return file.render(TemplateValues()
                           .text("pid", paths.nginx_pid())
                           .text("error_log", paths.error_log())
                           .text("access_log", paths.access_log())
                           .text("run", paths.run())
                           .text("address", format_ip_address(site.provisioner.address))
                           .text("port", std::to_string(site.provisioner.http_port))
                           .text("root", paths.serve())
                           .text("socket", paths.serve_socket()));
}

}  // namespace site
