#include "adapters/minisign_signer.hpp"

#include "support.hpp"

using namespace site;
using namespace site::test;

TEST_CASE("A signature holds for its text, comment and key alone", "[minisign_signer]") {
    const TemporaryFolder folder;
    MinisignSigner signer(folder / "keys/image.key");
    const auto signature = signer.sign("text", "image 1");
    CHECK(signer.verify("text", signature));
    CHECK(MinisignSigner(folder / "keys/image.key").verify("text", signature));
    CHECK_FALSE(signer.verify("text ", signature));
    CHECK_FALSE(MinisignSigner(folder / "other.key").verify("text", signature));
    auto changed = signature;
    changed.replace(changed.find("image 1"), 7, "image 2");
    CHECK_FALSE(signer.verify("text", changed));
    for (std::size_t cut = 0; cut + 1 < signature.size(); cut += 7)
        CHECK_FALSE(signer.verify("text", signature.substr(0, cut)));
    CHECK_THROWS_AS(signer.sign("text", "two\nlines"), Error);
}

TEST_CASE("The key is made once, for the owner alone", "[minisign_signer]") {
    const TemporaryFolder folder;
    PosixFiles files;
    std::vector<std::string> keys(8);
    std::vector<std::thread> threads;
    for (auto& key : keys) threads.emplace_back([&] { key = MinisignSigner(folder / "image.key").public_key(); });
    for (auto& thread : threads) thread.join();
    for (const auto& key : keys) CHECK(key == keys[0]);
    CHECK(files.mode(folder / "image.key") == 0600);
    CHECK(files.list(folder.path()) == std::vector<std::string>{"image.key"});
}

TEST_CASE("A key that others may read, or that is none, is refused", "[minisign_signer]") {
    const TemporaryFolder folder;
    const auto path = folder / "image.key";
    const auto use = [&] { MinisignSigner(path).public_key(); };
    use();
    PosixFiles files;
    files.write(path, files.read(path).value(), 0644);
    CHECK(exit_of(use) == Exit::not_permitted);
    files.write(path, "untrusted comment: x\nRWQAAEIy\n", 0600);
    CHECK(exit_of(use) == Exit::faulty_config);
    files.write(path, "", 0600);
    CHECK(exit_of(use) == Exit::faulty_config);
}

TEST_CASE("minisign and we accept each other's files", "[minisign_signer]") {
    if (!have_program("minisign", "minisign")) return;
    const TemporaryFolder folder;
    PosixFiles files;
    const std::string text(100'000, 't');
    files.write(folder / "file", text, 0644);

    SECTION("its verification, our key and signature") {
        MinisignSigner signer(folder / "image.key");
        files.write(folder / "image.pub", signer.public_key(), 0644);
        files.write(folder / "file.minisig", signer.sign(text, "image dom0 1"), 0644);
        const auto verified = run({"minisign", "-V", "-H", "-p", folder / "image.pub", "-m", folder / "file"});
        INFO(verified.err);
        CHECK(verified.ok());
        CHECK(verified.out.find("Trusted comment: image dom0 1") != std::string::npos);
        files.write(folder / "file", text + "x", 0644);
        CHECK_FALSE(run({"minisign", "-V", "-H", "-p", folder / "image.pub", "-m", folder / "file"}).ok());
    }
    SECTION("its signature with our key") {
        MinisignSigner signer(folder / "image.key");
        signer.public_key();
        const auto signed_by_it =
            run({"minisign", "-S", "-s", folder / "image.key", "-m", folder / "file", "-t", "by minisign"});
        INFO(signed_by_it.err);
        REQUIRE(signed_by_it.ok());
        CHECK(signer.verify(text, files.read(folder / "file.minisig").value()));
        CHECK(run({"minisign", "-R", "-s", folder / "image.key", "-p", folder / "again.pub"}).ok());
        CHECK(files.read(folder / "again.pub").value() == signer.public_key());
    }
    SECTION("its name of a key that begins with a zero") {
        for (int i = 0; i < 40; ++i) {
            const auto name = folder / std::to_string(i);
            const auto ours = MinisignSigner(name + ".key").public_key();
            REQUIRE(run({"minisign", "-R", "-s", name + ".key", "-p", name + ".pub"}).ok());
            CHECK(files.read(name + ".pub").value() == ours);
        }
    }
    SECTION("its key, our signature") {
        REQUIRE(run({"minisign", "-G", "-W", "-p", folder / "its.pub", "-s", folder / "its.key"}).ok());
        MinisignSigner signer(folder / "its.key");
        CHECK(signer.public_key() == files.read(folder / "its.pub"));
        files.write(folder / "file.minisig", signer.sign(text, ""), 0644);
        CHECK(run({"minisign", "-V", "-H", "-p", folder / "its.pub", "-m", folder / "file"}).ok());
    }
}
