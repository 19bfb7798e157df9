// From a site file of 100, 1,000 and 10,000 nodes to every rendered file on disk, against writing the same bytes.
//
// bench_render [--json] [--repeat N]. Each measurement is a process of its own; render and copy take turns. Goals:
// 1,000 nodes within a second, 10,000 nodes within twelve times that.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "model/read_site.hpp"
#include "siteinit/render_site.hpp"

using namespace site;

namespace {

constexpr double goal_seconds = 1.0, goal_growth = 12.0;

std::string site_text(int nodes) {
    return fmt::format(R"(<site name="bench" domain="bench.example">
  <provisioner host="prov" network="lan" address="10.64.0.1" interface="prov0"/>
  <operator name="ada" key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEz0gTqFu9ZVSTk2hPl0nTcVYAtaqJ0nLxJkW3pZ4y8n ada@desk"/>
  <network name="lan" cidr="10.64.0.0/16" roles="provisioning management guests" bridge="xenbr0" gateway="10.64.0.1" time-servers="10.64.0.1"/>
  <network name="san" cidr="10.65.0.0/16" roles="storage migration" mtu="9000"/>
  <image name="dom0" recipe="debian12-xen" dom0-memory="4G"/>
  <class name="xen" image="dom0" firmware="uefi" roles="dom0">
    <nic name="eth0" network="lan"/>  <nic name="eth1" network="san"/>
    <bmc kind="ipmi" user="admin" password-file="bmc/${{node.name}}.password"/>
  </class>
  <node name="node[00001-{0:05}]" class="xen" rack="r1">
    <nic name="eth0" mac="52:54:00:10:00:01+" address="10.64.1.1+"/>  <nic name="eth1" mac="52:54:01:10:00:01+" address="10.65.1.1+"/>
    <bmc address="10.66.1.1+"/>  <disk serial="SN[00001-{0:05}]"/>
  </node>
</site>
)",
                       nodes);
}

Site bench_site(int nodes) {
    const auto result = read_site("bench.xml", site_text(nodes), [](const std::string&) { return std::nullopt; });
    for (const auto& problem : result.problems) std::cerr << format_problem(problem) << "\n";
    if (!result.problems.empty()) std::exit(1);
    return result.site;
}

/// What one process tells the other.
struct Figures {
    double seconds = 0;
    long files = 0, bytes = 0, peak_kib = 0;
};

void write_file(const std::string& path, const RenderedFile& file) {
    const auto open_file = [&] {
        return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(file.mode));
    };
    int fd = open_file();
    if (fd < 0) {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        fd = open_file();
    }
    if (fd < 0 || write(fd, file.content.data(), file.content.size()) != static_cast<ssize_t>(file.content.size()) ||
        close(fd) != 0)
        throw std::runtime_error("cannot write " + path);
}

Figures write_all(const std::string& folder, const std::function<void(const Sink&)>& make) {
    Figures figures;
    const auto start = std::chrono::steady_clock::now();
    make([&](const RenderedFile& file) {
        write_file(folder + "/" + file.path, file);
        ++figures.files;
        figures.bytes += static_cast<long>(file.content.size());
    });
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return figures;
}

const RenderContext context{{"/var/lib/sitekit/bench"}, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA sitekit@bench"};

Figures render(const std::string& folder, int nodes) {
    return write_all(folder, [&](const Sink& sink) { render_site(bench_site(nodes), context, sink); });
}

Figures copy(const std::string& folder, int nodes) {
    std::vector<RenderedFile> files;
    render_site(bench_site(nodes), context, [&](const RenderedFile& file) { files.push_back(file); });
    return write_all(folder, [&](const Sink& sink) {
        for (const auto& file : files) sink(file);
    });
}

/// Measured in a child, so that its peak of memory is its own.
Figures measure(Figures (*work)(const std::string&, int), const std::string& below, int nodes) {
    std::string folder = below + "/sitekit-bench-XXXXXX";
    int ends[2];
    if (!mkdtemp(folder.data()) || pipe(ends) != 0) throw std::runtime_error("no temporary folder");
    const pid_t child = fork();
    if (child == 0) {
        const auto figures = work(folder, nodes);
        const auto written = ::write(ends[1], &figures, sizeof figures);
        _exit(written == sizeof figures ? 0 : 1);
    }
    close(ends[1]);
    Figures figures;
    const bool told = ::read(ends[0], &figures, sizeof figures) == sizeof figures;
    close(ends[0]);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    std::filesystem::remove_all(folder);
    if (!told || status != 0) throw std::runtime_error("the measured process failed");
    figures.peak_kib = usage.ru_maxrss;
    return figures;
}

struct Row {
    int nodes = 0;
    Figures render, copy;  ///< seconds are means
};

Row measure_size(int nodes, int repeats, const std::string& folder) {
    Row row;
    row.nodes = nodes;
    double render_sum = 0, copy_sum = 0;
    for (int i = 0; i < repeats; ++i) {
        row.render = measure(render, folder, nodes);
        row.copy = measure(copy, folder, nodes);
        render_sum += row.render.seconds;
        copy_sum += row.copy.seconds;
    }
    row.render.seconds = render_sum / repeats;
    row.copy.seconds = copy_sum / repeats;
    return row;
}

void print_row(const Row& row) {
    fmt::print("{:>6} {:>9.3f} {:>9.3f} {:>7.2f} {:>7} {:>9.1f} {:>9.1f}\n", row.nodes, row.render.seconds,
               row.copy.seconds, row.render.seconds / row.copy.seconds, row.render.files,
               static_cast<double>(row.render.bytes) / 1048576, static_cast<double>(row.render.peak_kib) / 1024);
    std::fflush(stdout);
}

void print_json(const std::vector<Row>& rows, double growth, bool reached) {
    fmt::print("{{\"benchmark\":\"render\",\"build\":\"{}\",\"growth\":{:.3f},\"reached\":{},\"rows\":[",
               SITE_BUILD_TYPE, growth, reached);
    for (std::size_t i = 0; i < rows.size(); ++i)
        fmt::print(
            "{}{{\"nodes\":{},\"seconds\":{:.4f},\"copy_seconds\":{:.4f},\"files\":{},\"bytes\":{},\"peak_kib\":{}}}",
            i ? "," : "", rows[i].nodes, rows[i].render.seconds, rows[i].copy.seconds, rows[i].render.files,
            rows[i].render.bytes, rows[i].render.peak_kib);
    fmt::print("]}}\n");
}

}  // namespace

int main(int argc, char** argv) {
    bool json = false;
    int repeats = 5;
    std::string folder =
        std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool has_value = i + 1 < argc;
        if (word == "--json") {
            json = true;
        } else if (word == "--repeat" && has_value) {
            repeats = std::max(1, std::atoi(argv[++i]));
        } else if (word == "--folder" && has_value) {
            folder = argv[++i];
        } else {
            std::cerr << "bench_render: error: there is no option \"" << word << "\"\n";
            return 64;
        }
    }
    if (std::string(SITE_BUILD_TYPE) != "Release")
        std::cerr << "bench_render: warning: this is a build of type " << SITE_BUILD_TYPE << "\n";
    if (!json)
        fmt::print("{:>6} {:>9} {:>9} {:>7} {:>7} {:>9} {:>9}\n", "nodes", "render s", "copy s", "ratio", "files",
                   "MiB", "peak MiB");
    std::vector<Row> rows;
    for (const int nodes : {100, 1000, 10000}) {
        rows.push_back(measure_size(nodes, repeats, folder));
        if (!json) print_row(rows.back());
    }
    const double growth = rows[2].render.seconds / rows[1].render.seconds;
    const bool reached = rows[1].render.seconds <= goal_seconds && growth <= goal_growth;
    if (json) {
        print_json(rows, growth, reached);
    } else {
        fmt::print("1,000 nodes: {:.3f} s (goal {:.1f}); 10,000 / 1,000: {:.1f} times (goal {:.0f})\n",
                   rows[1].render.seconds, goal_seconds, growth, goal_growth);
    }
    return reached ? 0 : 1;
}
