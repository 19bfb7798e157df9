#include "adapters/posix_files.hpp"

#include "support.hpp"

using namespace site;
using namespace site::test;

TEST_CASE("What was written is read again, with its mode", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    const auto path = folder / "a/b/file";
    CHECK_FALSE(files.read(path));
    CHECK_FALSE(files.exists(path));
    const std::string content("one\0two", 7);
    files.write(path, content, 0600);
    CHECK(files.read(path) == content);
    CHECK(files.mode(path) == 0600);
    CHECK(files.size(path) == Size{7});
    files.write(path, "other", 0644);
    CHECK(files.read(path) == "other");
    CHECK(files.mode(path) == 0644);
    files.write_quickly(folder / "c/quick", "q", 0755);
    CHECK(files.mode(folder / "c/quick") == 0755);
    files.write_quickly(folder / "c/quick", "", 0644);
    CHECK(files.read(folder / "c/quick") == "");
    CHECK(files.list(folder / "a/b") == std::vector<std::string>{"file"});
}

TEST_CASE("Parts of a file end where it ends", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    files.write(folder / "file", "0123456789", 0644);
    CHECK(files.read_part(folder / "file", 2, 3) == "234");
    CHECK(files.read_part(folder / "file", 8, 100) == "89");
    CHECK(files.read_part(folder / "file", 50, 100) == "");
    CHECK_FALSE(files.read_part(folder / "none", 0, 1));
}

TEST_CASE("A failed write leaves the old file and nothing else", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    files.write(folder / "file", "old", 0644);
    files.make_folder(folder / "taken", 0755);
    CHECK(exit_of([&] { files.write(folder / "taken", "new", 0644); }) == Exit::cannot_write);
    CHECK(exit_of([&] { files.write(folder / "file/below", "new", 0644); }) == Exit::cannot_write);
    CHECK(files.read(folder / "file") == "old");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
    CHECK(exit_of([&] { files.read(folder.path()); }) == Exit::failed);
}

TEST_CASE("Removing what is not there is success", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    files.remove(folder / "none");
    files.remove_tree(folder / "none");
    CHECK(files.list(folder / "none").empty());
    CHECK_FALSE(files.size(folder / "none"));
    CHECK_FALSE(files.mode(folder / "none"));
    CHECK_FALSE(files.sha256(folder / "none"));
}

TEST_CASE("A tree is removed without following links", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    files.write(folder / "kept/file", "x", 0644);
    files.write(folder / "tree/deep/file", "x", 0644);
    std::filesystem::create_directory_symlink(folder / "kept", folder / "tree/link");
    files.remove_tree(folder / "tree");
    CHECK_FALSE(files.exists(folder / "tree"));
    CHECK(files.exists(folder / "kept/file"));
    std::filesystem::create_directory_symlink(folder / "kept", folder / "link");
    files.remove_tree(folder / "link");
    CHECK(files.exists(folder / "kept/file"));
}

TEST_CASE("Names are sorted, folders keep their mode, files move", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    for (const char* name : {"b", "a", "c"}) files.write_quickly(folder / name, "", 0644);
    files.make_folder(folder / "d/e", 0700);
    files.make_folder(folder / "d/e", 0700);
    CHECK(files.list(folder.path()) == std::vector<std::string>{"a", "b", "c", "d"});
    CHECK(files.mode(folder / "d") == 0755);
    CHECK(files.mode(folder / "d/e") == 0700);
    files.rename(folder / "a", folder / "d/e/a");
    CHECK(files.exists(folder / "d/e/a"));
    CHECK(exit_of([&] { files.rename(folder / "none", folder / "x"); }) == Exit::cannot_write);
    CHECK(exit_of([&] { files.make_folder(folder / "b", 0755); }) == Exit::cannot_write);
}

TEST_CASE("SHA-256 and free space are those of other programs", "[posix_files]") {
    const TemporaryFolder folder;
    PosixFiles files;
    files.write(folder / "abc", "abc", 0644);
    CHECK(files.sha256(folder / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    files.write_quickly(folder / "big", std::string(3'000'000, 'x'), 0644);
    CHECK(run({"sha256sum", folder / "big"}).out.substr(0, 64) == files.sha256(folder / "big"));
    CHECK(files.free_space(folder / "not/yet/made").bytes > 0);
}
