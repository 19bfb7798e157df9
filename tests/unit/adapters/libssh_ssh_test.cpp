#include "adapters/libssh_ssh.hpp"

#include <signal.h>
#include <sys/stat.h>

#include <atomic>

#include "support.hpp"

using namespace site;
using namespace site::test;
using Ended = CommandResult::Ended;

namespace {

/// A real sshd on this machine, with keys and settings of its own.
class Node {
  public:
    Node() : port(free_port(SOCK_STREAM)) {
        for (const char* name : {"host", "other", "client", "stranger"}) {
            REQUIRE(run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name}).ok());
        }
        PosixFiles files;
        if (::getuid() == 0) files.make_folder("/run/sshd", 0755);
        files.write(folder / "authorized", files.read(folder / "client.pub").value(), 0644);
        files.write(folder / "sshd_config",
                    "ListenAddress 127.0.0.1\nPort " + std::to_string(port) + "\nHostKey " + (folder / "host") +
                        "\nAuthorizedKeysFile " + (folder / "authorized") +
                        "\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n" +
                        "PermitRootLogin prohibit-password\nLogLevel VERBOSE\nMaxStartups 100\n",
                    0644);
        start();
        target.node = "node1";
        target.address = "127.0.0.1";
        target.port = port;
        target.user = run({"id", "-un"}).out;
        target.user.pop_back();
        target.host_key = files.read(folder / "host.pub").value();
        target.host_key.pop_back();
        target.identity_file = folder / "client";
    }
    void start() {
        sshd.emplace(folder, "sshd",
                     std::vector<std::string>{"/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd_config"});
        REQUIRE(becomes_true([&] { return sshd->log().find("Server listening") != std::string::npos; }));
    }
    std::string log() { return sshd->log(); }

    TemporaryFolder folder;
    int port;
    std::optional<Background> sshd;
    SshTarget target;
};

bool have_sshd() { return have_program("sshd", "openssh-server") && have_program("ssh-keygen", "openssh-client"); }

Command shell(const std::string& script, std::chrono::milliseconds deadline = 30s) {
    Command command{{"sh", "-c", script}};
    command.deadline = deadline;
    return command;
}

}  // namespace

TEST_CASE("Commands run on the node", "[libssh_ssh]") {
    if (!have_sshd()) return;
    Node node;
    LibsshSsh ssh;

    SECTION("outputs and status come back") {
        const auto result = ssh.run(node.target, shell("echo out; echo err >&2; exit 3"));
        INFO(result.err);
        CHECK(result.ended == Ended::exited);
        CHECK(result.status == 3);
        CHECK(result.out == "out\n");
        CHECK(result.err == "err\n");
    }
    SECTION("the shell of the node changes no argument") {
        const auto result =
            ssh.run(node.target, Command{{"printf", "%s|", "a b", "$HOME", "`id`", "", "'\"\n", "*", "~"}});
        CHECK(result.out == "a b|$HOME|`id`||'\"\n|*|~|");
    }
    SECTION("one connection serves many commands") {
        for (int i = 0; i < 20; ++i)
            CHECK(ssh.run(node.target, Command{{"echo", std::to_string(i)}}).out == std::to_string(i) + "\n");
        const auto log = node.log();
        CHECK(log.find("Accepted publickey") == log.rfind("Accepted publickey"));
    }
    SECTION("large outputs and inputs pass, above the caps they are dropped") {
        const auto five = ssh.run(node.target, shell("head -c 5000000 /dev/zero; head -c 500000 /dev/zero >&2"));
        CHECK(five.ok());
        CHECK(five.out.size() == 5'000'000);
        CHECK(five.err.size() == 500'000);
        const auto twenty =
            ssh.run(node.target, shell("head -c 20000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 4"));
        CHECK(twenty.status == 4);
        CHECK(twenty.out.size() == std::size_t{16} << 20);
        CHECK(twenty.err.size() == std::size_t{1} << 20);
        auto cat = Command{{"cat"}};
        cat.input.assign(5'000'000, 'i');
        CHECK(ssh.run(node.target, cat).out == cat.input);
        auto ignored = Command{{"true"}};
        ignored.input.assign(5'000'000, 'i');
        CHECK(ssh.run(node.target, ignored).ok());
    }
    SECTION("environment, folder and output file are as the command says") {
        auto command = shell("echo $NEW; pwd");
        command.environment = {"NEW=added here"};
        command.working_directory = "/usr";
        command.output_file = node.folder / "out";
        CHECK(ssh.run(node.target, command).out.empty());
        CHECK(PosixFiles().read(node.folder / "out") == "added here\n/usr\n");
    }
    SECTION("a signal that ended the program is told") {
        const auto result = ssh.run(node.target, shell("kill -9 $$"));
        CHECK(result.ended == Ended::signalled);
        CHECK(result.status == SIGKILL);
    }
    SECTION("a program that is not there has the status of the shell") {
        CHECK(ssh.run(node.target, Command{{"no-such-program-here"}}).status == 127);
        CHECK(ssh.run(node.target, Command{}).ended == Ended::not_started);
    }
    SECTION("at the deadline the program ends") {
        const auto begin = std::chrono::steady_clock::now();
        const auto result = ssh.run(node.target, shell("echo $$; exec sleep 1000", 2s));
        CHECK(result.ended == Ended::timed_out);
        REQUIRE_FALSE(result.out.empty());
        CHECK(becomes_true([&] { return ::kill(std::stoi(result.out), 0) != 0; }));
        CHECK(ssh.run(node.target, Command{{"yes"}, {}, {}, 2s}).ended == Ended::timed_out);
        CHECK(std::chrono::steady_clock::now() - begin < 60s);
        CHECK(ssh.run(node.target, Command{{"true"}}).ok());
    }
    SECTION("threads share the node") {
        std::atomic<int> right{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; n < 5; ++n) {
                    const auto text = std::to_string(i * 100 + n);
                    if (ssh.run(node.target, Command{{"echo", text}}).out == text + "\n") ++right;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(right == 30);
    }
    SECTION("after the connection was lost there is a new one") {
        CHECK(ssh.run(node.target, Command{{"true"}}).ok());
        const auto lost =
            ssh.run(node.target, shell("read pid name state sshd rest </proc/$PPID/stat; kill -9 $sshd; sleep 5"));
        CHECK(lost.ended == Ended::connection_lost);
        CHECK(ssh.run(node.target, Command{{"true"}}).ok());
        const auto idle_killed = ssh.run(node.target, shell("read pid name state sshd rest </proc/$PPID/stat; (sleep "
                                                            "0.3; kill -9 $sshd) >/dev/null 2>&1 </dev/null &"));
        CHECK(idle_killed.ok());
        std::this_thread::sleep_for(1s);
        CHECK(ssh.run(node.target, Command{{"true"}}).ok());
    }
}

TEST_CASE("A wrong host key is refused before anything is sent", "[libssh_ssh]") {
    if (!have_sshd()) return;
    Node node;
    LibsshSsh ssh;
    auto target = node.target;
    target.host_key = PosixFiles().read(node.folder / "other.pub").value();
    const auto result = ssh.run(target, Command{{"touch", node.folder / "touched"}});
    CHECK(result.ended == Ended::not_started);
    CHECK(result.err.find("host key of node1") != std::string::npos);
    CHECK(becomes_true([&] { return node.log().find("[preauth]") != std::string::npos; }));
    CHECK(node.log().find("Postponed publickey") == std::string::npos);
    CHECK(node.log().find("userauth-request") == std::string::npos);
    CHECK(node.log().find("Accepted") == std::string::npos);
    CHECK_FALSE(PosixFiles().exists(node.folder / "touched"));

    target.host_key = "ecdsa-sha2-nistp256 AAAA";
    CHECK(ssh.run(target, Command{{"true"}}).ended == Ended::not_started);
    target.host_key = "";
    CHECK(ssh.run(target, Command{{"true"}}).err.find("no host key of node1") != std::string::npos);
}

TEST_CASE("Refused logins and dead addresses are said with their reason", "[libssh_ssh]") {
    if (!have_sshd()) return;
    Node node;
    LibsshSsh ssh;
    auto target = node.target;
    const auto begin = std::chrono::steady_clock::now();
    SECTION("a key that the node does not know") {
        target.identity_file = node.folder / "stranger";
        const auto result = ssh.run(target, Command{{"true"}});
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err.find("login refused at node1") != std::string::npos);
    }
    SECTION("a key that others may read") {
        ::chmod(target.identity_file.c_str(), 0644);
        CHECK(ssh.run(target, Command{{"true"}}).err.find("chmod 600") != std::string::npos);
    }
    SECTION("no key") {
        target.identity_file = node.folder / "none";
        CHECK(ssh.run(target, Command{{"true"}}).ended == Ended::not_started);
    }
    SECTION("nobody listens") {
        target.port = free_port(SOCK_STREAM);
        const auto result = ssh.run(target, Command{{"true"}});
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err.find("cannot connect to node1") != std::string::npos);
    }
    SECTION("somebody listens, but says nothing") {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), length) == 0);
        REQUIRE(::listen(listener, 5) == 0);
        REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        target.port = ntohs(address.sin_port);
        const auto result = ssh.run(target, Command{{"true"}, {}, {}, 1500ms});
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err.find("in time") != std::string::npos);
        ::close(listener);
    }
    CHECK(std::chrono::steady_clock::now() - begin < 30s);
}

TEST_CASE("Files are written whole, whatever they are called", "[libssh_ssh]") {
    if (!have_sshd()) return;
    if (::getuid() != 0) {
        WARN("skipped: files of a node belong to root, and we are not");
        return;
    }
    Node node;
    LibsshSsh ssh;
    PosixFiles files;
    const std::string content("first\0second\n", 13);
    for (const char* name :
         {"plain", "with space", "quote'\"s", "$(touch x)`y`", "-rf", "new\nline\n", "*", "\xc3\xa6", "deep/er/file"}) {
        const auto path = node.folder / (std::string("files/") + name);
        INFO(path);
        const auto result = ssh.write_file(node.target, path, content, 0640, 30s);
        INFO(result.err);
        CHECK(result.ok());
        CHECK(files.read(path) == content);
        CHECK(files.mode(path) == 0640);
    }
    CHECK(std::distance(std::filesystem::directory_iterator(node.folder / "files"), {}) == 9);
    const std::string big(3'000'000, 'b');
    CHECK(ssh.write_file(node.target, node.folder / "files/plain", big, 0600, 30s).ok());
    CHECK(files.read(node.folder / "files/plain") == big);
    CHECK(files.mode(node.folder / "files/plain") == 0600);
    CHECK(ssh.write_file(node.target, node.folder / "files/plain", "", 0600, 30s).ok());
    CHECK(files.read(node.folder / "files/plain") == "");
    CHECK_FALSE(ssh.write_file(node.target, node.folder / "files/deep", "x", 0600, 30s).ok());
    CHECK_FALSE(ssh.write_file(node.target, "relative", "x", 0600, 30s).ok());
    CHECK(std::distance(std::filesystem::directory_iterator(node.folder / "files"), {}) == 9);
}
