#include "render/escape.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "core/error.hpp"
#include "unit/render/acceptance.hpp"

using namespace site;
using namespace site::test;

namespace {

std::optional<std::string> tried(Escape escape, const std::string& value) {
    try {
        return escape(value);
    } catch (const Error& error) {
        CHECK(error.exit() == Exit::faulty_site);
        return std::nullopt;
    }
}

bool has_control(const std::string& text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
    return false;
}

/// The text that backslashes stand before, or absent when one of `special` stands alone.
std::optional<std::string> without_backslashes(const std::string& text, std::string_view special) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            if (++i == text.size()) return std::nullopt;
        } else if (special.find(text[i]) != std::string_view::npos) {
            return std::nullopt;
        }
        plain += text[i];
    }
    return plain;
}

}  // namespace

TEST_CASE("each format's quoting, by example", "[escape]") {
    CHECK(escape_line("ssh-ed25519 AAAA ada@desk") == "ssh-ed25519 AAAA ada@desk");
    CHECK(escape_word("10.77.0.11/24") == "10.77.0.11/24");
    CHECK(escape_sh("it's") == "'it'\\''s'");
    CHECK(escape_sh("") == "''");
    CHECK(escape_dnsmasq("/var/lib/site") == "/var/lib/site");
    CHECK(escape_json("a\"b\\c") == "a\\\"b\\\\c");
    CHECK(escape_nginx("a\"b\\c") == "a\\\"b\\\\c");
    CHECK(escape_grub("console=hvc0 a=$b;c") == "'console=hvc0 a=\\$b\\;c'");
    CHECK(escape_ipxe("console=ttyS0,115200 quiet") == "console=ttyS0,115200 quiet");
}

TEST_CASE("what a format cannot quote is refused", "[escape]") {
    for (const auto* value : {"", "a b", "a,b", "a#b", "a\"b", "a\\b", "$a", "a\nb"})
        CHECK_THROWS_AS(escape_word(value), Error);
    CHECK_THROWS_AS(escape_dnsmasq("a=b"), Error);
    CHECK_THROWS_AS(escape_nginx("$host"), Error);
    CHECK_THROWS_AS(escape_grub("a='b c'"), Error);
    for (const auto* value : {"${x}", "a || b", "&&", "a ; b", "a\nb"}) CHECK_THROWS_AS(escape_ipxe(value), Error);
    CHECK(escape_ipxe("a||b &&c;") == "a||b &&c;");
}

TEST_CASE("no string leaves its place", "[escape]") {
    for (const auto& value : nasty_strings(10000)) {
        for (const Escape escape : {escape_line, escape_word, escape_sh, escape_dnsmasq, escape_json, escape_nginx,
                                    escape_grub, escape_ipxe}) {
            const auto escaped = tried(escape, value);
            if (has_control(value)) REQUIRE_FALSE(escaped);
            if (escaped) REQUIRE_FALSE(has_control(*escaped));
        }
        if (const auto word = tried(escape_dnsmasq, value))
            REQUIRE(word->find_first_of(" ,#\"\\'=$") == std::string::npos);
        if (const auto json = tried(escape_json, value)) REQUIRE(without_backslashes(*json, "\"") == value);
        if (const auto nginx = tried(escape_nginx, value)) REQUIRE(without_backslashes(*nginx, "\"$") == value);
        if (const auto ipxe = tried(escape_ipxe, value)) REQUIRE(ipxe->find("${") == std::string::npos);
        if (const auto grub = tried(escape_grub, value)) {
            REQUIRE((grub->front() == '\'' && grub->back() == '\''));
            REQUIRE(without_backslashes(grub->substr(1, grub->size() - 2), "'\"$;|&<>{}()#*?[]!`~") == value);
        }
    }
}

TEST_CASE("sh reads back every string", "[escape]") {
    if (!has_program("sh")) return;
    std::string script, expected;
    for (const auto& value : nasty_strings(10000))
        if (const auto quoted = tried(escape_sh, value)) {
            script += "printf '%s\\n' " + *quoted + "\n";
            expected += value + "\n";
        }
    TemporaryFolder folder;
    const auto ran = run({"sh", folder.write("script", script)});
    CHECK(ran.status == 0);
    CHECK((ran.output == expected));
}

TEST_CASE("GRUB takes every kernel argument as one word list", "[escape]") {
    if (!has_program("grub-script-check") || !has_program("sh")) return;
    std::string assignments;
    for (const auto& value : nasty_strings(3000))
        if (const auto quoted = tried(escape_grub, value))
            assignments += "v=" + *quoted + "\nprintf 'multiboot2 /xen %s end\\n' \"$v\"\n";
    TemporaryFolder folder;
    const auto config = run({"sh", folder.write("defaults", assignments)});
    REQUIRE(config.status == 0);
    const auto checked = run({"grub-script-check", folder.write("grub.cfg", config.output)});
    CHECK(checked.output == "");
    CHECK(checked.status == 0);
}
