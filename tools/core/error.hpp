// The one exception of sitekit: we cannot go on, and this is the exit code that says why.
#pragma once

#include <stdexcept>
#include <string>

namespace site {

/// Exit codes of every tool (sysexits.h where it has one).
enum class Exit : int {
    done = 0,
    failed = 1,
    pending = 2,         ///< plan --detailed-exitcode: there are changes
    some_failed = 3,     ///< some nodes failed, the others are done
    usage = 64,
    faulty_site = 65,
    unreachable = 69,
    bug = 70,
    cannot_write = 73,
    busy = 75,
    not_permitted = 77,
    faulty_config = 78,
    interrupted = 130,
};

/// Everything expected is a value (Problems, optional, CommandResult); an Error ends the command.
class Error : public std::runtime_error {
  public:
    Error(Exit exit, const std::string& message) : std::runtime_error(message), exit_(exit) {}
    Exit exit() const { return exit_; }
    /// The same error with what was being done in front: "reading site.xml: No such file".
    Error with_context(const std::string& doing) const { return Error(exit_, doing + ": " + what()); }

  private:
    Exit exit_;
};

}  // namespace site
