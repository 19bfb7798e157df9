#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "unit/cli/sample_tool.hpp"

using namespace site;

namespace {

/// What a shell command prints on both its outputs.
std::string output_of(const std::string& command) {
    std::string text;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    char buffer[4096];
    for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    pclose(pipe);
    return text;
}

}  // namespace

TEST_CASE("the man page has its sections in order", "[man]") {
    const auto page = format_man_page(sample::tool());
    std::size_t at = 0;
    for (const std::string section : {"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "COMMANDS", "OPTIONS", "FILES",
                                      "ENVIRONMENT", "\"EXIT STATUS\"", "\"SEE ALSO\""}) {
        const auto found = page.find("\n.SH " + section + '\n', at);
        INFO(section);
        REQUIRE(found != std::string::npos);
        at = found;
    }
    CHECK(page.find(".SS node power\n") != std::string::npos);
    CHECK(page.find(".SS fail\n") == std::string::npos);
    CHECK(page.find("\\&  .literal \\(aqtext\\(aq\n") != std::string::npos);
    CHECK(page.find(".TP\n\\fB\\-\\-out\\fR \\fIDIR\\fR\nwhere to (required)\n") != std::string::npos);
    CHECK(page.find(".BR siteguard (1) ,\n.BR siteinit (1) ,\n") != std::string::npos);
}

TEST_CASE("groff renders the man page without a warning", "[man]") {
    if (std::system("command -v groff >/dev/null 2>&1") != 0) {
        WARN("groff is not installed");
        return;
    }
    const std::string path = std::string(SITE_BINARY_DIR) + "/tests/sample.1";
    std::ofstream(path) << format_man_page(sample::tool());
    CHECK(output_of("groff -man -ww -Tutf8 '" + path + "' 2>&1 >/dev/null").empty());
    const auto text = output_of("groff -man -Tascii -P-cbou '" + path + "'");
    CHECK(text.find("sample - shows what a table can say") != std::string::npos);
    CHECK(text.find("  .literal 'text'") != std::string::npos);
    CHECK(text.find("--only PART") != std::string::npos);
}

TEST_CASE("every shell accepts its completion script", "[completion]") {
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        if (std::system(("command -v " + shell + " >/dev/null 2>&1").c_str()) != 0) continue;
        const auto path = std::string(SITE_BINARY_DIR) + "/tests/sample-completion." + shell;
        std::ofstream(path) << format_completion(sample::tool(), shell);
        INFO(shell);
        CHECK(output_of(shell + " -n '" + path + "'").empty());
    }
    CHECK_THROWS_AS(format_completion(sample::tool(), "tcsh"), Error);
}

TEST_CASE("bash completes commands, options, choices and files", "[completion]") {
    const auto path = std::string(SITE_BINARY_DIR) + "/tests/sample-completion.bash";
    std::ofstream(path) << format_completion(sample::tool(), "bash");
    const auto complete = [&](const std::string& words, int at) {
        return output_of("bash -c 'compopt() { :; }; source \"" + path + "\"; COMP_WORDS=(sample " + words +
                         "); COMP_CWORD=" + std::to_string(at) + "; _sample; printf \"%s \" \"${COMPREPLY[@]}\"'");
    };
    CHECK(complete("\"\"", 1) == "apply render node run completion ");
    CHECK(complete("no", 1) == "node ");
    CHECK(complete("node \"\"", 2) == "power remove ");
    CHECK(complete("--site x node p", 4) == "power ");
    CHECK(complete("node power o", 3) == "on off ");
    CHECK(complete("apply --o", 2) == "--only ");
    CHECK(complete("apply --only \"\"", 3) == "dhcp image install ");
    CHECK(complete("apply --only = im", 4) == "image ");
    CHECK(complete("apply --fanout \"\"", 3) == " ");
    CHECK(complete("completion \"\"", 2) == "bash zsh fish ");
    CHECK(complete("run -- \"\"", 3) == " ");
    CHECK(complete("render /etc/passw", 2).find("/etc/passwd ") != std::string::npos);
    CHECK(complete("render --out /et", 3) == "/etc ");
}
