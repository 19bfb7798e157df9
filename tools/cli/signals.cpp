#include "cli/signals.hpp"

#include <unistd.h>
#include <csignal>

#include <array>
#include <atomic>
#include <cerrno>

#include "core/error.hpp"

namespace site {
namespace {

std::atomic<int> presses{0};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

constexpr std::array watched{SIGINT, SIGTERM, SIGHUP};
std::array<struct sigaction, watched.size()> previous;

void on_signal(int) {
    const int saved = errno;
    if (presses.fetch_add(1) > 0) _exit(static_cast<int>(Exit::interrupted));
    constexpr char text[] = "\nfinishing the present step; press again to leave now\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text, sizeof text - 1);
    errno = saved;
}

}  // namespace

InterruptWatch::InterruptWatch() {
    presses = 0;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i], &action, &previous[i]);
}

InterruptWatch::~InterruptWatch() {
    for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i], &previous[i], nullptr);
}

bool interrupted() { return presses > 0; }

}  // namespace site
