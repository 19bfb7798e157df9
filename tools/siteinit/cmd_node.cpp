#include <mutex>
#include <thread>

#include "cli/confirm.hpp"
#include "cli/json.hpp"
#include "cli/table.hpp"
#include "core/error.hpp"
#include "model/node_range.hpp"
#include "ports/power.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

std::vector<const Node*> named_nodes(const Session& session, const std::vector<std::string>& ranges) {
    std::vector<const Node*> nodes;
    for (const auto& range : ranges) {
        const auto selection = select_nodes(session.site, range);
        if (!selection.fault.empty()) throw Error(Exit::usage, selection.fault);
        for (const auto& name : selection.nodes) nodes.push_back(find_node(session.site, name));
    }
    return nodes;
}

Exit list(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    Table table{{"NODE", "STATE", "FIRMWARE", "IMAGE", "MAC", "ADDRESS", "DISK", "CONTROLLER"}, {}, {}};
    Json::Array nodes;
    std::map<std::string, std::string> states;
    for (const auto& installation : installations_of(session)) states[installation.node] = format(installation.state);
    for (const auto& node : session.site.nodes) {
        const auto known = states.find(node.name);
        const auto state = known == states.end() ? "not installed" : known->second;
        const auto* nic = provisioning_nic(session.site, node);
        const auto mac = nic && nic->mac ? format_mac_address(*nic->mac) : "";
        const auto address = nic && nic->address ? format_ip_address(*nic->address) : "";
        const auto controller = format(node.bmc.kind) + (node.bmc.address ? " " + format_ip_address(*node.bmc.address) : "");
        table.rows.push_back({node.name, state, format(node.firmware), node.image.name, mac, address, node.disk.serial, controller});
        nodes.push_back(Json::Object{{"name", node.name}, {"state", state}, {"firmware", format(node.firmware)}, {"image", node.image.name},
                                     {"mac", mac}, {"address", address}, {"disk_serial", node.disk.serial}, {"controller", controller}});
    }
    if (arguments.has("--json")) terminal.out << format_json(Json::Object{{"schema", "sitekit.nodes/1"}, {"nodes", std::move(nodes)}}) << "\n";
    else terminal.out << format_table(table);
    return Exit::done;
}

PowerAnswer act_on(Power& power, const PowerTarget& target, const std::string& verb) {
    if (verb == "status") return power.status(target, 20s);
    if (verb == "on") return power.act(target, PowerAction::on, 60s);
    if (verb == "off") return power.act(target, PowerAction::off, 60s);
    if (verb == "soft-off") return power.act(target, PowerAction::soft_off, 120s);
    return power.act(target, PowerAction::cycle, 120s);
}

std::string state_name(PowerState state) { return state == PowerState::on ? "on" : state == PowerState::off ? "off" : "unknown"; }

Exit power(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    const auto verb = arguments.first("ACTION");
    const std::vector<std::string> verbs{"status", "on", "off", "soft-off", "cycle"};
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end())
        throw Error(Exit::usage, "power knows status, on, off, soft-off and cycle, not \"" + verb + "\"");
    const auto nodes = named_nodes(session, arguments.all("NODE"));
    if (verb != "status" && verb != "on")
        confirm({Confirmation::Degree::moderate, "switch " + std::to_string(nodes.size()) + " nodes " + verb, {}}, arguments, terminal);

    std::vector<PowerAnswer> answers(nodes.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < std::min(number_option(arguments, "--fanout", 32), nodes.size()); ++t)
        threads.emplace_back([&] {
            for (auto i = next++; i < nodes.size(); i = next++) answers[i] = act_on(session.ports->power, power_target(*nodes[i]), verb);
        });
    for (auto& thread : threads) thread.join();

    bool good = true;
    Json::Array list;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        good = good && answers[i].ok;
        list.push_back(Json::Object{{"node", nodes[i]->name}, {"ok", answers[i].ok}, {"power", state_name(answers[i].state)}, {"text", answers[i].text}});
        if (arguments.has("--json")) continue;
        if (answers[i].ok) terminal.out << nodes[i]->name << ": " << state_name(answers[i].state) << (answers[i].text.empty() ? "" : " (" + answers[i].text + ")") << "\n";
        else terminal.err << "siteinit: error: " << nodes[i]->name << ": " << answers[i].text << "\n";
    }
    if (arguments.has("--json")) terminal.out << format_json(Json::Object{{"schema", "sitekit.power/1"}, {"nodes", std::move(list)}}) << "\n";
    return good ? Exit::done : Exit::some_failed;
}

Exit reinstall(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    const auto lock = lock_site(session);
    std::string range;
    for (const auto& text : arguments.all("NODE")) range += (range.empty() ? "" : ",") + text;
    auto context = make_context(session, range, {});
    context.reinstall = context.nodes;
    const auto plan = plan_site(session.site, context, observe_site(session, context, number_option(arguments, "--fanout", 32)));
    return carry_out_plan(session, plan, arguments, terminal);
}

}  // namespace

std::vector<CommandSpec> node_commands(const Makers& makers) {
    CommandSpec listing;
    listing.words = "node list";
    listing.summary = "list the nodes of the site";
    listing.options = {json_option()};
    listing.run = [makers](const Arguments& arguments, Terminal& terminal) { return list(arguments, terminal, makers); };

    CommandSpec switching;
    switching.words = "node power";
    switching.summary = "ask or switch the power of nodes by their controllers";
    switching.examples = {{"siteinit node power 'node[001-040]' status", "forty at once"}, {"siteinit node power node7 cycle --yes", "off and on again"}};
    switching.arguments = {{"NODE", "a node or a range"}, {"ACTION", "status, on, off, soft-off or cycle"}};
    switching.options = {fanout_option(), yes_option(), json_option()};
    switching.run = [makers](const Arguments& arguments, Terminal& terminal) { return power(arguments, terminal, makers); };

    CommandSpec again;
    again.words = "node reinstall";
    again.summary = "wipe nodes and install them again";
    again.examples = {{"siteinit node reinstall node7 --confirm demo", "demo is the site's name"}};
    again.arguments = {{"NODE", "nodes or ranges", ArgumentSpec::Count::at_least_one}};
    again.options = {fanout_option(), {"--max-failures", "N", "start nothing new after so many failed nodes; 0: never stop", "0"}, yes_option(),
                     confirm_option("confirm by the site's name that disks may be wiped"), json_option()};
    again.run = [makers](const Arguments& arguments, Terminal& terminal) { return reinstall(arguments, terminal, makers); };
    return {listing, switching, again};
}

}  // namespace site
