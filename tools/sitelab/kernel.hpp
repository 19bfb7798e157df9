// What the lab asks of the kernel beyond the ports: a child that dies with us, appending, sockets, becoming
// another program.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace site {

/// Adds to the end of a file in one write. A log that cannot be written stops nothing: false.
bool append_text(const std::string& path, const std::string& text);

/// Path of the program that runs now.
std::string own_program();
bool is_root();
int own_pid();

/// Replaces this process. Returns only with an Error (unreachable).
[[noreturn]] void become(const std::vector<std::string>& argv);

/// Standard input and output are a terminal.
bool is_terminal_at_both_ends();

/// Joins this terminal with a unix socket `name` in `folder` until Ctrl-] or the end of either. False: nobody listens
/// there.
bool join_terminal(const std::string& folder, const std::string& name);

/// A program with a control socket, ended by the kernel when we end, however that happens. Signals to us become events
/// while it lives.
class Child {
  public:
    struct Event {
        enum class Kind { line, ended, stop, user1, user2, timeout } kind;
        std::string line{};  ///< of the control socket, without newline
        int status = 0;      ///< of waitpid, for ended
    };

    Child();
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Number of the child's end of the control socket, for its argv.
    int control_fd() const { return theirs_; }
    /// Outputs are appended to `log`. Error unreachable when it cannot be started.
    void start(const std::vector<std::string>& argv, const std::string& folder, const std::string& log);
    int pid() const { return pid_; }
    /// Absent timeout: waits for ever. `ended` comes after the last line.
    Event next(std::optional<std::chrono::milliseconds> timeout);
    void send(const std::string& line);
    void signal(int number);

  private:
    std::optional<Event> take_signal();
    std::optional<Event> take_line();
    bool receive();

    int signals_ = -1, ours_ = -1, theirs_ = -1, pid_ = -1;
    bool open_ = true;
    std::optional<int> status_;
    std::string received_;
};

}  // namespace site
