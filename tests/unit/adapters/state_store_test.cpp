#include "contract/state_store_contract.hpp"

#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "adapters/owned_fd.hpp"
#include "adapters/posix_clock.hpp"
#include "adapters/sqlite_store.hpp"
#include "fakes/memory_store.hpp"
#include "support.hpp"

using namespace site;
using namespace site::test;

namespace {

/// Runs `work` in a process of its own, without the end-of-process work of ours.
template <class Work>
pid_t in_child(Work work) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    int status = 0;
    try {
        work();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
        status = 1;
    }
    ::_exit(status);
}

int status_of(pid_t child) {
    int status = -1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// Compare-and-swap until it succeeds.
void increment(StateStore& store, const std::string& key) {
    for (;;) {
        const auto before = store.get(key);
        const auto value = std::to_string(before ? std::stoi(before->value) + 1 : 1);
        if (store.transact({unmodified(key, before ? before->modified : 0)}, {Put{key, value}}).succeeded) return;
    }
}

}  // namespace

TEST_CASE("The SQLite store keeps the contract", "[sqlite_store]") {
    const TemporaryFolder folder;
    FakeClock clock;
    SqliteStore store(folder / "state.db", clock);
    check_state_store(store, clock);
}

TEST_CASE("The store of the tests keeps the contract", "[memory_store]") {
    FakeClock clock;
    MemoryStore store(clock);
    check_state_store(store, clock);
}

TEST_CASE("Increments of several processes and threads are all counted", "[sqlite_store]") {
    const TemporaryFolder folder;
    constexpr int processes = 4, times = 50;
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        children.push_back(in_child([&] {
            PosixClock clock;
            SqliteStore store(folder / "state.db", clock);
            for (int n = 0; n < times; ++n) increment(store, "counter");
        }));
    }
    for (const auto child : children) CHECK(status_of(child) == 0);
    PosixClock clock;
    SqliteStore store(folder / "state.db", clock);
    CHECK(store.get("counter")->value == std::to_string(processes * times));
    CHECK(store.revision() == processes * times);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < times; ++n) increment(store, "counter");
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(store.get("counter")->value == std::to_string((processes + 4) * times));
}

TEST_CASE("What was acknowledged before kill -9 is there afterwards", "[sqlite_store]") {
    const TemporaryFolder folder;
    int acknowledged = 0;
    for (int round = 0; round < 5; ++round) {
        int fds[2];
        REQUIRE(::pipe(fds) == 0);
        const OwnedFd read(fds[0]);
        OwnedFd write(fds[1]);
        const pid_t child = in_child([&] {
            PosixClock clock;
            SqliteStore store(folder / "state.db", clock);
            for (int n = acknowledged + 1;; ++n) {
                store.transact({},
                               {Put{"n/" + std::to_string(n), std::string(5000, 'x')}, Put{"last", std::to_string(n)}});
                if (::write(write.get(), &n, sizeof n) != sizeof n) return;
            }
        });
        write.reset();
        std::this_thread::sleep_for(std::chrono::milliseconds(200 + 37 * round));
        ::kill(child, SIGKILL);
        status_of(child);
        for (int n = 0; ::read(read.get(), &n, sizeof n) == sizeof n;) acknowledged = n;
        PosixClock clock;
        SqliteStore store(folder / "state.db", clock);
        const auto last = store.get("last");
        const int kept = last ? std::stoi(last->value) : 0;
        CHECK(kept >= acknowledged);
        CHECK(kept <= acknowledged + 1);
        CHECK(store.list("n/").size() == static_cast<std::size_t>(kept));
        CHECK(store.revision() == kept);
        acknowledged = kept;
    }
    CHECK(acknowledged > 0);
}

TEST_CASE("A change by another process ends a watch", "[sqlite_store]") {
    const TemporaryFolder folder;
    PosixClock clock;
    SqliteStore store(folder / "state.db", clock);
    store.transact({}, {Put{"a", "1"}});
    std::thread writer([&] {
        SqliteStore other(folder / "state.db", clock);
        clock.sleep(300ms);
        other.transact({}, {Put{"a", "2"}});
    });
    const auto changes = store.watch("a", 1, 20s);
    writer.join();
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].entry.value == "2");
}

TEST_CASE("The file is the owner's alone", "[sqlite_store]") {
    const TemporaryFolder folder;
    PosixClock clock;
    SqliteStore store(folder / "new/folder/state.db", clock);
    CHECK_FALSE(PosixFiles().exists(folder / "new"));
    store.transact({}, {Put{"a", "1"}});
    for (const auto& name : PosixFiles().list(folder / "new/folder")) {
        CHECK(PosixFiles().mode(folder / ("new/folder/" + name)) == 0600);
    }
}

TEST_CASE("A restart of the machine ends every lease", "[sqlite_store]") {
    const TemporaryFolder folder;
    FakeClock clock;
    LeaseId lease = 0;
    {
        SqliteStore store(folder / "state.db", clock, "boot-1");
        lease = store.grant_lease(1000s);
        store.transact({}, {Put{"leader", "me", lease}});
    }
    SqliteStore same_boot(folder / "state.db", clock, "boot-1");
    CHECK(same_boot.get("leader"));
    SqliteStore next_boot(folder / "state.db", clock, "boot-2");
    CHECK_FALSE(next_boot.get("leader"));
    CHECK_FALSE(next_boot.refresh_lease(lease));
}

TEST_CASE("What is not our database is refused and left alone", "[sqlite_store]") {
    const TemporaryFolder folder;
    PosixClock clock;
    PosixFiles files;
    const auto path = folder / "state.db";
    const auto use = [&] { SqliteStore(path, clock).get("a"); };
    SECTION("rubbish") {
        files.write(path, std::string(10000, 'r'), 0600);
        CHECK(exit_of(use) == Exit::unreachable);
        CHECK(files.read(path) == std::string(10000, 'r'));
    }
    SECTION("a damaged table") {
        {
            SqliteStore store(path, clock);
            for (int i = 0; i < 50; ++i) store.transact({}, {Put{"k/" + std::to_string(i), std::string(4000, 'v')}});
        }
        auto content = files.read(path).value();
        for (std::size_t page = 4096; page < content.size(); page += 4096) content.replace(page, 100, 100, '\xee');
        files.write(path, content, 0600);
        CHECK(exit_of([&] { SqliteStore(path, clock).list("k/"); }) == Exit::unreachable);
    }
    SECTION("a newer schema") {
        SqliteStore(path, clock).transact({}, {Put{"a", "1"}});
        REQUIRE(have_program("sqlite3", "sqlite3"));
        REQUIRE(run({"sqlite3", path, "PRAGMA user_version = 7"}).ok());
        CHECK(exit_of(use) == Exit::faulty_config);
    }
    SECTION("another program's") {
        REQUIRE(have_program("sqlite3", "sqlite3"));
        REQUIRE(run({"sqlite3", path, "CREATE TABLE theirs(x)"}).ok());
        CHECK(exit_of(use) == Exit::unreachable);
    }
    SECTION("a folder") {
        files.make_folder(path, 0755);
        CHECK(exit_of(use) == Exit::cannot_write);
    }
}

TEST_CASE("A full disk is said, and nothing that was kept is lost", "[sqlite_store]") {
    const TemporaryFolder folder;
    const auto disk = folder / "disk";
    PosixFiles().make_folder(disk, 0755);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=2m") != 0) {
        WARN("skipped: " << system_error_text("cannot mount a tmpfs here"));
        return;
    }
    {
        PosixClock clock;
        SqliteStore store(disk + "/state.db", clock);
        int kept = 0;
        Exit exit = Exit::done;
        while (exit == Exit::done && kept < 1000) {
            exit = exit_of([&] {
                store.transact({}, {Put{"n/" + std::to_string(kept + 1), std::string(50'000, 'x')}});
                ++kept;
            });
        }
        CHECK(exit == Exit::cannot_write);
        CHECK(kept > 5);
        CHECK(store.list("n/").size() == static_cast<std::size_t>(kept));
        CHECK(SqliteStore(disk + "/state.db", clock).revision() == kept);
        REQUIRE(::mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, "size=20m") == 0);
        store.transact({}, {Put{"n/more", "x"}});
        CHECK(store.list("n/").size() == static_cast<std::size_t>(kept + 1));
    }
    CHECK(::umount(disk.c_str()) == 0);
}

TEST_CASE("A store locked for long is busy", "[sqlite_store]") {
    if (!have_program("sqlite3", "sqlite3")) return;
    const TemporaryFolder folder;
    PosixClock clock;
    SqliteStore store(folder / "state.db", clock);
    store.transact({}, {Put{"a", "1"}});
    std::thread locker([&] {
        run({"sqlite3", folder / "state.db"},
            "BEGIN IMMEDIATE;\n.shell touch '" + (folder / "locked") + "'; sleep 11\nROLLBACK;\n");
    });
    CHECK(becomes_true([&] { return PosixFiles().exists(folder / "locked"); }));
    CHECK(store.get("a"));
    CHECK(exit_of([&] { store.transact({}, {Put{"a", "2"}}); }) == Exit::busy);
    locker.join();
    CHECK(store.transact({}, {Put{"a", "2"}}).succeeded);
}
