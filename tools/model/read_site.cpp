#include "model/read_site.hpp"

#include <fmt/core.h>

#include "model/check_parts.hpp"
#include "model/read_parts.hpp"
#include "model/site_tree.hpp"

namespace site {
namespace {

/// Children were counted file by file; over all files the limits hold too.
void check_counts(const Element& root, Faults& faults) {
    std::vector<std::size_t> counts(root.rule->children.size());
    for (const auto& child : root.children) {
        const auto* rule = root.rule->find_child(child.rule->name);
        if (rule == nullptr) continue;
        if (++counts[static_cast<std::size_t>(rule - root.rule->children.data())] != rule->most + 1) continue;
        if (rule->most == 1)
            faults.add(child.where, "duplicate-element", fmt::format("<site> has a second <{}>", rule->rule->name),
                       "remove one");
        else
            faults.add(child.where, "too-many",
                       fmt::format("<site> has more than {} elements <{}>", rule->most, rule->rule->name),
                       "the rest counts as well");
    }
}

void read_parts(const Element& root, Reading& reading, const Scope& scope, Site& site) {
    for (const auto& child : root.children) {
        const auto path = child.rule->path;
        if (path == "provisioner")
            site.provisioner = read_provisioner(child, reading, scope);
        else if (path == "operator")
            site.operators.push_back(read_operator(child, reading, scope));
        else if (path == "network")
            site.networks.push_back(read_network(child, reading, scope));
        else if (path == "image")
            site.images.push_back(read_image(child, reading, scope));
        else if (path == "pool")
            site.pools.push_back(read_pool(child, reading, scope));
        else if (path == "template")
            site.templates.push_back(read_template(child, reading, scope));
        else if (path == "policy")
            site.policies.push_back(read_policy(child, reading, scope));
    }
}

void read_projects(const Element& root, Reading& reading, const Scope& scope, Site& site) {
    TemplateIndex templates;
    for (const auto& one : site.templates) templates.emplace(one.name, &one);
    for (const auto& child : root.children)
        if (child.rule->path == "project" && !reading.exhausted)
            site.projects.push_back(read_project(child, templates, reading, scope));
}

}  // namespace

ReadResult read_site(const std::string& path, const std::string& text, const ReadFile& read_file) {
    ReadResult result;
    Faults faults;
    Site& site = result.site;
    site.folder = folder_of(path);
    const auto tree = read_tree(path, text, read_file, faults);
    if (tree.usable) {
        Reading reading{faults};
        check_counts(tree.root, faults);
        Scope scope;
        const auto gathered = facts_of(tree.root);
        const FactReader facts(reading, scope, gathered);
        site.where = tree.root.where;
        site.name = facts.name("name");
        site.domain = facts.name("domain");
        read_variables(tree.root.children, reading, scope);
        scope.values["site.name"].text = site.name;
        scope.values["site.domain"].text = site.domain;
        read_parts(tree.root, reading, scope, site);
        auto nodes = read_nodes(tree.root.children, reading, scope);
        site.nodes = std::move(nodes.nodes);
        read_groups(tree.root.children, reading, scope, site);
        read_projects(tree.root, reading, scope, site);
        if (!reading.exhausted) check_meaning(site, nodes.faulty, faults);
    }
    result.problems = faults.take();
    return result;
}

}  // namespace site
