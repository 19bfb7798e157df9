#include <catch2/catch.hpp>

#include "unit/siteinit/simulated_rack.hpp"

namespace site {
namespace {

struct Armed {
    FakePorts fakes;
    Ports ports = fakes.ports();
    BootService service{ports, "/state"};

    Armed() {
        fakes.files.write("/state/jobs/job1/boot.ipxe", "#!ipxe\nkernel x site.token=@TOKEN@\n", 0600);
        fakes.files.write("/state/jobs/job1/answers", "node='node1'\n", 0600);
        Installation installation;
        installation.node = "node1";
        installation.job = "job1";
        installation.mac = "52:54:00:77:00:11";
        installation.address = "10.77.0.11";
        arm_installation(fakes.store, installation);
    }
    HttpResponse get(const std::string& path) { return service.answer({"GET", path, "", "10.77.0.11"}); }
    std::string token() {
        const auto script = get("/boot/52-54-00-77-00-11").body;
        const auto at = script.find("site.token=");
        return at == std::string::npos ? "" : script.substr(at + 11, 64);
    }
    int report(Record record) { return service.answer({"POST", "/report", encode_record(record), "10.77.0.11"}).status; }
    InstallState state() { return find_installation(fakes.store, "node1")->state; }
};

}  // namespace

TEST_CASE("the token is given out once", "[boot_service]") {
    Armed armed;
    const auto token = armed.token();
    CHECK(is_sha256(token));
    CHECK(armed.token().empty());
    CHECK(armed.state() == InstallState::booting);
    CHECK(armed.get("/answers/" + token).status == 200);
    for (const auto& entry : armed.fakes.store.list("")) CHECK(entry.value.find(token) == std::string::npos);
}

TEST_CASE("a token ends after an hour, with its job, and when the node is armed again", "[boot_service]") {
    Armed armed;
    const auto token = armed.token();
    armed.fakes.clock.advance(std::chrono::minutes(61));
    CHECK(armed.get("/answers/" + token).status == 403);
    CHECK(armed.report({{"token", token}, {"stage", "image"}, {"state", "begin"}}) == 403);

    Armed again;
    const auto old = again.token();
    Installation installation = *find_installation(again.fakes.store, "node1");
    installation.job = "job2";
    arm_installation(again.fakes.store, installation);
    CHECK(again.get("/answers/" + old).status == 403);
}

TEST_CASE("nothing is served to guesses", "[boot_service]") {
    Armed armed;
    armed.token();
    for (const auto* path : {"/answers/", "/answers/../../keys/image.key", "/boot/", "/boot/../x", "/", "/report", "/boot/52-54-00-77-00-1",
                             "/answers/0000000000000000000000000000000000000000000000000000000000000000"})
        CHECK(armed.get(path).status >= 400);
    CHECK(armed.service.answer({"POST", "/boot/52-54-00-77-00-11", "", ""}).status == 404);
}

TEST_CASE("an unknown machine boots its disk and is remembered", "[boot_service]") {
    Armed armed;
    const auto answer = armed.get("/boot/52-54-00-99-00-01");
    CHECK(answer.status == 200);
    CHECK(answer.body.find("site.token") == std::string::npos);
    const auto unknown = list_unknown(armed.fakes.store);
    REQUIRE(unknown.size() == 1);
    CHECK(unknown[0].mac == "52:54:00:99:00:01");
}

TEST_CASE("malformed reports are refused and change nothing", "[boot_service]") {
    Armed armed;
    const auto token = armed.token();
    const auto before = armed.fakes.store.revision();
    CHECK(armed.report({{"stage", "image"}, {"state", "begin"}}) == 403);
    CHECK(armed.report({{"token", token}, {"stage", "nonsense"}, {"state", "begin"}}) == 400);
    CHECK(armed.report({{"token", token}, {"stage", "image"}, {"state", "nonsense"}}) == 400);
    CHECK(armed.report({{"token", token}, {"stage", "files"}, {"state", "done"}, {"host_key", "ssh-rsa AAAA\nevil"}}) == 400);
    CHECK(armed.report({{"token", token}, {"stage", "image"}, {"state", "fail"}, {"code", "Bad Code"}}) == 400);
    CHECK(armed.service.answer({"POST", "/report", "a=%zz", ""}).status == 400);
    CHECK(armed.fakes.store.revision() == before);
}

TEST_CASE("a report that is said twice is kept once", "[boot_service]") {
    Armed armed;
    const auto token = armed.token();
    Record record{{"token", token}, {"stage", "partition"}, {"state", "done"}, {"up", "12.50"}};
    CHECK(armed.report(record) == 204);
    record["up"] = "14.80";
    const auto events = list_events(armed.fakes.store, "node1", "job1").size();
    CHECK(armed.report(record) == 204);
    CHECK(list_events(armed.fakes.store, "node1", "job1").size() == events);
}

TEST_CASE("reports move the installation on and keep the host key", "[boot_service]") {
    Armed armed;
    const auto token = armed.token();
    CHECK(armed.report({{"token", token}, {"stage", "installer"}, {"state", "begin"}}) == 204);
    CHECK(armed.state() == InstallState::installing);
    CHECK(armed.report({{"token", token}, {"stage", "image"}, {"state", "progress"}, {"percent", "45"}, {"bytes", "1000"}}) == 204);
    CHECK(armed.report({{"token", token}, {"stage", "files"}, {"state", "done"}, {"host_key", host_key_of("node1") + " root@node1"}}) == 204);
    CHECK(armed.report({{"token", token}, {"stage", "reboot"}, {"state", "begin"}}) == 204);
    CHECK(armed.state() == InstallState::rebooting);
    CHECK(find_installation(armed.fakes.store, "node1")->host_key == host_key_of("node1"));
    CHECK(armed.report({{"token", token}, {"stage", "reboot"}, {"state", "fail"}, {"code", "x"}, {"text", "a\nb"}}) == 204);
    CHECK(find_installation(armed.fakes.store, "node1")->failure == "reboot: x: a b");
}

TEST_CASE("the DHCP and TFTP log becomes events, across restarts of the service", "[boot_service]") {
    Armed armed;
    const auto path = "/state/log/dnsmasq.log";
    const std::string first = "Nov 21 03:00:00 dnsmasq-dhcp[7]: 99 DHCPDISCOVER(prov0) 52:54:00:77:00:11\n"
                              "Nov 21 03:00:00 dnsmasq-dhcp[7]: 99 DHCPACK(prov0) 10.77.0.11 52:54:00:77:00:11 node1\n";
    armed.fakes.files.write(path, first + "Nov 21 03:00:01 dnsmasq-tftp[7]: sent /s/tftp/snpo", 0644);
    armed.service.follow_log();
    CHECK(list_events(armed.fakes.store, "node1", "job1").size() == 1);
    armed.fakes.files.write(path, first + "Nov 21 03:00:01 dnsmasq-tftp[7]: sent /s/tftp/snponly.efi to 10.77.0.11\n", 0644);
    BootService restarted{armed.ports, "/state"};
    restarted.follow_log();
    restarted.follow_log();
    const auto events = list_events(armed.fakes.store, "node1", "job1");
    REQUIRE(events.size() == 2);
    CHECK(events[0].stage == "dhcp");
    CHECK(events[0].state == EventState::done);
    CHECK(events[1].stage == "loader");
    CHECK(events[1].text == "snponly.efi");
}

}  // namespace site
