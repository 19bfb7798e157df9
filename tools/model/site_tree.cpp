#include "model/site_tree.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "model/read_element.hpp"
#include "model/words.hpp"

namespace site {
namespace {

constexpr std::size_t largest_file = std::size_t{4} << 20U, largest_sum = std::size_t{16} << 20U;
constexpr std::size_t most_deep = 16, most_files = 256, most_elements = 200000;

std::size_t count_elements(const Element& element) {
    std::size_t count = 1;
    for (const auto& child : element.children) count += count_elements(child);
    return count;
}

class TreeReader {
  public:
    TreeReader(const ReadFile& read_file, Faults& faults) : read_file_(read_file), faults_(faults) {}

    std::optional<Element> file(const std::string& path, std::string_view text, bool included) {
        const auto marked = text.substr(0, 3) == "\xEF\xBB\xBF";
        const SourceText source(path, text.substr(marked ? 3 : 0));
        sum_ += text.size();
        if (text.size() > largest_file || sum_ > largest_sum) {
            faults_.add(source.where(), "too-large",
                        "the site file is larger than 4 MiB, or with what it includes than 16 MiB",
                        "use ranges and classes");
            return std::nullopt;
        }
        if (!check_characters(source, faults_)) return std::nullopt;
        auto root = read_element(source, included, faults_);
        if (root) {
            elements_ += count_elements(*root);
            if (elements_ > most_elements) {
                faults_.add(root->where, "too-many-elements", "there are more than 200,000 elements",
                            "use ranges and classes");
                return std::nullopt;
            }
        }
        return root;
    }

    /// `children` with what the includes among them hold in their place.
    std::vector<Element> unfold(std::vector<Element> children, const std::string& path) {
        std::vector<Element> result;
        open_.push_back(path);
        for (auto& child : children) {
            if (child.rule->path != "include")
                result.push_back(std::move(child));
            else
                include(child, path, result);
        }
        open_.pop_back();
        return result;
    }

  private:
    void include(const Element& element, const std::string& path, std::vector<Element>& result) {
        const auto* attribute = element.find("file");
        if (attribute == nullptr) return;
        const auto& value = attribute->value;
        if (auto fault = check_value(*attribute->rule, value.text))
            return faults_.add(value.where, fault->name, std::move(fault->text), std::move(fault->hint));
        const auto folder = folder_of(path);
        const auto joined = folder == "." ? value.text : folder + "/" + value.text;
        if (std::find(open_.begin(), open_.end(), joined) != open_.end())
            return faults_.add(value.where, "include-cycle", fmt::format("\"{}\" includes itself", joined),
                               "remove one include");
        if (open_.size() > most_deep)
            return faults_.add(value.where, "include-depth", "includes are nested more than 16 deep",
                               "include it higher up");
        if (++files_ > most_files)
            return faults_.add(value.where, "too-many", "more than 256 files are included", "join some");
        const auto text = read_file_ ? read_file_(joined) : std::nullopt;
        if (!text)
            return faults_.add(value.where, "include-unreadable", fmt::format("\"{}\" cannot be read", joined),
                               "its name is relative to the file that includes it");
        auto root = file(joined, *text, true);
        if (!root) return;
        if (root->rule->path == "site") {
            for (const auto& said : root->attributes)
                faults_.add(said.value.where, "include-name",
                            fmt::format("an included <site> has a {}", said.rule->name), "only the first file says it");
            for (auto& child : unfold(std::move(root->children), joined)) result.push_back(std::move(child));
        } else if (root->rule->path == "include") {
            std::vector<Element> one;
            one.push_back(std::move(*root));
            for (auto& child : unfold(std::move(one), joined)) result.push_back(std::move(child));
        } else {
            result.push_back(std::move(*root));
        }
    }

    const ReadFile& read_file_;
    Faults& faults_;
    std::vector<std::string> open_;
    std::size_t sum_ = 0, files_ = 0, elements_ = 0;
};

}  // namespace

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

SiteTree read_tree(const std::string& path, const std::string& text, const ReadFile& read_file, Faults& faults) {
    TreeReader reader(read_file, faults);
    SiteTree tree;
    auto root = reader.file(path, text, false);
    if (!root) return tree;
    tree.usable = true;
    tree.root = std::move(*root);
    tree.root.children = reader.unfold(std::move(tree.root.children), path);
    return tree;
}

}  // namespace site
