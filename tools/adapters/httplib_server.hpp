// HttpServer by cpp-httplib.
#pragma once

#include "ports/http_server.hpp"

namespace site {

/// One at a time in a process, because it takes SIGTERM and SIGINT while it serves.
class HttplibServer : public HttpServer {
  public:
    void serve(const std::string& socket_path, const HttpHandler& handler) override;
};

}  // namespace site
