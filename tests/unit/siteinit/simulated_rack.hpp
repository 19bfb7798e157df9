// Machines that behave as real ones do towards siteinit: they obey their controllers, boot through the real boot service, report, and answer ssh.
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/record.hpp"
#include "core/sha256.hpp"
#include "fakes/fake_ports.hpp"
#include "model/read_site.hpp"
#include "siteinit/boot_service.hpp"
#include "siteinit/plan_site.hpp"

namespace site {

inline constexpr const char* rack_site = R"(<site name="demo" domain="demo.example">
  <provisioner host="prov" network="lan" address="10.77.0.1" interface="prov0"/>
  <network name="lan" cidr="10.77.0.0/24" roles="provisioning management guests" bridge="xenbr0" gateway="10.77.0.1"/>
  <image name="dom0" recipe="debian12-xen" dom0-memory="512M" dom0-vcpus="1"/>
  <class name="xen" image="dom0" roles="dom0" memory="1G">
    <bmc kind="ipmi" user="admin" password-file="/etc/sitekit/bmc.password"/>
  </class>
  <node name="node[1-3]" class="xen">
    <nic name="eth0" network="lan" mac="52:54:00:77:00:11+" address="10.77.0.11+"/>
    <bmc address="10.77.0.111+"/>
    <disk serial="DEMO000[1-3]" size="4G"/>
  </node>
</site>)";

inline std::string host_key_of(const std::string& node) { return "ssh-ed25519 " + std::string(67, 'A') + node.back(); }

class SimulatedRack : public Power, public Ssh {
  public:
    struct Machine {
        std::string mac, disk_serial;
        bool on = false;
        bool dom0 = false;                        ///< an installed system is on its disk
        int installations = 0;
        std::string fails_at, fails_with;         ///< the next installation reports this failure
        std::string dies_at;                      ///< the next installation loses power there
        std::map<std::string, std::string> files; ///< of the installed system
        std::string host_key;
    };

    /// mmdebstrap, zstd and ssh-keygen leave files as the real ones do.
    class Programs : public FakeProcess {
      public:
        explicit Programs(FakeFiles& files) : files_(files) { answer_everything(succeeded()); }
        CommandResult run(const Command& command) override {
            const auto& argv = command.argv;
            const auto& last = argv.back();
            if (argv.front() == "mmdebstrap") {
                ++builds;
                const auto out = last.substr(0, last.rfind('/'));
                for (const auto* name : {"vmlinuz", "installer.img", "rootfs.tar"}) files_.write(out + "/" + name, std::string("the ") + name, 0644);
                files_.write(out + "/packages", "xen-hypervisor-4.17-amd64 4.17.7\n", 0644);
            } else if (argv.front() == "zstd") {
                files_.rename(last, last + ".zst");
            } else if (argv.front() == "ssh-keygen") {
                files_.write(last, "private", 0600);
                files_.write(last + ".pub", "ssh-ed25519 SITEKEY sitekit\n", 0644);
            }
            return FakeProcess::run(command);
        }
        int builds = 0;

      private:
        FakeFiles& files_;
    };

    SimulatedRack() : programs(fakes.files), ports{fakes.archive, fakes.clock, fakes.files, *this, programs, fakes.random, fakes.signer, *this, fakes.store} {
        auto result = read_site("site.xml", rack_site, [](const std::string&) { return std::nullopt; });
        REQUIRE(result.problems.empty());
        site = std::move(result.site);
        for (const auto& node : site.nodes) machines[node.name] = {format_mac_address(*node.nics[0].mac), node.disk.serial, false, false, 0, {}, {}, {}, {}, {}};
        fakes.files.write("/usr/lib/ipxe/undionly.kpxe", "bios loader", 0644);
        fakes.files.write("/usr/lib/ipxe/snponly.efi", "uefi loader", 0644);
    }

    PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex);
        return {true, machines.at(target.node).on ? PowerState::on : PowerState::off, {}};
    }
    PowerAnswer set_boot(const PowerTarget& target, BootDevice, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex);
        network_boot.insert(target.node);
        return {true, PowerState::off, {}};
    }
    PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex);
        if (dead_controllers.count(target.node) > 0) return {false, PowerState::unknown, "no answer from " + target.address};
        auto& machine = machines.at(target.node);
        machine.on = action != PowerAction::off;
        if (machine.on) boot(target.node, machine);
        return {true, machine.on ? PowerState::on : PowerState::off, {}};
    }

    CommandResult run(const SshTarget& target, const Command& command) override {
        const std::lock_guard lock(mutex);
        const auto& machine = machines.at(target.node);
        if (!machine.on || !machine.dom0 || silent.count(target.node) > 0) return ended_as(CommandResult::Ended::not_started, "no route to host");
        if (machine.host_key != target.host_key) return ended_as(CommandResult::Ended::not_started, "the host key is another one");
        if (command.argv[0] == "xl") return succeeded("host : x\nxen_version            : 4.17.7\n");
        if (command.argv[0] == "cat") return succeeded(machine.files.at(command.argv.back()));
        if (command.argv[0] == "sha256sum") {
            std::string out;
            for (std::size_t i = 2; i < command.argv.size(); ++i)
                if (const auto file = machine.files.find(command.argv[i]); file != machine.files.end()) out += sha256(file->second) + "  " + file->first + "\n";
            return succeeded(out);
        }
        return succeeded();
    }
    CommandResult write_file(const SshTarget& target, const std::string& path, const std::string& content, int, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex);
        machines.at(target.node).files[path] = content;
        return succeeded();
    }

    FakePorts fakes;
    Programs programs;
    Ports ports;
    Site site;
    std::map<std::string, Machine> machines;
    std::set<std::string> network_boot, dead_controllers, silent;
    BootService service{ports, "/state"};
    std::mutex mutex;

  private:
    HttpResponse get(const std::string& path) { return service.answer({"GET", path, "", "10.77.0.11"}); }

    void boot(const std::string& name, Machine& machine) {
        if (network_boot.erase(name) == 0 && machine.dom0) return;
        auto mac = machine.mac;
        std::replace(mac.begin(), mac.end(), ':', '-');
        const auto script = get("/boot/" + mac).body;
        const auto at = script.find("site.token=");
        if (at == std::string::npos) return;
        install(name, machine, script.substr(at + 11, 64));
    }

    void install(const std::string& name, Machine& machine, const std::string& token) {
        const auto answers = get("/answers/" + token);
        REQUIRE(answers.status == 200);
        CHECK(answers.body.find("disk_serial='" + machine.disk_serial + "'") != std::string::npos);
        CHECK(fakes.signer.verify(answers.body, get("/answers/" + token + ".minisig").body));
        const auto archive = get("/answers/" + token + ".tar").body;
        CHECK(answers.body.find("overlay_sha256='" + sha256(archive) + "'") != std::string::npos);
        const auto overlay = unpack(archive);
        const auto fails_at = std::exchange(machine.fails_at, ""), dies_at = std::exchange(machine.dies_at, "");
        double up = 10;
        const auto report = [&](Record record) {
            record["token"] = token;
            record["up"] = std::to_string(up += 1);
            return service.answer({"POST", "/report", encode_record(record), "10.77.0.11"}).status;
        };
        for (const auto* stage : {"installer", "verify", "partition", "image", "files", "bootloader"}) {
            REQUIRE(report({{"stage", stage}, {"state", "begin"}}) == 204);
            if (stage == std::string("partition")) machine.dom0 = false;
            if (stage == dies_at) {
                machine.on = false;
                return;
            }
            if (stage == fails_at) {
                report({{"stage", stage}, {"state", "fail"}, {"code", machine.fails_with}, {"text", "as simulated"}});
                machine.on = false;
                return;
            }
            Record done{{"stage", stage}, {"state", "done"}};
            if (stage == std::string("files")) done["host_key"] = machine.host_key = host_key_of(name);
            REQUIRE(report(done) == 204);
            fakes.clock.advance(std::chrono::seconds(1));
        }
        REQUIRE(report({{"stage", "reboot"}, {"state", "begin"}}) == 204);
        machine.dom0 = true;
        ++machine.installations;
        machine.files = overlay;
    }

    /// FakeArchive's "0644 etc/hostname 6\nnode1\n\n" read back.
    static std::map<std::string, std::string> unpack(const std::string& archive) {
        std::map<std::string, std::string> files;
        for (std::size_t at = 0; at < archive.size();) {
            const auto line_end = archive.find('\n', at);
            const auto size_at = archive.rfind(' ', line_end);
            const auto size = std::stoul(archive.substr(size_at + 1, line_end - size_at - 1));
            files["/" + archive.substr(at + 5, size_at - at - 5)] = archive.substr(line_end + 1, size);
            at = line_end + 1 + size + 1;
        }
        return files;
    }
};

}  // namespace site
