// Lets the real programs judge what was rendered; says "skipped: why" when they are not here.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "core/command.hpp"

namespace site::test {

struct Ran {
    int status = -1;
    std::string output;  ///< both streams
};

inline Ran run(const std::vector<std::string>& argv) {
    Ran ran;
    FILE* pipe = popen((format_command(argv) + " 2>&1").c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 4096> buffer{};
    while (const auto size = fread(buffer.data(), 1, buffer.size(), pipe)) ran.output.append(buffer.data(), size);
    const int status = pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

inline bool has_program(const std::string& name) {
    if (run({"sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; command -v \"$0\"", name}).status == 0) return true;
    std::cout << "skipped: " << name << " is not installed\n";
    return false;
}

/// A network namespace with a bridge of this name and address, or why not.
class Namespace {
  public:
    Namespace(const std::string& interface, const std::string& address)
        : name_("sitekit-test-" + std::to_string(getpid())) {
        ready_ = run({"ip", "netns", "add", name_}).status == 0 &&
                 run({"ip", "-n", name_, "link", "set", "lo", "up"}).status == 0 &&
                 run({"ip", "-n", name_, "link", "add", interface, "type", "bridge"}).status == 0 &&
                 run({"ip", "-n", name_, "addr", "add", address, "dev", interface}).status == 0 &&
                 run({"ip", "-n", name_, "link", "set", interface, "up"}).status == 0;
        if (!ready_) std::cout << "skipped: no network namespace can be made here\n";
    }
    ~Namespace() { run({"ip", "netns", "del", name_}); }
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;
    bool ready() const { return ready_; }
    Ran run_inside(std::vector<std::string> argv) const {
        argv.insert(argv.begin(), {"ip", "netns", "exec", name_});
        return run(argv);
    }

  private:
    std::string name_;
    bool ready_ = false;
};

/// A folder that is gone afterwards.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "sitekit-test-XXXXXX").string();
        if (!mkdtemp(path.data())) throw std::runtime_error("mkdtemp");
        path_ = path;
        std::filesystem::permissions(path_, std::filesystem::perms(0755));
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }
    std::string write(const std::string& name, const std::string& content, int mode = 0644) const {
        const auto file = path_ + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(file).parent_path());
        std::ofstream(file, std::ios::binary) << content;
        std::filesystem::permissions(file, std::filesystem::perms(mode));
        return file;
    }

  private:
    std::string path_;
};

/// Texts made to break out of where they are put; the same ones in every run.
inline std::vector<std::string> nasty_strings(std::size_t count) {
    static const std::vector<std::string> pieces{"'",
                                                 "\"",
                                                 "\\",
                                                 "\n",
                                                 "\r",
                                                 "\t",
                                                 "\x01",
                                                 "\x7f",
                                                 "$",
                                                 "${",
                                                 "}",
                                                 "{{",
                                                 "}}",
                                                 "`",
                                                 "$(reboot)",
                                                 ";",
                                                 "|",
                                                 "||",
                                                 "&&",
                                                 "&",
                                                 ">",
                                                 "<",
                                                 "#",
                                                 " ",
                                                 "  ",
                                                 ",",
                                                 "=",
                                                 ":",
                                                 "/",
                                                 "../",
                                                 "*",
                                                 "?",
                                                 "[",
                                                 "]",
                                                 "(",
                                                 ")",
                                                 "!",
                                                 "~",
                                                 "%s",
                                                 "%n",
                                                 "\xc3\xa9",
                                                 "\xff",
                                                 "a",
                                                 "node1",
                                                 "0",
                                                 "-",
                                                 "--",
                                                 "\nroot:x:0:0::/:/bin/sh",
                                                 "' ; reboot '",
                                                 "\" ; }",
                                                 "\\\n",
                                                 "\x1b[2J",
                                                 "EOF",
                                                 "dhcp-script=/bin/sh"};
    std::mt19937 random(20260101);
    std::vector<std::string> strings;
    while (strings.size() < count) {
        std::string text;
        for (auto length = random() % 8; length > 0; --length) text += pieces[random() % pieces.size()];
        if (random() % 50 == 0) text += '\0';
        strings.push_back(std::move(text));
    }
    return strings;
}

}  // namespace site::test
