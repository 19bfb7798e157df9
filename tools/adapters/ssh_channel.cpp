#include "adapters/ssh_channel.hpp"

#include <fcntl.h>
#include <signal.h>

#include <array>
#include <string_view>

#include "adapters/ssh_session.hpp"

namespace site {
namespace {

constexpr std::size_t piece_size = 32768;

int number_of_signal(std::string_view name) {
    constexpr std::pair<std::string_view, int> names[] = {
        {"ABRT", SIGABRT}, {"ALRM", SIGALRM}, {"FPE", SIGFPE},   {"HUP", SIGHUP},   {"ILL", SIGILL},
        {"INT", SIGINT},   {"KILL", SIGKILL}, {"PIPE", SIGPIPE}, {"QUIT", SIGQUIT}, {"SEGV", SIGSEGV},
        {"TERM", SIGTERM}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}};
    for (const auto& [known, number] : names) {
        if (known == name) return number;
    }
    return SIGKILL;
}

std::chrono::seconds seconds_until(std::chrono::steady_clock::time_point end) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::seconds(0)) + std::chrono::seconds(1);
}

}  // namespace

std::string format_remote_command(const Command& command, std::chrono::seconds limit) {
    std::vector<std::string> words{"timeout", "-k", "2", std::to_string(limit.count())};
    if (!command.environment.empty()) {
        words.push_back("env");
        words.insert(words.end(), command.environment.begin(), command.environment.end());
    }
    words.insert(words.end(), command.argv.begin(), command.argv.end());
    const auto line = "exec " + format_command(words);
    if (command.working_directory.empty()) return line;
    return "cd -- " + quote_for_shell(command.working_directory) + " && " + line;
}

SshChannel::SshChannel(ssh_session session, const Command& command, std::chrono::steady_clock::time_point end)
    : command_(command), line_(format_remote_command(command, seconds_until(end))), channel_(ssh_channel_new(session)) {
    if (!channel_) throw SshFault{"out of memory"};
    if (!command.output_file.empty()) {
        output_file_ = OwnedFd(::open(command.output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!output_file_) throw SshFault{system_error_text("cannot write " + command.output_file)};
    }
    callbacks_.userdata = this;
    callbacks_.channel_exit_signal_function = on_exit_signal;
    callbacks_.size = sizeof callbacks_;
    ssh_set_channel_callbacks(channel_.get(), &callbacks_);
}

void SshChannel::on_exit_signal(ssh_session, ssh_channel, const char* name, int, const char*, const char*, void* self) {
    static_cast<SshChannel*>(self)->signal_ = number_of_signal(name);
}

int SshChannel::open() { return ssh_channel_open_session(channel_.get()); }

int SshChannel::execute() { return ssh_channel_request_exec(channel_.get(), line_.c_str()); }

bool SshChannel::write_input() {
    if (input_ended_) return false;
    const auto left = command_.input.size() - written_;
    if (left == 0) {
        ssh_channel_send_eof(channel_.get());
        input_ended_ = true;
        return false;
    }
    const auto window = static_cast<std::size_t>(ssh_channel_window_size(channel_.get()));
    const auto count = std::min({left, window, piece_size});
    if (count == 0) return false;
    const int sent =
        ssh_channel_write(channel_.get(), command_.input.data() + written_, static_cast<std::uint32_t>(count));
    if (sent < 0) input_ended_ = true;  // the program does not read; its status says more
    if (sent > 0) written_ += static_cast<std::size_t>(sent);
    return sent > 0;
}

void SshChannel::take_output(const char* data, std::size_t count) {
    if (!output_file_) return out_.add(data, count);
    for (std::size_t done = 0; done < count;) {
        const auto written = ::write(output_file_.get(), data + done, count - done);
        if (written < 0 && errno != EINTR)
            throw SshFault{system_error_text("cannot write " + command_.output_file), true};
        if (written > 0) done += static_cast<std::size_t>(written);
    }
}

bool SshChannel::read_stream(bool errors) {
    std::array<char, piece_size> piece;
    const int count = ssh_channel_read_nonblocking(channel_.get(), piece.data(), piece.size(), errors ? 1 : 0);
    if (count <= 0) return false;
    if (errors)
        err_.add(piece.data(), static_cast<std::size_t>(count));
    else
        take_output(piece.data(), static_cast<std::size_t>(count));
    return true;
}

SshChannel::Pumped SshChannel::pump() {
    bool moved = write_input();
    moved = read_stream(false) || moved;
    moved = read_stream(true) || moved;
    if (moved) return Pumped::something;
    return ssh_channel_is_closed(channel_.get()) != 0 ? Pumped::ended : Pumped::nothing;
}

bool SshChannel::has_status() const { return signal_ != 0 || ssh_channel_get_exit_status(channel_.get()) >= 0; }

CommandResult SshChannel::result() {
    CommandResult result;
    result.out = std::move(out_).take();
    result.err = std::move(err_).take();
    if (signal_ != 0) {
        result.ended = CommandResult::Ended::signalled;
        result.status = signal_;
    } else {
        result.status = ssh_channel_get_exit_status(channel_.get());
    }
    return result;
}

CommandResult SshChannel::result_after_deadline() {
    CommandResult result;
    result.ended = CommandResult::Ended::timed_out;
    result.out = std::move(out_).take();
    result.err = std::move(err_).take();
    return result;
}

}  // namespace site
