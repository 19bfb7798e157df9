// From the wish and what was seen to the steps between them. Pure: no port is touched here.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/command.hpp"
#include "model/site.hpp"
#include "plan/observed.hpp"
#include "plan/plan.hpp"
#include "pxe/server_paths.hpp"
#include "state/installation.hpp"

namespace site {

/// An image as it is wished: what decides its content, and how it is built.
struct ImageWish {
    std::string name;
    std::string recipe_digest;
    std::vector<FileContent> hooks, stage;   ///< relative paths
    Command build;
};

/// What is known besides the site file, from the state folder. No clock is read while planning: `now_ms` is given.
struct PlanContext {
    ServerPaths paths;
    std::string program;                     ///< path of siteinit itself
    std::string program_digest;              ///< another one restarts the boot service
    std::string site_key;                    ///< public, one line; "@SITE_KEY@" while there is none
    bool site_key_there = false;
    std::vector<ImageWish> images;           ///< of all images that nodes use
    std::vector<FileContent> shared_files;   ///< those that every node has, absolute paths
    std::map<std::string, Installation> installations;
    std::map<std::string, std::vector<StageEvent>> events;   ///< of each node's present job
    std::map<std::string, std::string> service_digests;      ///< configuration with which a service was started
    std::int64_t now_ms = 0;
    std::set<std::string> nodes;             ///< in scope; the servers always are
    std::set<std::string> parts;             ///< dhcp image install; empty: all
    std::set<std::string> reinstall;         ///< nodes to install whatever they are
};

Queries site_queries(const Site& site, const PlanContext& context);
Plan plan_site(const Site& site, const PlanContext& context, const Observed& observed);

// Its parts, each adding to one builder.
void plan_servers(const Site& site, const PlanContext& context, const Observed& observed, PlanBuilder& plan);
void plan_images(const PlanContext& context, const Observed& observed, PlanBuilder& plan);
void plan_nodes(const Site& site, const PlanContext& context, const Observed& observed, PlanBuilder& plan);

/// The milestones at which the parts meet.
inline constexpr const char* servers_ready = "servers";
inline std::string image_ready(const std::string& image) { return "image/" + image; }

PowerTarget power_target(const Node& node);
SshTarget ssh_target(const Site& site, const PlanContext& context, const Node& node);
std::vector<FileContent> shared_node_files(const Site& site, const std::string& site_key);
/// Everything that a node holds besides its image: its own files and context.shared_files, absolute paths, sorted.
std::vector<FileContent> node_files(const Site& site, const PlanContext& context, const Node& node);

}  // namespace site
