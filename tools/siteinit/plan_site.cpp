#include "siteinit/plan_site.hpp"

#include <algorithm>

#include "core/sha256.hpp"
#include "siteinit/server_files.hpp"

namespace site {

Queries site_queries(const Site& site, const PlanContext& context) {
    Queries queries;
    for (const auto& folder : server_folders(context.paths)) queries.files.push_back({folder.path, FileQuery::Of::folder});
    for (const auto& file : server_files(site, context.paths)) queries.files.push_back({file.path, FileQuery::Of::content});
    queries.files.push_back({ipv6_table, FileQuery::Of::content});
    for (const auto& copy : loader_files(context.paths)) {
        queries.files.push_back({copy.from});
        queries.files.push_back({copy.to});
    }
    for (const auto& image : context.images) queries.files.push_back({context.paths.images() + "/" + image.name + "/manifest", FileQuery::Of::content});
    for (const auto& name : service_names(site)) queries.services.push_back({name, service_pid_file(context.paths, name)});
    for (const auto& node : site.nodes) {
        const auto known = context.installations.find(node.name);
        if (context.nodes.count(node.name) == 0 || known == context.installations.end() || context.reinstall.count(node.name) > 0) continue;
        const auto state = known->second.state;
        NodeQuery query;
        query.ssh = ssh_target(site, context, node);
        query.power = power_target(node);
        query.ask_ssh = state == InstallState::installed;
        query.ask_power = node.bmc.kind != BmcKind::manual && state != InstallState::failed;
        if (query.ask_ssh)
            for (const auto& file : node_files(site, context, node)) query.digests[file.path] = sha256(file.content);
        queries.nodes.push_back(std::move(query));
    }
    return queries;
}

Plan plan_site(const Site& site, const PlanContext& context, const Observed& observed) {
    PlanBuilder builder;
    plan_servers(site, context, observed, builder);
    plan_images(context, observed, builder);
    plan_nodes(site, context, observed, builder);
    auto plan = std::move(builder).finish();
    // Milestones tie parts together; alone they are nothing to do.
    const bool only_milestones = std::all_of(plan.steps.begin(), plan.steps.end(), [](const Step& step) { return std::holds_alternative<Milestone>(step.effect); });
    if (only_milestones) plan.steps.clear();
    return plan;
}

}  // namespace site
