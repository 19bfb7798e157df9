#include "adapters/httplib_server.hpp"

// As Debian builds the library: these change the layout of its types.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#define CPPHTTPLIB_ZLIB_SUPPORT
#define CPPHTTPLIB_BROTLI_SUPPORT
#include <grp.h>
#include <httplib.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>

#include "adapters/owned_fd.hpp"
#include "core/error.hpp"

namespace site {
namespace {

constexpr std::size_t max_body = std::size_t{64} << 10;
constexpr std::size_t max_path = 1024;
constexpr std::size_t thread_count = 4;
constexpr std::chrono::seconds patience{10};

/// Made once and never closed: a signal handler in another thread may be about to write.
class StopPipe {
  public:
    StopPipe() {
        if (::pipe2(fds_, O_CLOEXEC | O_NONBLOCK) != 0) throw Error(Exit::unreachable, system_error_text("pipe"));
    }
    void tell() const { [[maybe_unused]] const auto told = ::write(fds_[1], "", 1); }
    void wait() const {
        pollfd waiting{fds_[0], POLLIN, 0};
        while (::poll(&waiting, 1, -1) < 0 && errno == EINTR) {
        }
    }
    void empty() const {
        char byte = 0;
        while (::read(fds_[0], &byte, 1) == 1) {
        }
    }

  private:
    int fds_[2] = {-1, -1};
};

std::atomic<const StopPipe*> stop_pipe{nullptr};

void on_stop_signal(int) {
    const int saved = errno;
    stop_pipe.load()->tell();
    errno = saved;
}

/// While it lives, SIGTERM and SIGINT end wait() instead of the process.
class StopSignals {
  public:
    StopSignals() {
        static const StopPipe pipe;
        pipe.empty();
        stop_pipe = &pipe;
        struct sigaction action {};
        action.sa_handler = on_stop_signal;
        ::sigaction(SIGTERM, &action, &old_term_);
        ::sigaction(SIGINT, &action, &old_int_);
    }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals() {
        ::sigaction(SIGTERM, &old_term_, nullptr);
        ::sigaction(SIGINT, &old_int_, nullptr);
    }
    void wait() const { stop_pipe.load()->wait(); }
    void end_wait() const { stop_pipe.load()->tell(); }

  private:
    struct sigaction old_term_ {};
    struct sigaction old_int_ {};
};

void answer(const HttpHandler& handler, const httplib::Request& request, std::string body,
            httplib::Response& response) {
    const HttpRequest asked{request.method, request.path, std::move(body), request.get_header_value("X-Real-IP")};
    HttpResponse said;
    try {
        said = handler(asked);
    } catch (const std::exception& error) {
        // Paths may hold tokens: only their first part is written down.
        const auto part = asked.path.substr(0, asked.path.find('/', 1));
        std::fprintf(stderr, "error: %s %s: %s\n", asked.method.c_str(), part.c_str(), error.what());
        said = {500, "text/plain", "internal error\n"};
    }
    response.status = said.status;
    response.set_content(std::move(said.body), said.type);
}

/// Read by hand: httplib stops at 8 KiB of a form by itself.
void answer_post(const HttpHandler& handler, const httplib::Request& request, httplib::Response& response,
                 const httplib::ContentReader& content) {
    std::string body;
    const bool whole = content([&](const char* data, std::size_t count) {
        if (body.size() + count > max_body) return false;
        body.append(data, count);
        return true;
    });
    if (whole)
        answer(handler, request, std::move(body), response);
    else if (response.status != 413)
        response.status = body.size() + CPPHTTPLIB_RECV_BUFSIZ > max_body ? 413 : 400;
}

class Server : public httplib::Server {
  public:
    /// httplib queues 5 clients; what comes above that is refused on a unix socket.
    bool widen_queue() { return ::listen(svr_sock_, 1024) == 0; }
};

void configure(httplib::Server& server, const HttpHandler& handler) {
    server.new_task_queue = [] { return new httplib::ThreadPool(thread_count); };
    server.set_address_family(AF_UNIX);
    server.set_payload_max_length(max_body);
    server.set_read_timeout(patience);
    server.set_write_timeout(patience);
    server.set_keep_alive_max_count(1);
    server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
        if (request.path.size() <= max_path) return httplib::Server::HandlerResponse::Unhandled;
        response.status = 414;
        return httplib::Server::HandlerResponse::Handled;
    });
    server.Get(".*", [&handler](const httplib::Request& request, httplib::Response& response) {
        answer(handler, request, {}, response);
    });
    server.Post(
        ".*", [&handler](const httplib::Request& request, httplib::Response& response,
                         const httplib::ContentReader& content) { answer_post(handler, request, response, content); });
}

/// nginx's workers are www-data and must be able to connect.
bool open_to_web_server(const std::string& path) {
    const struct group* web = ::getgrnam("www-data");
    if (web && ::geteuid() == 0 && ::chown(path.c_str(), static_cast<uid_t>(-1), web->gr_gid) != 0) return false;
    return ::chmod(path.c_str(), 0660) == 0;
}

/// Under another name first, so that clients always find a socket with its final rights.
void bind_socket(Server& server, const std::string& path) {
    const auto fresh = path + ".new";
    ::unlink(fresh.c_str());
    constexpr int unused_port = 80;
    errno = 0;
    if (!server.bind_to_port(fresh, unused_port) || !server.widen_queue() || !open_to_web_server(fresh) ||
        ::rename(fresh.c_str(), path.c_str()) != 0) {
        const int error = errno != 0 ? errno : ENAMETOOLONG;
        ::unlink(fresh.c_str());
        throw Error(Exit::unreachable, system_error_text("cannot serve on " + path, error));
    }
}

}  // namespace

void HttplibServer::serve(const std::string& socket_path, const HttpHandler& handler) {
    Server server;
    configure(server, handler);
    const StopSignals signals;
    bind_socket(server, socket_path);
    std::atomic<bool> ended{false};
    std::thread stopper([&] {
        signals.wait();
        while (!server.is_running() && !ended) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (!ended) server.stop();
    });
    const bool stopped = server.listen_after_bind();
    ended = true;
    signals.end_wait();
    stopper.join();
    ::unlink(socket_path.c_str());
    if (!stopped) throw Error(Exit::unreachable, "serving on " + socket_path + " ended");
}

}  // namespace site
