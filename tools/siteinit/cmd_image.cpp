#include <fmt/core.h>

#include "cli/confirm.hpp"
#include "cli/json.hpp"
#include "cli/table.hpp"
#include "core/error.hpp"
#include "core/name.hpp"
#include "core/sha256.hpp"
#include "core/size.hpp"
#include "images/manifest.hpp"
#include "observe/observe.hpp"
#include "ports/files.hpp"
#include "ports/signer.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

const Image& named_image(const Session& session, const std::string& name) {
    if (const auto* image = find_image(session.site, name)) return *image;
    std::vector<std::string> names;
    for (const auto& image : session.site.images) names.push_back(image.name);
    const auto hint = did_you_mean(name, names);
    throw Error(Exit::usage, "image \"" + name + "\" is not in " + session.site_path + (hint.empty() ? "" : "; " + hint));
}

std::string image_folder(const Session& session, const std::string& name) { return ServerPaths{session.state_folder}.images() + "/" + name; }

std::optional<std::string> manifest_text(const Session& session, const std::string& name) {
    return session.ports->files.read(image_folder(session, name) + "/manifest");
}

Exit build(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    const auto lock = lock_site(session);
    const auto only = arguments.first("NAME");
    if (!only.empty()) named_image(session, only);
    auto context = make_context(session, "", {"image"});
    context.images = wished_images(session, only);
    context.nodes.clear();
    if (context.images.empty()) throw Error(Exit::usage, "no node of " + session.site_path + " uses an image");
    if (arguments.has("--again"))
        for (const auto& image : context.images) session.ports->files.remove(image_folder(session, image.name) + "/manifest");
    const auto plan = plan_site(session.site, context, observe(site_queries(session.site, context), *session.ports, 1, 20s));
    return carry_out_plan(session, plan, arguments, terminal);
}

/// Every fault of the image as it is served; empty: good.
std::vector<std::string> verify_image(const Session& session, const std::string& name) {
    std::vector<std::string> faults;
    auto& files = session.ports->files;
    const auto folder = image_folder(session, name);
    const auto text = manifest_text(session, name);
    if (!text) return {"it is not built: siteinit image build " + name};
    const auto signature = files.read(folder + "/manifest.minisig");
    if (!signature || !session.ports->signer.verify(*text, *signature)) faults.push_back("manifest: the signature is not this site's; build the image again");
    const auto parsed = parse_manifest(*text);
    if (!parsed.manifest) return {"manifest: " + parsed.fault};
    for (const auto& file : parsed.manifest->files) {
        const auto digest = files.sha256(folder + "/" + file.name);
        if (!digest) faults.push_back(file.name + " is not there");
        else if (*digest != file.sha256) faults.push_back(file.name + " was changed: its SHA-256 is not the manifest's");
    }
    return faults;
}

Exit verify(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    const auto only = arguments.first("NAME");
    if (!only.empty()) named_image(session, only);
    bool good = true;
    Json::Array images;
    for (const auto& image : session.site.images) {
        if (!only.empty() && image.name != only) continue;
        const auto faults = verify_image(session, image.name);
        good = good && faults.empty();
        Json::Array list;
        for (const auto& fault : faults) {
            list.push_back(fault);
            if (!arguments.has("--json")) terminal.err << "siteinit: error: image " << image.name << ": " << fault << "\n";
        }
        if (faults.empty() && !arguments.has("--json")) terminal.out << "image " << image.name << ": signature and all hashes are right\n";
        images.push_back(Json::Object{{"name", image.name}, {"faults", std::move(list)}});
    }
    if (arguments.has("--json")) terminal.out << format_json(Json::Object{{"schema", "sitekit.image-verify/1"}, {"images", std::move(images)}}) << "\n";
    return good ? Exit::done : Exit::failed;
}

Exit list(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    Table table{{"IMAGE", "STATE", "SIZE", "CHUNKS", "PACKAGES", "RECIPE"}, {}, {2, 3, 4}};
    Json::Array images;
    for (const auto& image : session.site.images) {
        const auto text = manifest_text(session, image.name);
        const auto parsed = text ? parse_manifest(*text) : ManifestResult{};
        std::string state = "not built";
        std::uint64_t bytes = 0;
        if (parsed.manifest) {
            const auto wishes = wished_images(session, image.name);
            state = !wishes.empty() && wishes.front().recipe_digest == parsed.manifest->recipe_sha256 ? "current" : "outdated";
            for (const auto& file : parsed.manifest->files) bytes += file.bytes;
        } else if (text) {
            state = "damaged";
        }
        const auto chunks = parsed.manifest ? parsed.manifest->chunks.size() : 0;
        const auto packages = parsed.manifest ? parsed.manifest->packages.size() : 0;
        table.rows.push_back({image.name, state, bytes ? format_size_rounded({bytes}) : "", std::to_string(chunks), std::to_string(packages), image.recipe});
        images.push_back(Json::Object{{"name", image.name}, {"state", state}, {"bytes", bytes}, {"recipe", image.recipe}});
    }
    if (arguments.has("--json")) terminal.out << format_json(Json::Object{{"schema", "sitekit.images/1"}, {"images", std::move(images)}}) << "\n";
    else terminal.out << format_table(table);
    return Exit::done;
}

Exit show(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    const auto session = open_session(arguments, terminal, makers);
    const auto& image = named_image(session, arguments.first("NAME"));
    const auto text = manifest_text(session, image.name);
    if (!text) throw Error(Exit::failed, "image " + image.name + " is not built: siteinit image build " + image.name);
    const auto parsed = parse_manifest(*text);
    if (!parsed.manifest) throw Error(Exit::failed, image_folder(session, image.name) + "/manifest: " + parsed.fault);
    const auto& manifest = *parsed.manifest;
    if (arguments.has("--json")) {
        Json::Array files, packages;
        for (const auto& file : manifest.files) files.push_back(Json::Object{{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
        for (const auto& package : manifest.packages) packages.push_back(package);
        terminal.out << format_json(Json::Object{{"schema", "sitekit.image/1"},
                                                 {"name", manifest.name},
                                                 {"recipe_sha256", manifest.recipe_sha256},
                                                 {"manifest_sha256", sha256(*text)},
                                                 {"chunk_bytes", manifest.chunk_bytes},
                                                 {"chunks", static_cast<std::int64_t>(manifest.chunks.size())},
                                                 {"files", std::move(files)},
                                                 {"packages", std::move(packages)}})
                     << "\n";
        return Exit::done;
    }
    terminal.out << fmt::format("image    {}\nrecipe   {} ({})\nmanifest {}\nchunks   {} of {}\n", manifest.name, image.recipe, manifest.recipe_sha256, sha256(*text),
                                manifest.chunks.size(), format_size({manifest.chunk_bytes}));
    for (const auto& file : manifest.files) terminal.out << fmt::format("file     {:<16} {:>12} {}\n", file.name, file.bytes, file.sha256);
    for (const auto& package : manifest.packages) terminal.out << "package  " << package << "\n";
    return Exit::done;
}

Exit remove(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    const auto& image = named_image(session, arguments.first("NAME"));
    const auto lock = lock_site(session);
    confirm({Confirmation::Degree::moderate, "remove image " + image.name + " from the provisioner", {}}, arguments, terminal);
    session.ports->files.remove_tree(image_folder(session, image.name));
    session.ports->files.remove_tree(session.state_folder + "/build/" + image.name);
    return Exit::done;
}

}  // namespace

std::vector<CommandSpec> image_commands(const Makers& makers) {
    const auto make = [&](const std::string& verb, const std::string& summary, ArgumentSpec::Count count, std::vector<OptionSpec> options, auto act) {
        CommandSpec command;
        command.words = "image " + verb;
        command.summary = summary;
        command.arguments = {{"NAME", "an image of the site file", count}};
        command.options = std::move(options);
        command.run = [makers, act](const Arguments& arguments, Terminal& terminal) { return act(arguments, terminal, makers); };
        return command;
    };
    using Count = ArgumentSpec::Count;
    auto building = make("build", "build the Dom0 images that are not there or outdated", Count::optional, {{"--again", "", "also those that are current"}, json_option()}, build);
    building.description =
        "Runs mmdebstrap with the image's recipe, packs, cuts into chunks and signs. The same recipe and the same packages give the same bytes. Takes some "
        "minutes; a build that was broken off leaves the served image as it was.";
    building.examples = {{"siteinit image build", "every image that a node uses"}};
    auto listing = make("list", "list the images of the site", Count::optional, {json_option()}, list);
    listing.arguments.clear();
    return {building, listing, make("show", "show the manifest of an image", Count::one, {json_option()}, show),
            make("verify", "compare served images with their signed manifests", Count::optional, {json_option()}, verify),
            make("remove", "remove a built image", Count::one, {yes_option()}, remove)};
}

}  // namespace site
