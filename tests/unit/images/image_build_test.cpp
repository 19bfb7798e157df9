#include "images/image_build.hpp"

#include <catch2/catch.hpp>

#include "model/read_recipe.hpp"
#include "unit/render/acceptance.hpp"

using namespace site;
using Catch::Matchers::Contains;

namespace {

const std::string small_recipe =
    "<recipe name=\"small\" suite=\"bookworm\" xen=\"4.17\" epoch=\"1767225600\" dom0-memory=\"512\" "
    "dom0-vcpus=\"1\">\n"
    "  <package name=\"xen-system-amd64\"/>\n"
    "  <package name=\"openssh-server\"/>\n"
    "  <exclude path=\"/usr/share/doc/*/[!c]*\"/>\n"
    "  <mask unit=\"apt-daily.timer\"/>\n"
    "  <initramfs module=\"ext4\"/>\n"
    "  <file path=\"/etc/motd\" mode=\"0600\">welcome &lt;you&gt;\n</file>\n"
    "</recipe>\n";

Recipe read(const std::string& text) {
    const auto result = read_recipe("r.xml", text);
    for (const auto& problem : result.problems) UNSCOPED_INFO(format_problem(problem));
    REQUIRE(result.problems.empty());
    return result.recipe;
}

std::string faults(const std::string& text) {
    std::string all;
    for (const auto& problem : read_recipe("r.xml", text).problems) all += format_problem(problem) + "\n";
    return all;
}

std::string with(const std::string& from, const std::string& to) {
    auto text = small_recipe;
    return text.replace(text.find(from), from.size(), to);
}

const ImageBuildPaths paths{"/w/hooks", "/w/stage", "/w/out"};

}  // namespace

TEST_CASE("a recipe is read whole", "[read_recipe]") {
    const auto recipe = read(small_recipe);
    CHECK(recipe.name == "small");
    CHECK(recipe.suite == "bookworm");
    CHECK(recipe.xen == "4.17");
    CHECK(recipe.epoch == 1767225600);
    CHECK(recipe.dom0_memory == mebibytes(512));
    CHECK(recipe.packages == std::vector<std::string>{"xen-system-amd64", "openssh-server"});
    REQUIRE(recipe.files.size() == 1);
    CHECK(recipe.files[0].content == "welcome <you>\n");
    CHECK(recipe.files[0].mode == 0600);
}

TEST_CASE("the recipes that come with the tools have no fault", "[read_recipe]") {
    for (const auto& name : built_in_recipes()) {
        const auto recipe = read(built_in_recipe(name));
        CHECK(recipe.name == name);
        CHECK(recipe.packages.size() > 10);
    }
    CHECK(built_in_recipe("../files.cmake").empty());
}

TEST_CASE("every fault of a recipe is shown with its place", "[read_recipe]") {
    CHECK_THAT(
        faults(with("<package name=\"openssh-server\"/>", "<pakage name=\"a\"/>")),
        Contains("r.xml:3:3: <pakage> does not belong into <recipe>; did you mean \"package\"? [unknown-element]"));
    CHECK_THAT(faults(with("name=\"xen-system-amd64\"", "nam=\"x\"")),
               Contains("[unknown-attribute]") && Contains("<package> needs name [missing-attribute]"));
    CHECK_THAT(faults(with("openssh-server", "a b")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("openssh-server", "xen-system-amd64")), Contains("[duplicate-element]"));
    CHECK_THAT(faults(with("/etc/motd", "/etc/../motd")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("0600", "rw")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("suite=\"bookworm\"", "suite=\"--help\"")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("/usr/share/doc/*/[!c]*", "/a b;")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("apt-daily.timer", "../x.timer")), Contains("[bad-value]"));
    CHECK_THAT(faults(with("  <mask", "stray <mask")), Contains("[stray-text]"));
    CHECK_THAT(faults(small_recipe + small_recipe), Contains("[many-roots]"));
    CHECK_THAT(faults("<!DOCTYPE a [<!ENTITY b \"c\">]>" + small_recipe), Contains("[doctype]"));
    CHECK_THAT(faults("<site/>"), Contains("[not-a-recipe]"));
    CHECK_THAT(faults(""), Contains("["));
    CHECK_THAT(faults("<recipe"), Contains("[not-xml]"));
    CHECK_THAT(faults(std::string("\x01")), Contains("[control-character]"));
    CHECK_THAT(faults(std::string(5 << 20, ' ')), Contains("[too-big]"));
}

TEST_CASE("no text crashes the reader of recipes", "[read_recipe]") {
    for (const auto& text : test::nasty_strings(10000)) {
        read_recipe("r.xml", text);
        read_recipe("r.xml", with("openssh-server", text));
        read_recipe("r.xml", with("welcome", text));
    }
    std::string deep;
    for (int i = 0; i < 200000; ++i) deep += "<a>";
    CHECK_FALSE(read_recipe("r.xml", deep).problems.empty());
}

TEST_CASE("the build is one call without a shell", "[image_build]") {
    Image image;
    image.packages = {"htop", "openssh-server"};
    const auto command = image_build_command(read(small_recipe), image, paths);
    CHECK(command.argv ==
          std::vector<std::string>{"mmdebstrap", "--mode=root", "--variant=minbase", "--format=tar",
                                   "--aptopt=APT::Install-Recommends \"false\"", "--aptopt=Acquire::Languages \"none\"",
                                   "--dpkgopt=force-confold", "--dpkgopt=path-exclude=/usr/share/doc/*/[!c]*",
                                   "--include=xen-system-amd64,openssh-server,htop",
                                   "--essential-hook=/w/hooks/dom0/essential-hook",
                                   "--customize-hook=/w/hooks/dom0/customize-hook", "bookworm", "/w/out/rootfs.tar"});
    CHECK(command.environment == std::vector<std::string>{"SOURCE_DATE_EPOCH=1767225600", "SITEKIT_STAGE=/w/stage",
                                                          "SITEKIT_OUT=/w/out", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                                          "LC_ALL=C.UTF-8", "TZ=UTC"});
}

TEST_CASE("the stage holds the recipe's files under those of the image", "[image_build]") {
    Image image;
    image.modules = {"ixgbe", "ext4"};
    const auto stage =
        render_build_stage(read(small_recipe), image, {{"etc/motd", 0644, "mine\n"}, {"a", 0755, "x"}}, "KEY\n");
    std::string shown;
    for (const auto& file : stage) shown += file.path + "=" + file.content;
    CHECK(shown ==
          "files/a=xfiles/etc/motd=mine\nimage.pub=KEY\ninitramfs-modules=ext4\nixgbe\nmasks=apt-daily.timer\n");
}

TEST_CASE("all hooks of the image come with the tools", "[image_build]") {
    for (const auto& file : render_build_hooks()) {
        std::ifstream source(std::string(SITE_SOURCE_DIR) + "/images/" + file.path);
        CHECK((file.content == std::string{std::istreambuf_iterator<char>(source), {}}));
        CHECK(file.content.starts_with("#!/bin/"));
        CHECK(file.mode == 0755);
    }
}

TEST_CASE("whatever changes an image changes its recipe text, and paths do not", "[image_build]") {
    const auto recipe = read(small_recipe);
    Image image;
    const auto text = recipe_text(recipe, image, {}, "KEY");
    CHECK(text == recipe_text(recipe, image, {}, "KEY"));
    CHECK(text != recipe_text(recipe, image, {}, "OTHER"));
    CHECK(text != recipe_text(recipe, image, {{"a", 0644, "x"}}, "KEY"));
    CHECK(recipe_text(recipe, image, {{"a", 0644, "x"}}, "KEY") !=
          recipe_text(recipe, image, {{"a", 0755, "x"}}, "KEY"));
    image.packages = {"htop"};
    CHECK(text != recipe_text(recipe, image, {}, "KEY"));
    image.packages.clear();
    image.xen_arguments = "loglvl=all";  // in the node's files, not in the image
    CHECK(text == recipe_text(recipe, image, {}, "KEY"));
}
