#include "pxe/server_log.hpp"

#include <catch2/catch.hpp>

namespace site {
using Kind = ServerLogEvent::Kind;

TEST_CASE("an address that was given out", "[server_log]") {
    const auto event = parse_dnsmasq_line("Nov 21 03:00:00 dnsmasq-dhcp[7]: 3301 DHCPACK(prov0) 10.77.0.11 52:54:00:77:00:11 node1");
    REQUIRE(event);
    CHECK(event->kind == Kind::address_given);
    CHECK(event->mac == "52:54:00:77:00:11");
    CHECK(event->address == "10.77.0.11");
}

TEST_CASE("an address that was refused", "[server_log]") {
    const auto event = parse_dnsmasq_line("Nov 21 03:00:00 dnsmasq-dhcp[7]: 1 DHCPDISCOVER(prov0) 52:54:00:77:00:99 no address available");
    REQUIRE(event);
    CHECK(event->kind == Kind::address_refused);
    CHECK(event->mac == "52:54:00:77:00:99");
}

TEST_CASE("a loader that was sent, and one that was not", "[server_log]") {
    const auto sent = parse_dnsmasq_line("Nov 21 03:00:00 dnsmasq-tftp[7]: sent /var/lib/sitekit/demo/tftp/snponly.efi to 10.77.0.12");
    REQUIRE(sent);
    CHECK(sent->kind == Kind::file_sent);
    CHECK(sent->file == "snponly.efi");
    CHECK(sent->address == "10.77.0.12");
    const auto broken = parse_dnsmasq_line("Nov 21 03:00:00 dnsmasq-tftp[7]: failed sending /t/snponly.efi to 10.77.0.12");
    REQUIRE(broken);
    CHECK(broken->kind == Kind::file_failed);
    const auto missing = parse_dnsmasq_line("Nov 21 03:00:00 dnsmasq-tftp[7]: file /t/nothing.efi not found for 10.77.0.12");
    REQUIRE(missing);
    CHECK(missing->kind == Kind::file_failed);
}

TEST_CASE("everything else is passed over", "[server_log]") {
    for (const auto* line : {"", "x", "Nov 21 03:00:00 dnsmasq-dhcp[7]: 3301 DHCPREQUEST(prov0) 10.77.0.11 52:54:00:77:00:11",
                             "Nov 21 03:00:00 dnsmasq-dhcp[7]: 3301 next server: 10.77.0.1", "Nov 21 03:00:00 dnsmasq-tftp[7]: sent", "dnsmasq-dhcp[7]: DHCPACK("})
        CHECK_FALSE(parse_dnsmasq_line(line));
}

}  // namespace site
