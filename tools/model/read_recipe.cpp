#include "model/read_recipe.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "core/name.hpp"
#include "model/faults.hpp"
#include "model/source_text.hpp"
#include "model/words.hpp"

namespace site {
namespace {

constexpr std::size_t most_bytes = 4 << 20;

using Words = std::vector<std::string>;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// What dpkg's path-exclude takes: a path with the shell's wildcards.
bool is_pattern(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._/@+-*?[]!").find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() < 1024 && std::all_of(text.begin(), text.end(), fits);
}

bool is_unit(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._@-").find(c) != std::string_view::npos;
    };
    return text.size() > 2 && text.size() < 256 && text.find('.', 1) != std::string_view::npos && text[0] != '.' &&
           std::all_of(text.begin(), text.end(), fits);
}

/// One object per recipe; fills it as far as it is understood.
class RecipeReader {
  public:
    RecipeReader(const SourceText& source, Faults& faults, Recipe& recipe)
        : source_(source), faults_(faults), recipe_(recipe) {}

    void read() {
        pugi::xml_document document;
        const auto options = pugi::parse_default | pugi::parse_fragment | pugi::parse_doctype;
        const auto parsed =
            document.load_buffer(source_.text().data(), source_.text().size(), options, pugi::encoding_utf8);
        if (!parsed) {
            const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
            faults_.add(source_.where(at), "not-xml",
                        std::string("this is not well-formed XML: ") + parsed.description());
            return;
        }
        pugi::xml_node root;
        for (const auto& node : document.children()) {
            if (node.type() == pugi::node_doctype) {
                fault(node, "doctype", "a recipe has no document type", "remove <!DOCTYPE ...>");
            } else if (node.type() == pugi::node_element && root) {
                fault(node, "many-roots", "a second root element", "a file holds one recipe");
            } else if (node.type() == pugi::node_element) {
                root = node;
            } else {
                refuse_text(node);
            }
        }
        if (!root || std::string_view(root.name()) != "recipe") {
            faults_.add(root ? where(root) : source_.where(), "not-a-recipe", "the root element is not <recipe>");
            return;
        }
        read_root(root);
    }

  private:
    Where where(const pugi::xml_node& node) const {
        const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 1));
        return source_.where(node.type() == pugi::node_element ? at - 1 : at);
    }

    void fault(const pugi::xml_node& node, std::string_view name, std::string text, std::string hint = {}) {
        faults_.add(where(node), name, std::move(text), std::move(hint));
    }

    void refuse_text(const pugi::xml_node& node) {
        if ((node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) && !is_blank(node.value()))
            fault(node, "stray-text", "text where none belongs");
    }

    /// Unknown and repeated attributes.
    void check_attributes(const pugi::xml_node& node, const Words& known) {
        Words seen;
        for (const auto& attribute : node.attributes()) {
            const std::string name = attribute.name();
            if (std::find(known.begin(), known.end(), name) == known.end())
                fault(node, "unknown-attribute", "<" + std::string(node.name()) + "> has no attribute \"" + name + "\"",
                      faults_.suggest(name, known));
            if (std::find(seen.begin(), seen.end(), name) != seen.end())
                fault(node, "duplicate-attribute", "attribute \"" + name + "\" stands here twice");
            seen.push_back(name);
        }
    }

    /// The attribute's text if it is there and `fits` accepts it.
    template <typename Fits>
    std::string attribute(const pugi::xml_node& node, const char* name, const char* shape, Fits fits) {
        const auto found = node.attribute(name);
        const std::string text = found.value();
        if (!found) {
            fault(node, "missing-attribute", "<" + std::string(node.name()) + "> needs " + name);
        } else if (!fits(text)) {
            fault(node, "bad-value", std::string(name) + "=\"" + text + "\" is not " + shape);
        } else {
            return text;
        }
        return {};
    }

    std::uint64_t number(const pugi::xml_node& node, const char* name) {
        const auto text =
            attribute(node, name, "a number", [](const std::string& t) { return parse_number(t).has_value(); });
        return text.empty() ? 0 : *parse_number(text);
    }

    void read_root(const pugi::xml_node& root) {
        recipe_.where = where(root);
        check_attributes(root, {"name", "suite", "xen", "dom0-memory", "dom0-vcpus", "epoch"});
        recipe_.name = attribute(root, "name", "a name", is_name);
        recipe_.suite = attribute(root, "suite", "a Debian suite", is_name);
        recipe_.xen = attribute(root, "xen", "a version", is_loose_name);
        recipe_.epoch = static_cast<std::int64_t>(number(root, "epoch"));
        if (root.attribute("dom0-memory"))
            recipe_.dom0_memory = mebibytes(std::min<std::uint64_t>(number(root, "dom0-memory"), 1 << 24));
        if (root.attribute("dom0-vcpus"))
            recipe_.dom0_vcpus = static_cast<int>(std::min<std::uint64_t>(number(root, "dom0-vcpus"), 4095));
        for (const auto& child : root.children()) {
            if (child.type() == pugi::node_element) {
                read_child(child);
            } else {
                refuse_text(child);
            }
        }
        if (recipe_.packages.empty()) fault(root, "no-packages", "the recipe names no package");
    }

    void read_child(const pugi::xml_node& node) {
        const std::string name = node.name();
        if (name == "package") {
            read_word(node, "name", "a package", is_package, recipe_.packages);
        } else if (name == "exclude") {
            read_word(node, "path", "a path pattern", is_pattern, recipe_.excludes);
        } else if (name == "mask") {
            read_word(node, "unit", "a systemd unit", is_unit, recipe_.masks);
        } else if (name == "initramfs") {
            read_word(node, "module", "a kernel module", is_module, recipe_.modules);
        } else if (name == "file") {
            read_file(node);
        } else {
            fault(node, "unknown-element", "<" + name + "> does not belong into <recipe>",
                  faults_.suggest(name, {"package", "exclude", "mask", "initramfs", "file"}));
        }
    }

    template <typename Fits>
    void read_word(const pugi::xml_node& node, const char* name, const char* shape, Fits fits, Words& words) {
        check_attributes(node, {name});
        refuse_children(node);
        auto word = attribute(node, name, shape, fits);
        if (word.empty()) return;
        if (std::find(words.begin(), words.end(), word) != words.end()) {
            fault(node, "duplicate-element", "\"" + word + "\" is there already");
            return;
        }
        words.push_back(std::move(word));
    }

    void refuse_children(const pugi::xml_node& node) {
        for (const auto& child : node.children()) {
            refuse_text(child);
            if (child.type() == pugi::node_element)
                fault(child, "unknown-element", "<" + std::string(node.name()) + "> has no elements inside");
        }
    }

    void read_file(const pugi::xml_node& node) {
        check_attributes(node, {"path", "mode"});
        RecipeFile file;
        file.where = where(node);
        file.path = attribute(node, "path", "an absolute path", is_safe_path);
        if (node.attribute("mode")) {
            const auto mode = attribute(node, "mode", "a mode like 0644",
                                        [](const std::string& text) { return parse_mode(text).has_value(); });
            if (!mode.empty()) file.mode = *parse_mode(mode);
        }
        for (const auto& child : node.children()) {
            if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) file.content += child.value();
            if (child.type() == pugi::node_element) fault(child, "unknown-element", "<file> holds text only");
        }
        const auto same = [&](const RecipeFile& other) { return other.path == file.path; };
        if (std::any_of(recipe_.files.begin(), recipe_.files.end(), same))
            fault(node, "duplicate-element", "file \"" + file.path + "\" is there already");
        recipe_.files.push_back(std::move(file));
    }

    const SourceText& source_;
    Faults& faults_;
    Recipe& recipe_;
};

}  // namespace

RecipeResult read_recipe(const std::string& path, const std::string& text) {
    RecipeResult result;
    Faults faults;
    const SourceText source(path, text);
    if (text.size() > most_bytes) {
        faults.add(source.where(), "too-big", "a recipe has at most 4 MiB");
    } else if (check_characters(source, faults)) {
        RecipeReader(source, faults, result.recipe).read();
    }
    result.problems = faults.take();
    return result;
}

}  // namespace site
