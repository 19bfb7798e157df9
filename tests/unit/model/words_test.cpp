#include "model/words.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("arguments cannot leave a command line", "[words]") {
    CHECK(is_arguments("console=ttyS0,115200 quiet dom0_mem=512M,max:512M"));
    CHECK(is_arguments(""));
    for (const char c : std::string("\"'\\;&|<>$`\n\r\t\x7f\x80")) CHECK_FALSE(is_arguments(std::string("a") + c));
    CHECK_FALSE(is_arguments(std::string(1025, 'a')));
    CHECK_FALSE(is_arguments(std::string("a\0b", 3)));
}

TEST_CASE("a key is one line that sshd reads", "[words]") {
    const std::string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEz0gTqFu9ZVSTk2hPl0nTcVYAtaqJ0nLxJkW3pZ4y8n";
    CHECK(is_key_line(key));
    CHECK(is_key_line(key + " ada@desk"));
    for (const auto& text : {key + "\nssh-rsa AAAA", "command=\"x\" " + key, key + " a'b", std::string("ssh-ed25519"),
                             std::string("ssh-ed25519 "), std::string("ssh-foo AAAAAAAAAAAAAAAA"),
                             std::string("ssh-rsa AAAA!AAAAAAAAAAA")})
        CHECK_FALSE(is_key_line(text));
}

TEST_CASE("times, numbers, fractions and modes are read exactly", "[words]") {
    CHECK(parse_time("90s")->count() == 90);
    CHECK(parse_time("90")->count() == 90);
    CHECK(parse_time("30m")->count() == 1800);
    CHECK(parse_time("2d")->count() == 172800);
    for (const std::string text : {"", "s", "1x", "-1s", "1.5h", "999999999999d", "11000d"})
        CHECK_FALSE(parse_time(text));
    CHECK(parse_number("007") == 7U);
    for (const std::string text : {"", "+1", "1 ", "0x1", "1234567890123456789"}) CHECK_FALSE(parse_number(text));
    CHECK(*parse_fraction("0.75") == Approx(0.75));
    CHECK(*parse_fraction("1") == Approx(1));
    for (const std::string text : {"", ".5", "1.", "1e3", "-1", "0.1234567890123", "1001", "nan"})
        CHECK_FALSE(parse_fraction(text));
    CHECK(parse_mode("0644") == 0644);
    for (const std::string text : {"", "64", "0999", "06440", "rw"}) CHECK_FALSE(parse_mode(text));
    CHECK(parse_boolean("yes") == true);
    CHECK_FALSE(parse_boolean("true"));
}

TEST_CASE("files, packages, agents and users cannot lead elsewhere", "[words]") {
    CHECK(is_file("motd"));
    CHECK(is_file("/etc/motd"));
    for (const std::string text : {"", "/", "../a", "a/../b", "-x", "a b", "a\nb"}) CHECK_FALSE(is_file(text));
    CHECK_FALSE(is_file_below("/etc/motd"));
    CHECK(is_package("libc++-14-dev"));
    for (const std::string text : {"", "a", "-rf", "A", "a=1", "a/b"}) CHECK_FALSE(is_package(text));
    CHECK(is_agent("fence_apc_snmp"));
    for (const std::string text : {"fence_", "apc", "fence_../x", "/fence_x"}) CHECK_FALSE(is_agent(text));
    CHECK(is_volume_group("vg_xen2"));
    for (const std::string text : {"", ".", "..", "-vg", "v g"}) CHECK_FALSE(is_volume_group(text));
    CHECK_FALSE(is_user("-oProxyCommand"));
    CHECK_FALSE(is_host("10.0.0.300"));
    CHECK(is_host("ntp.example"));
}

TEST_CASE("every attribute of the vocabulary refuses what breaks out of a line", "[words]") {
    for (const auto& element : vocabulary())
        for (const auto& rule : element.attributes) {
            if (rule.kind == Kind::reference || rule.kind == Kind::range) continue;
            INFO(element.path << " " << rule.name);
            const bool list = rule.kind == Kind::hosts || rule.kind == Kind::modules || rule.kind == Kind::interfaces ||
                              rule.kind == Kind::labels;
            CHECK(check_value(rule, "a\x1b[2J"));
            for (const std::string text : {"a\nb", "a\rb"}) CHECK((list || check_value(rule, text)));
            if (rule.kind == Kind::text || rule.kind == Kind::key) continue;
            for (const std::string text : {"a\"b", "$(x)", "a`b`", "a;b", "a'b"}) CHECK(check_value(rule, text));
        }
}
