#include "adapters/libarchive_archive.hpp"

#include "support.hpp"

using namespace site;
using namespace site::test;

TEST_CASE("The same files give the same bytes, in any order", "[libarchive_archive]") {
    LibarchiveArchive archive;
    const ArchiveFile one{"etc/hostname", "node1\n", 0644}, two{"etc/ssh/key", "k", 0600},
        three{"init", "#!/bin/sh\n", 0755};
    const auto packed = archive.pack({one, two, three});
    CHECK(packed == archive.pack({three, one, two}));
    CHECK(packed == LibarchiveArchive().pack({two, three, one}));
    CHECK(packed.size() % 512 == 0);
}

TEST_CASE("tar reads what was packed", "[libarchive_archive]") {
    const TemporaryFolder folder;
    const std::string content("a\0b", 3);
    const auto packed =
        LibarchiveArchive().pack({{"init", "#!/bin/sh\n", 0755}, {"etc/ssh/key", content, 0600}, {"empty", "", 0644}});
    PosixFiles().write(folder / "a.tar", packed, 0644);
    const auto listed = run({"env", "TZ=UTC", "tar", "-tvf", folder / "a.tar"});
    CHECK(listed.out ==
          "-rw-r--r-- root/root         0 1970-01-01 00:00 empty\n"
          "drwxr-xr-x root/root         0 1970-01-01 00:00 etc/\n"
          "drwxr-xr-x root/root         0 1970-01-01 00:00 etc/ssh/\n"
          "-rw------- root/root         3 1970-01-01 00:00 etc/ssh/key\n"
          "-rwxr-xr-x root/root        10 1970-01-01 00:00 init\n");
    CHECK(run({"tar", "-xOf", folder / "a.tar", "etc/ssh/key"}).out == content);
}

TEST_CASE("Paths that lead elsewhere or clash are refused", "[libarchive_archive]") {
    LibarchiveArchive archive;
    for (const char* path : {"", "/etc/passwd", "../up", "a/../b", "a//b", "./a", "a/"}) {
        INFO(path);
        CHECK_THROWS_AS(archive.pack({{path, "x"}}), Error);
    }
    CHECK_THROWS_AS(archive.pack({{"a", "x"}, {"a", "y"}}), Error);
    CHECK_THROWS_AS(archive.pack({{"a", "x"}, {"a/b", "y"}}), Error);
    CHECK_THROWS_AS(archive.pack({{std::string(300, 'n'), "x"}}), Error);
    CHECK_FALSE(archive.pack({}).empty());
}
