#include <atomic>
#include <iostream>
#include <thread>

#include "core/error.hpp"
#include "ports/process.hpp"
#include "siteinit/boot_service.hpp"
#include "siteinit/server_files.hpp"
#include "siteinit/siteinit.hpp"
#include "ports/clock.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

Exit serve(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto state = arguments.first("--state");
    if (state.empty()) throw Error(Exit::usage, "serve needs --state");
    const auto ports = makers.ports(state);
    const auto server = makers.http_server();
    BootService service(*ports, state);
    std::atomic<bool> over{false};
    std::thread follower([&] {
        while (!over) {
            try {
                service.follow_log();
            } catch (const std::exception& error) {
                terminal.err << "siteinit serve: reading the DHCP log: " << error.what() << std::endl;
            }
            ports->clock.sleep(300ms);
        }
    });
    try {
        server->serve(ServerPaths{state}.serve_socket(), [&](const HttpRequest& request) { return service.answer(request); });
    } catch (...) {
        over = true;
        follower.join();
        throw;
    }
    over = true;
    follower.join();
    return Exit::done;
}

Exit stop(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    const ServerPaths paths{session.state_folder};
    for (const auto& name : service_names(session.site)) {
        const auto pid_file = service_pid_file(paths, name);
        if (!session.ports->process.running_daemon(pid_file)) continue;
        session.ports->process.stop_daemon(pid_file, 10s);
        terminal.out << "stopped " << name << "\n";
    }
    return Exit::done;
}

}  // namespace

CommandSpec serve_command(const Makers& makers) {
    CommandSpec command;
    command.words = "serve";
    command.summary = "answer nodes on their way (started by apply)";
    command.hidden = true;
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return serve(arguments, terminal, makers); };
    return command;
}

CommandSpec stop_command(const Makers& makers) {
    CommandSpec command;
    command.words = "stop";
    command.summary = "stop the provisioner's servers";
    command.description = "Stops DHCP, TFTP, HTTP and the boot service of the site. Nodes are not touched; apply starts the servers again.";
    command.examples = {{"siteinit stop site.xml", "nothing answers DHCP any more"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return stop(arguments, terminal, makers); };
    return command;
}

}  // namespace site
