#include "model/node_range.hpp"

#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace site;

namespace {
using Names = std::vector<std::string>;
Site site_of(const std::string& more) { return read_alone(small_site(more)).site; }
const std::string racks =
    R"(<node name="a[1-3]"/><node name="b[01-02]"/><group name="odd" nodes="a1,a3"/><group name="most" nodes="@odd,b01"/>)";
}  // namespace

TEST_CASE("a range is unfolded", "[node_range]") {
    CHECK(unfold_range("node[001-003,7]x") == Names{"node001x", "node002x", "node003x", "node7x"});
    CHECK(unfold_range("node") == Names{"node"});
    CHECK_FALSE(unfold_range("node[3-1]"));
    CHECK_FALSE(unfold_range("node[1-100001]"));
}

TEST_CASE("a selection is in the order of the site", "[node_range]") {
    const auto site = site_of(racks);
    CHECK(select_nodes(site, "").nodes == Names{"a1", "a2", "a3", "b01", "b02"});
    CHECK(select_nodes(site, "b02,a1").nodes == Names{"a1", "b02"});
    CHECK(select_nodes(site, "a[1-3],!a2").nodes == Names{"a1", "a3"});
    CHECK(select_nodes(site, "!a[1-3]").nodes == Names{"b01", "b02"});
    CHECK(select_nodes(site, "!a2,a[2-3]").nodes == Names{"a3"});
    CHECK(select_nodes(site, "@most").nodes == Names{"a1", "a3", "b01"});
    CHECK(select_nodes(site, "!@most").nodes == Names{"a2", "b02"});
    CHECK(select_nodes(site, "a1, a1 , a2").nodes == Names{"a1", "a2"});
}

TEST_CASE("a selection says what is wrong with it", "[node_range]") {
    const auto site = site_of(racks);
    CHECK(select_nodes(site, "a4").fault == "node \"a4\" is not in the site file; did you mean \"a1\"?");
    CHECK(select_nodes(site, "@od").fault == "group \"od\" is not in the site file; did you mean \"odd\"?");
    CHECK(select_nodes(site, "a[1").fault == "\"a[1\" is not a range of nodes");
    CHECK(select_nodes(site, "a1,").fault == "\"\" is not a range of nodes");
    CHECK(select_nodes(site, "!").fault == "\"\" is not a range of nodes");
    CHECK(select_nodes(site, "a4").nodes.empty());
}

TEST_CASE("names are folded for people", "[node_range]") {
    CHECK(fold_names({}).empty());
    CHECK(fold_names({"node1"}) == "node1");
    CHECK(fold_names({"node1", "node2", "node3", "node9"}) == "node[1-3,9]");
    CHECK(fold_names({"node008", "node009", "node010"}) == "node[008-010]");
    CHECK(fold_names({"a9", "a10", "a11"}) == "a[9-11]");
    CHECK(fold_names({"b2", "a1", "b1"}) == "b[1-2],a1");
    CHECK(fold_names({"prov", "rack1-node1x", "rack1-node2x"}) == "prov,rack1-node[1-2]x");
}

TEST_CASE("folding and unfolding give the same names", "[node_range]") {
    for (const auto& names :
         {Names{"n1", "n2", "n10"}, Names{"n01", "n02", "n10"}, Names{"n098", "n099", "n100", "n101"},
          Names{"n0999", "n1000"}, Names{"n1", "n01", "n001"}, Names{"x"}, Names{"n9", "n09", "n10"}}) {
        auto unfolded = unfold_range(fold_names(names)).value_or(Names{});
        auto sorted = names;
        std::sort(sorted.begin(), sorted.end());
        std::sort(unfolded.begin(), unfolded.end());
        CHECK(unfolded == sorted);
    }
}
