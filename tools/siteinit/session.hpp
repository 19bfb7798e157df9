// What a command of siteinit works with: the site, the state folder, the ports.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/tool.hpp"
#include "model/site.hpp"
#include "plan/observed.hpp"
#include "ports/files.hpp"
#include "ports/http_server.hpp"
#include "ports/ports.hpp"
#include "siteinit/plan_site.hpp"

namespace site {

/// Made by main: the ports for a state folder ("" when only files are read), the HTTP server, and the path of this program.
struct Makers {
    std::function<std::shared_ptr<Ports>(const std::string& state_folder)> ports;
    std::function<std::shared_ptr<HttpServer>()> http_server;
    std::string program;
};

struct Session {
    Site site;
    std::string site_path;
    std::string site_text;
    std::string state_folder;
    std::shared_ptr<Ports> ports;
    Terminal* terminal = nullptr;
    std::string program;
};

/// The site file named by the argument FILE, else --site, SITE_FILE, ./site.xml, /etc/sitekit/site.xml.
std::string site_file_path(const Arguments& arguments, Ports& ports);

/// Reads and checks; prints every fault and throws Error (faulty_site) when there is one. The state folder is --state, SITE_STATE,
/// or /var/lib/sitekit/NAME.
Session open_session(const Arguments& arguments, Terminal& terminal, const Makers& makers);

/// The state folder of commands that need no site file: --state, SITE_STATE, else that of the site file.
std::string state_folder_of(const Arguments& arguments, const std::string& site_name);

/// Held while planning and applying, so that no plan is made on what another run changes; makes the signing key when there is none. Throws Error (busy) when another process holds it.
std::unique_ptr<FileLock> lock_site(Session& session);

/// The present installation of each node; none, without making a store, while there is no state folder.
std::vector<Installation> installations_of(const Session& session);

/// Everything that planning needs besides the site and the observation. `range`: "" = all nodes. Throws Error (usage) for an unknown node.
PlanContext make_context(Session& session, const std::string& range, const std::set<std::string>& parts);

/// Asks the world what the plan needs to know.
Observed observe_site(Session& session, const PlanContext& context, std::size_t fanout);

/// The images of the site that its nodes use, with recipe and build; `only` restricts to one name when not empty. Throws Error (faulty_site)
/// with every fault of a recipe. While the signing key is not made (apply makes it), the image's key is a word that stands for it.
std::vector<ImageWish> wished_images(Session& session, const std::string& only);

std::size_t number_option(const Arguments& arguments, const std::string& name, std::size_t otherwise);

}  // namespace site
