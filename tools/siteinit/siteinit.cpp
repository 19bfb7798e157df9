#include "siteinit/siteinit.hpp"

#include "core/error.hpp"
#include "core/name.hpp"

namespace site {

OptionSpec json_option() { return {"--json", "", "print one JSON object"}; }
OptionSpec fanout_option() { return {"--fanout", "N", "nodes worked on at the same time", "32"}; }

std::vector<OptionSpec> scope_options() {
    return {{"--node", "RANGE", "only these nodes: node[001-040], !node017, @group, joined by commas"},
            {"--only", "PARTS", "only these parts, joined by commas: dhcp, image, install"}};
}

std::set<std::string> parts_of(const Arguments& arguments) {
    std::set<std::string> parts;
    const auto text = arguments.first("--only");
    const std::vector<std::string> known{"dhcp", "image", "install"};
    for (std::size_t at = 0; !text.empty() && at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto part = text.substr(at, end - at);
        if (std::find(known.begin(), known.end(), part) == known.end()) {
            const auto hint = did_you_mean(part, known);
            throw Error(Exit::usage, "--only knows dhcp, image and install, not \"" + part + "\"" + (hint.empty() ? "" : "; " + hint));
        }
        parts.insert(part);
        at = end + 1;
    }
    return parts;
}

ToolSpec siteinit_tool(const Makers& makers) {
    ToolSpec tool;
    tool.name = "siteinit";
    tool.summary = "turn blank machines into Xen Dom0s from one description";
    tool.description =
        "siteinit reads a site file, renders DHCP, boot and Dom0 configurations, builds and signs Dom0 images, boots blank nodes from the "
        "network, installs them and follows each one until xl info proves Xen. It plans before it acts; a second apply has nothing to do; a "
        "killed apply is continued by the next one.";
    tool.examples = {{"siteinit check site.xml", "names every fault of the description"},
                     {"siteinit plan site.xml", "shows what would be done, and changes nothing"},
                     {"siteinit apply site.xml --confirm demo", "installs what is not installed yet; demo is the site's name"},
                     {"siteinit why node7", "says where and why an installation stands still"}};
    tool.options = {{"--site", "FILE", "the site file; else SITE_FILE, ./site.xml, /etc/sitekit/site.xml"},
                    {"--state", "DIR", "the state folder; else SITE_STATE, /var/lib/sitekit/SITE"}};
    tool.commands = {check_command(makers), render_command(makers), plan_command(makers), apply_command(makers), status_command(makers), why_command(makers)};
    for (auto& command : image_commands(makers)) tool.commands.push_back(std::move(command));
    for (auto& command : node_commands(makers)) tool.commands.push_back(std::move(command));
    tool.commands.push_back(stop_command(makers));
    tool.commands.push_back(serve_command(makers));
    tool.files = {{"/etc/sitekit/site.xml", "the site file when none is named"},
                  {"/var/lib/sitekit/SITE/state.db", "the state store: installations, events, the journal of runs"},
                  {"/var/lib/sitekit/SITE/keys/", "the keys that sign images and log in to nodes (mode 0700)"},
                  {"/var/lib/sitekit/SITE/serve/", "what is served to nodes"},
                  {"/var/lib/sitekit/SITE/log/", "the logs of dnsmasq, nginx and the boot service"}};
    return tool;
}

}  // namespace site
