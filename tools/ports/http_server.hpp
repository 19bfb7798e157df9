// A small HTTP server for a handful of short answers; payloads are nginx's work.
#pragma once

#include <functional>
#include <string>

namespace site {

struct HttpRequest {
    std::string method;      ///< "GET", "POST"
    std::string path;        ///< without the query, decoded once
    std::string body;        ///< at most 64 KiB; a larger one is answered 413 without asking us
    std::string client;      ///< address of the client: X-Real-IP as set by our own nginx
};

struct HttpResponse {
    int status = 200;
    std::string type = "text/plain";
    std::string body{};
};

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

class HttpServer {
  public:
    virtual ~HttpServer() = default;
    /// Serves on a unix socket (mode 0660, group www-data where there is one; an old one is replaced) until SIGTERM or SIGINT. The handler is called from several threads;
    /// what it throws becomes 500 and a line on stderr. Error (unreachable) when the socket cannot be made.
    virtual void serve(const std::string& socket_path, const HttpHandler& handler) = 0;
};

}  // namespace site
