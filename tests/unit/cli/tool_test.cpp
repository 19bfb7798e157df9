#include "cli/tool.hpp"

#include <catch2/catch.hpp>

#include "unit/cli/sample_tool.hpp"

using namespace site;

namespace {

struct Ran {
    int exit;
    std::string out, err;
};

Ran run(const std::vector<std::string>& words) {
    sample::Screen screen;
    const int exit = run_tool(sample::tool(), words, screen.terminal);
    return {exit, screen.out.str(), screen.err.str()};
}

}  // namespace

TEST_CASE("options and arguments arrive by their names", "[tool]") {
    const auto ran = run({"apply", "site.xml", "--only", "dhcp", "--only=image", "--yes", "--json"});
    CHECK(ran.exit == 0);
    CHECK(ran.err.empty());
    CHECK(ran.out == "--fanout=<32>\n--json=<yes>\n--only=<dhcp><image>\n--yes=<yes>\nFILE=<site.xml>\n");
}

TEST_CASE("options of every command stand before or after it", "[tool]") {
    CHECK(run({"--site", "a.xml", "render", "b", "--out", "d"}).out ==
          run({"render", "b", "--out=d", "--site=a.xml"}).out);
    CHECK(run({"node", "--site", "a.xml", "power", "n1", "on"}).out == "--site=<a.xml>\nACTION=<on>\nNODE=<n1>\n");
}

TEST_CASE("values are taken as they are", "[tool]") {
    CHECK(run({"apply", "--network", "[a,b]", "--network", "lan,mac=1"}).out ==
          "--fanout=<32>\n--network=<[a,b]><lan,mac=1>\n");
    CHECK(run({"apply", "--network", "--yes"}).out == "--fanout=<32>\n--network=<--yes>\n");
    CHECK(run({"apply", "--network=a=b"}).out == "--fanout=<32>\n--network=<a=b>\n");
    CHECK(run({"node", "remove", "node[001-040]", "!node017", "@group", "-"}).out ==
          "NODE=<node[001-040]><!node017><@group><->\n");
    CHECK(run({"node", "remove", "--", "--odd"}).out == "NODE=<--odd>\n");
    CHECK(run({"node", "remove", "power", "apply"}).out == "NODE=<power><apply>\n");
}

TEST_CASE("a list with commas is taken apart where there are choices", "[tool]") {
    CHECK(run({"apply", "--only", "dhcp,install"}).out == "--fanout=<32>\n--only=<dhcp><install>\n");
    CHECK(run({"apply", "--only", "dhcp,instal"}).exit == 64);
}

TEST_CASE("a list of nodes leaves the last word to what comes after it", "[tool]") {
    CHECK(run({"node", "power", "n1", "n2", "off"}).out == "ACTION=<off>\nNODE=<n1><n2>\n");
}

TEST_CASE("words after -- are not looked at", "[tool]") {
    CHECK(run({"run", "--json", "--", "ls", "--help", "--", "-x"}).out ==
          "--json=<yes>\nCOMMAND=<ls><--help><--><-x>\n");
    const auto none = run({"run"});
    CHECK(none.exit == 64);
    CHECK(none.err == "sample: error: missing: -- COMMAND...\nsee 'sample run --help'\n");
}

TEST_CASE("wrong usage says what is wrong and exits with 64", "[tool]") {
    const auto fault = [](const std::vector<std::string>& words) {
        const auto ran = run(words);
        CHECK(ran.exit == 64);
        CHECK(ran.out.empty());
        return ran.err.substr(0, ran.err.find('\n'));
    };
    CHECK(fault({"aply"}) == "sample: error: there is no command \"aply\"; did you mean \"apply\"?");
    CHECK(fault({"node", "pwoer", "n"}) ==
          "sample: error: there is no command \"node pwoer\"; did you mean \"node power\"?");
    CHECK(fault({"node"}) == "sample: error: \"node\" wants one word more; one of node power, node remove");
    CHECK(fault({"--json"}) == "sample: error: no command given; one of apply, render, node, run, completion");
    CHECK(fault({"apply", "--ony", "dhcp"}) == "sample: error: there is no option \"--ony\"; did you mean \"--only\"?");
    CHECK(fault({"apply", "--only", "dchp"}) ==
          "sample: error: --only: \"dchp\" is not one of dhcp, image, install; did you mean \"dhcp\"?");
    CHECK(fault({"apply", "--fanout"}) == "sample: error: --fanout wants a value: --fanout N");
    CHECK(fault({"apply", "--fanout="}) == "sample: error: the value of --fanout is empty");
    CHECK(fault({"apply", "--fanout", "1", "--fanout", "2"}) == "sample: error: --fanout is given 2 times");
    CHECK(fault({"render", "--out", "d"}) == "sample: error: missing: FILE");
    CHECK(fault({"render", "f"}) == "sample: error: option --out DIR is missing");
    CHECK(fault({"render", "f", "g", "--out", "d"}) == "sample: error: \"g\" is one word too many");
    CHECK(fault({"render", "", "--out", "d"}) == "sample: error: FILE is empty");
    CHECK(fault({"node", "power", "n1"}) == "sample: error: missing: ACTION");
    CHECK(fault({"node", "power", "n1", "onn"}) ==
          "sample: error: ACTION: \"onn\" is not one of on, off, cycle; did you mean \"on\"?");
    CHECK(fault({"apply", "--yes=maybe"}) == "sample: error: --yes takes no value");
    CHECK(fault({"apply", "--odd=1"}) == "sample: error: there is no option \"--odd=1\"");
    CHECK(fault({"apply", "-5"}) == "sample: error: there is no option \"-5\"");
    CHECK(fault({"completion", "tcsh"}).rfind("sample: error: SHELL: \"tcsh\" is not one of bash, zsh, fish", 0) == 0);
}

TEST_CASE("wrong usage points to the help of the command", "[tool]") {
    CHECK(run({"node", "power", "n1"}).err == "sample: error: missing: ACTION\nsee 'sample node power --help'\n");
    CHECK(run({"aply"}).err.find("see 'sample --help'\n") != std::string::npos);
}

TEST_CASE("a command's own usage error says all itself", "[tool]") {
    const auto ran = run({"fail", "usage"});
    CHECK(ran.exit == 64);
    CHECK(ran.err == "sample: error: say --yes\n");
}

TEST_CASE("what a command throws becomes text and exit code", "[tool]") {
    const auto error = run({"fail", "error"});
    CHECK(error.exit == 65);
    CHECK(error.err == "sample: error: site.xml:1:2: no pool\nsample: error: site.xml:3:4: no image\n    details\n");
    CHECK(run({"fail", "bug"}).exit == 70);
    CHECK(run({"fail", "bug"}).err == "sample: error: impossible; this is a bug\n");
    CHECK(run({"fail", "other"}).exit == 70);
    CHECK(run({"fail", "no"}).exit == 3);
}

TEST_CASE("help and version work on every level", "[tool]") {
    CHECK(run({"--version"}).out.rfind("sample (sitekit) ", 0) == 0);
    CHECK(run({"apply", "--version"}).exit == 0);
    CHECK(run({"--help"}).out == format_help(sample::tool(), "", 80));
    CHECK(run({"node", "--help"}).out == format_help(sample::tool(), "node", 80));
    CHECK(run({"node", "power", "--help"}).out == format_help(sample::tool(), "node power", 80));
    CHECK(run({"render", "-h"}).exit == 0);
    const auto nothing = run({});
    CHECK(nothing.exit == 64);
    CHECK(nothing.out.empty());
    CHECK(nothing.err == format_help(sample::tool(), "", 80));
    CHECK(run({"aply", "--help"}).exit == 64);
}

TEST_CASE("a closed standard output is an error", "[tool]") {
    sample::Screen screen;
    screen.out.setstate(std::ios::badbit);
    CHECK(run_tool(sample::tool(), {"apply"}, screen.terminal) == 73);
}

TEST_CASE("arguments have what was given or a default that is not empty", "[tool]") {
    const Arguments arguments{{{"--a", {"x", "y"}}, {"--b", {""}}, {"--c", {}}}};
    CHECK(arguments.first("--a") == "x");
    CHECK(arguments.has("--a"));
    CHECK_FALSE(arguments.has("--b"));
    CHECK_FALSE(arguments.has("--c"));
    CHECK_FALSE(arguments.has("--d"));
    CHECK(arguments.first("--d").empty());
    CHECK(arguments.all("--d").empty());
}
