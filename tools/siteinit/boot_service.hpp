// The answers that a node gets on its way to the Dom0 (docs/design/0003-installation.md), and the record of what it said.
#pragma once

#include <string>

#include "ports/http_server.hpp"
#include "ports/ports.hpp"

namespace site {

/// Stateless: everything is in the state store and in `jobs/` of the state folder. Thread-safe as its ports are.
class BootService {
  public:
    BootService(Ports& ports, std::string state_folder);

    /// GET /boot/MAC, GET /answers/TOKEN[.minisig|.tar], POST /report. Anything else is 404.
    HttpResponse answer(const HttpRequest& request);

    /// Takes in what the DHCP and TFTP log says since the last call; called a few times a second by one thread.
    void follow_log();

  private:
    HttpResponse boot(const HttpRequest& request, const std::string& mac_text);
    HttpResponse answers(const std::string& name);
    HttpResponse report(const HttpRequest& request);
    void take_log_line(const std::string& line);

    Ports& ports_;
    std::string state_folder_;
    std::uint64_t log_offset_ = 0;
    bool log_offset_known_ = false;
};

}  // namespace site
