#include "adapters/httplib_server.hpp"

#include <signal.h>

#include <atomic>

#include "support.hpp"

using namespace site;
using namespace site::test;

namespace {

/// Serves in a thread until SIGTERM, as a tool does.
class Serving {
  public:
    explicit Serving(HttpHandler handler)
        : thread_([this, handler = std::move(handler)] {
              exit_ = exit_of([&] { HttplibServer().serve(socket, handler); });
              ended_ = true;
          }) {
        REQUIRE(becomes_true([&] { return PosixFiles().exists(socket) || ended_; }));
    }
    ~Serving() {
        ::kill(::getpid(), SIGTERM);
        thread_.join();
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    CommandResult ask(std::vector<std::string> arguments, std::string input = {}) const {
        std::vector<std::string> argv{"curl", "-sS", "--max-time", "30", "--unix-socket", socket};
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        return run(argv, std::move(input));
    }
    std::string status_of(std::vector<std::string> arguments, std::string input = {}) const {
        arguments.insert(arguments.begin(), {"-o", "/dev/null", "-w", "%{http_code}"});
        return ask(std::move(arguments), std::move(input)).out;
    }

    TemporaryFolder folder;
    const std::string socket = folder / "http.sock";

  private:
    std::atomic<bool> ended_{false};
    std::atomic<Exit> exit_{Exit::done};
    std::thread thread_;
};

HttpResponse echo(const HttpRequest& request) {
    if (request.path == "/throw") throw std::runtime_error("a fault on purpose");
    if (request.path == "/none") return {404, "text/plain", "nothing here\n"};
    return {200, "text/x-echo", request.method + " " + request.path + " " + request.client + " " + request.body};
}

}  // namespace

TEST_CASE("curl gets what the handler says", "[httplib_server]") {
    if (!have_program("curl", "curl")) return;
    const Serving server(echo);
    CHECK(PosixFiles().mode(server.socket) == 0660);
    CHECK(server.ask({"http://x/a%20b%2541?q=1"}).out == "GET /a b%41  ");
    CHECK(server.ask({"-H", "X-Real-IP: 10.0.0.7", "http://x/"}).out == "GET / 10.0.0.7 ");
    CHECK(server.ask({"-d", "a=1&b=2", "http://x/post"}).out == "POST /post  a=1&b=2");
    CHECK(server.ask({"-d", "", "http://x/post"}).out == "POST /post  ");
    CHECK(server.ask({"-i", "http://x/"}).out.find("Content-Type: text/x-echo") != std::string::npos);
    CHECK(server.status_of({"http://x/none"}) == "404");
    CHECK(server.ask({"http://x/none"}).out == "nothing here\n");
    CHECK(server.status_of({"http://x/throw"}) == "500");
    CHECK(server.status_of({"http://x/" + std::string(5000, 'p')}) == "414");
}

TEST_CASE("A body of 64 KiB is taken, a larger one is 413", "[httplib_server]") {
    if (!have_program("curl", "curl")) return;
    const Serving server(echo);
    const std::string largest(64 << 10, 'b');
    for (const char* type : {"application/octet-stream", "application/x-www-form-urlencoded"}) {
        INFO(type);
        const std::string header = std::string("Content-Type: ") + type;
        CHECK(server.ask({"-H", header, "--data-binary", "@-", "http://x/p"}, largest).out == "POST /p  " + largest);
        CHECK(server.status_of({"-H", header, "--data-binary", "@-", "http://x/p"}, largest + "b") == "413");
        CHECK(server.status_of({"-H", header, "-H", "Transfer-Encoding: chunked", "--data-binary", "@-", "http://x/p"},
                               std::string(300'000, 'b')) == "413");
    }
}

TEST_CASE("Many clients at once are all answered", "[httplib_server]") {
    if (!have_program("curl", "curl")) return;
    const Serving server(echo);
    std::atomic<int> right{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, i] {
            for (int n = 0; n < 5; ++n) {
                const auto path = "/" + std::to_string(i) + "/" + std::to_string(n);
                if (server.ask({"http://x" + path}).out == "GET " + path + "  ") ++right;
            }
        });
    }
    for (auto& client : clients) client.join();
    CHECK(right == 40);
}

TEST_CASE("An old socket is replaced, at the end there is none", "[httplib_server]") {
    if (!have_program("curl", "curl")) return;
    std::string socket;
    const TemporaryFolder kept;
    {
        const Serving server(echo);
        socket = server.socket;
        CHECK(server.ask({"http://x/1"}).ok());
    }
    CHECK_FALSE(PosixFiles().exists(socket));
    PosixFiles().write(kept / "http.sock", "old", 0644);
    std::thread thread([&] { HttplibServer().serve(kept / "http.sock", echo); });
    CHECK(becomes_true([&] { return run({"curl", "-sS", "--unix-socket", kept / "http.sock", "http://x/"}).ok(); }));
    ::kill(::getpid(), SIGTERM);
    thread.join();
    CHECK_FALSE(PosixFiles().exists(kept / "http.sock"));
}

TEST_CASE("A socket that cannot be made is an Error", "[httplib_server]") {
    CHECK(exit_of([] { HttplibServer().serve("/no/such/folder/http.sock", echo); }) == Exit::unreachable);
    CHECK(exit_of([] { HttplibServer().serve("/tmp/" + std::string(200, 's'), echo); }) == Exit::unreachable);
}
