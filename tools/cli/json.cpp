#include "cli/json.hpp"

#include <nlohmann/json.hpp>

namespace site {
namespace {

using Tree = nlohmann::ordered_json;

Tree to_tree(const Json& json);

struct ToTree {
    template <class Plain>
    Tree operator()(const Plain& value) const {
        return Tree(value);
    }
    Tree operator()(const Json::Array& items) const {
        Tree tree = Tree::array();
        for (const auto& item : items) tree.push_back(to_tree(item));
        return tree;
    }
    Tree operator()(const Json::Object& fields) const {
        Tree tree = Tree::object();
        for (const auto& [name, value] : fields) tree[name] = to_tree(value);
        return tree;
    }
};

Tree to_tree(const Json& json) { return std::visit(ToTree{}, json.value()); }

}  // namespace

std::string format_json(const Json& json, int indent) {
    return to_tree(json).dump(indent > 0 ? indent : -1, ' ', false, Tree::error_handler_t::replace);
}

}  // namespace site
