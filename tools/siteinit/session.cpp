#include "siteinit/session.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/error.hpp"
#include "core/problem.hpp"
#include "core/sha256.hpp"
#include "images/image_build.hpp"
#include "model/node_range.hpp"
#include "model/read_recipe.hpp"
#include "model/read_site.hpp"
#include "observe/observe.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/signer.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

[[noreturn]] void refuse(const Problems& problems, const std::string& what, Terminal& terminal, const std::string& tool) {
    for (const auto& problem : problems) terminal.err << tool << ": error: " << format_problem(problem) << "\n";
    throw Error(Exit::faulty_site, what + " has " + std::to_string(problems.size()) + (problems.size() == 1 ? " fault" : " faults"));
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::vector<RenderedFile> read_own_files(const Image& image, const Session& session) {
    std::vector<RenderedFile> files;
    for (const auto& file : image.files) {
        auto content = file.content;
        if (!file.source.empty()) {
            const auto path = file.source.front() == '/' ? file.source : session.site.folder + "/" + file.source;
            const auto read = session.ports->files.read(path);
            if (!read) throw Error(Exit::faulty_site, format_where(file.where) + ": file source \"" + path + "\" is not there");
            content = *read;
        }
        files.push_back({file.path.substr(1), file.mode, std::move(content)});
    }
    return files;
}

FileContent to_content(const RenderedFile& file) { return {file.path, file.content, file.mode}; }

}  // namespace

std::size_t number_option(const Arguments& arguments, const std::string& name, std::size_t otherwise) {
    const auto text = arguments.first(name);
    if (text.empty()) return otherwise;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > 100000)
        throw Error(Exit::usage, name + " wants a number from 0 to 100000, not \"" + text + "\"");
    return value;
}

std::string site_file_path(const Arguments& arguments, Ports& ports) {
    for (const auto* name : {"FILE", "--site"})
        if (arguments.has(name)) return arguments.first(name);
    if (const auto path = from_environment("SITE_FILE"); !path.empty()) return path;
    for (const auto* path : {"site.xml", "/etc/sitekit/site.xml"})
        if (ports.files.exists(path)) return path;
    throw Error(Exit::usage, "no site file: name one, or set SITE_FILE, or put it at ./site.xml or /etc/sitekit/site.xml");
}

std::string state_folder_of(const Arguments& arguments, const std::string& site_name) {
    auto folder = arguments.first("--state");
    if (folder.empty()) folder = from_environment("SITE_STATE");
    if (folder.empty()) return "/var/lib/sitekit/" + site_name;
    if (folder.front() != '/') throw Error(Exit::usage, "--state wants an absolute path, not \"" + folder + "\"");
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    return folder;
}

Session open_session(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    Session session;
    session.terminal = &terminal;
    session.program = makers.program;
    const auto reading = makers.ports("");
    session.site_path = site_file_path(arguments, *reading);
    const auto text = reading->files.read(session.site_path);
    if (!text) throw Error(Exit::faulty_site, session.site_path + " is not there");
    session.site_text = *text;
    auto result = read_site(session.site_path, *text, [&](const std::string& path) { return reading->files.read(path); });
    if (!result.problems.empty()) refuse(result.problems, session.site_path, terminal, "siteinit");
    session.site = std::move(result.site);
    if (session.site.folder.empty()) session.site.folder = folder_of(session.site_path);
    session.state_folder = state_folder_of(arguments, session.site.name);
    session.ports = makers.ports(session.state_folder);
    // Password files are named from the site file's folder, and used from wherever we are.
    for (auto& node : session.site.nodes)
        if (!node.bmc.password_file.empty() && node.bmc.password_file.front() != '/')
            node.bmc.password_file = session.site.folder + "/" + node.bmc.password_file;
    return session;
}

std::unique_ptr<FileLock> lock_site(Session& session) {
    const auto path = session.state_folder + "/apply.lock";
    auto lock = session.ports->files.lock(path);
    if (!lock) throw Error(Exit::busy, "another siteinit works on this site (it holds " + path + "); try again when it is done");
    session.ports->signer.public_key();
    return lock;
}

std::vector<Installation> installations_of(const Session& session) {
    if (!session.ports->files.exists(session.state_folder + "/state.db")) return {};
    return list_installations(session.ports->store);
}

std::vector<ImageWish> wished_images(Session& session, const std::string& only) {
    std::vector<ImageWish> wishes;
    const bool key_there = session.ports->files.exists(session.state_folder + "/keys/image.key");
    const auto public_key = key_there ? session.ports->signer.public_key() : std::string("made by apply\n");
    for (const auto& image : session.site.images) {
        const bool used = std::any_of(session.site.nodes.begin(), session.site.nodes.end(), [&](const Node& node) { return node.image.name == image.name; });
        if (only.empty() ? !used : image.name != only) continue;
        auto path = image.recipe;
        auto text = built_in_recipe(image.recipe);
        if (text.empty()) {
            if (path.front() != '/') path = session.site.folder + "/" + path;
            const auto read = session.ports->files.read(path);
            if (!read)
                throw Error(Exit::faulty_site, format_where(image.where) + ": recipe \"" + image.recipe + "\" is neither built in nor a file (" + path + ")");
            text = *read;
        }
        const auto recipe = read_recipe(path, text);
        if (!recipe.problems.empty()) refuse(recipe.problems, path, *session.terminal, "siteinit");
        const auto own = read_own_files(image, session);
        const auto work = session.state_folder + "/build/" + image.name;
        ImageWish wish;
        wish.name = image.name;
        wish.recipe_digest = sha256(recipe_text(recipe.recipe, image, own, public_key));
        for (const auto& file : render_build_hooks()) wish.hooks.push_back(to_content(file));
        for (const auto& file : render_build_stage(recipe.recipe, image, own, public_key)) wish.stage.push_back(to_content(file));
        wish.build = image_build_command(recipe.recipe, image, {work + "/hooks", work + "/stage", work + "/out"});
        wishes.push_back(std::move(wish));
    }
    return wishes;
}

PlanContext make_context(Session& session, const std::string& range, const std::set<std::string>& parts) {
    PlanContext context;
    context.paths.state = session.state_folder;
    context.program = session.program;
    context.program_digest = session.ports->files.sha256(session.program).value_or("");
    const auto key = session.ports->files.read(session.state_folder + "/keys/site_ed25519.pub");
    context.site_key_there = key.has_value();
    context.site_key = key ? key->substr(0, key->find('\n')) : "@SITE_KEY@";
    context.images = wished_images(session, "");
    context.shared_files = shared_node_files(session.site, context.site_key);
    for (auto& installation : installations_of(session)) {
        context.events[installation.node] = list_events(session.ports->store, installation.node, installation.job);
        context.installations.emplace(installation.node, std::move(installation));
    }
    if (session.ports->files.exists(session.state_folder + "/state.db"))
        for (const auto& entry : session.ports->store.list("service/")) context.service_digests[entry.key.substr(8)] = entry.value;
    context.now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(session.ports->clock.now().time_since_epoch()).count();
    const auto selection = select_nodes(session.site, range);
    if (!selection.fault.empty()) throw Error(Exit::usage, selection.fault);
    context.nodes = {selection.nodes.begin(), selection.nodes.end()};
    context.parts = parts;
    return context;
}

Observed observe_site(Session& session, const PlanContext& context, std::size_t fanout) {
    return observe(site_queries(session.site, context), *session.ports, fanout, 20s);
}

}  // namespace site
