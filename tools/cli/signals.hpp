// Ctrl-C in two steps: first no new work, then leave at once.
#pragma once

namespace site {

/// From its making to its end, SIGINT, SIGTERM and SIGHUP set interrupted() and say so; the second one ends the process with 130. One at a time.
class InterruptWatch {
  public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;
};

/// Whether the operator wants us to stop. Any thread.
bool interrupted();

}  // namespace site
