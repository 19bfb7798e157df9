#include "core/error.hpp"
#include "ports/files.hpp"
#include "siteinit/render_site.hpp"
#include "siteinit/siteinit.hpp"

namespace site {
namespace {

Exit render(const Arguments& arguments, Terminal& terminal, const Makers& makers) {
    auto session = open_session(arguments, terminal, makers);
    auto& files = session.ports->files;
    const auto out = arguments.first("--out");
    if (!files.list(out).empty() && !arguments.has("--replace"))
        throw Error(Exit::usage, out + " is not empty; name a new folder, or say --replace to remove what is in it");
    files.remove_tree(out);
    files.make_folder(out, 0755);
    std::size_t count = 0, bytes = 0;
    RenderContext context;
    context.paths.state = session.state_folder;
    render_site(session.site, context, [&](const RenderedFile& file) {
        files.write_quickly(out + "/" + file.path, file.content, file.mode);
        ++count;
        bytes += file.content.size();
    });
    terminal.err << count << " files, " << bytes << " bytes, below " << out << "\n";
    return Exit::done;
}

}  // namespace

CommandSpec render_command(const Makers& makers) {
    CommandSpec command;
    command.words = "render";
    command.summary = "write every file that would be served or installed";
    command.description =
        "Writes server configurations, boot scripts, the installers' answers and each Dom0's own files below a folder, byte for byte, without network and "
        "without root. What is known only when a node is armed stands as zeros or as a word in capitals.";
    command.examples = {{"siteinit render site.xml --out out", "then: diff -r before out"}};
    command.arguments = {{"FILE", "the site file", ArgumentSpec::Count::optional}};
    OptionSpec out{"--out", "DIR", "the folder to write; it must be new or empty"};
    out.required = true;
    command.options = {out, {"--replace", "", "remove what is in the folder first"}};
    command.run = [makers](const Arguments& arguments, Terminal& terminal) { return render(arguments, terminal, makers); };
    return command;
}

}  // namespace site
