#include "sitelab/bmc.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("a controller listens at its address and calls back for its chassis", "[bmc]") {
    const LabBmc bmc{"10.77.0.111", 623, "admin", "/etc/demo/bmc.password"};
    CHECK(lan_conf(bmc, "node1", "secret", "/lab/node1/chassis") ==
          "name \"node1\"\nset_working_mc 0x20\n  startlan 1\n    addr 10.77.0.111 623\n    priv_limit admin\n"
          "    allowed_auths_callback none md2 md5 straight\n    allowed_auths_user none md2 md5 straight\n"
          "    allowed_auths_operator none md2 md5 straight\n    allowed_auths_admin none md2 md5 straight\n"
          "    guid ca12f31b8cbf5f29e268ea64c20a37f3\n  endlan\n  chassis_control \"/lab/node1/chassis\"\n"
          "  startnow false\n  user 1 false \"\" \"x\" user 10 none md2 md5 straight\n"
          "  user 2 true \"admin\" \"secret\" admin 10 none md2 md5 straight\n");
}

TEST_CASE("the chassis script quotes what it passes on", "[bmc]") {
    CHECK(chassis_script("/opt/my tools/sitelab", "/lab", "node1") ==
          "#!/bin/sh\nexec '/opt/my tools/sitelab' chassis /lab node1 \"$@\"\n");
}

TEST_CASE("passwords that a controller cannot have are refused", "[bmc]") {
    CHECK(parse_password("secret\n") == "secret");
    CHECK(parse_password("secret") == "secret");
    CHECK(parse_password("12345678901234567890\n") == "12345678901234567890");
    CHECK_FALSE(parse_password(""));
    CHECK_FALSE(parse_password("\nsecret"));
    CHECK_FALSE(parse_password("123456789012345678901"));
    CHECK_FALSE(parse_password("say\"so"));
    CHECK_FALSE(parse_password("two words"));
    CHECK_FALSE(parse_password("back\\slash"));
}
