// What every StateStore must do; run against each implementation with a fresh store.
#pragma once

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "fakes/fake_clock.hpp"
#include "ports/state_store.hpp"

namespace site::test {

inline std::vector<std::string> keys_of(const std::vector<Entry>& entries) {
    std::vector<std::string> keys;
    for (const auto& entry : entries) keys.push_back(entry.key);
    return keys;
}

inline Compare absent(const std::string& key) { return {key, Compare::What::created, 0}; }
inline Compare unmodified(const std::string& key, Revision revision) {
    return {key, Compare::What::modified, revision};
}

/// To be called inside a TEST_CASE: has sections.
inline void check_state_store(StateStore& store, FakeClock& clock) {
    using namespace std::chrono_literals;
    const auto put = [&](const std::string& key, const std::string& value, LeaseId lease = 0) {
        return store.transact({}, {Put{key, value, lease}});
    };
    using Keys = std::vector<std::string>;

    SECTION("an empty store is at revision 0") {
        CHECK(store.revision() == 0);
        CHECK_FALSE(store.get("a"));
        CHECK(store.list("").empty());
    }
    SECTION("entries know when they were made and written") {
        CHECK(put("a", "1").revision == 1);
        CHECK(put("b", "1").revision == 2);
        CHECK(put("a", "2").revision == 3);
        const auto entry = store.get("a");
        REQUIRE(entry);
        CHECK(entry->key == "a");
        CHECK(entry->value == "2");
        CHECK(entry->created == 1);
        CHECK(entry->modified == 3);
        CHECK(entry->lease == 0);
        CHECK(store.revision() == 3);
    }
    SECTION("a key made again begins anew") {
        put("a", "1");
        CHECK(store.transact({}, {Delete{"a"}}).revision == 2);
        CHECK_FALSE(store.get("a"));
        put("a", "2");
        CHECK(store.get("a")->created == 3);
    }
    SECTION("lists hold the prefix, in the order of bytes") {
        for (const char* key : {"node/b", "node/a", "node", "node0", "node/\xff\xff", "nod", "node/a/x", "node/A"})
            put(key, key);
        CHECK(keys_of(store.list("node/")) == Keys{"node/A", "node/a", "node/a/x", "node/b", "node/\xff\xff"});
        CHECK(keys_of(store.list("node/\xff")) == Keys{"node/\xff\xff"});
        CHECK(store.list("").size() == 8);
        CHECK(store.list("nodes").empty());
    }
    SECTION("any bytes are kept") {
        const std::string odd("\0\xff'\"%_\n", 7);
        put("odd/" + odd, odd);
        CHECK(store.get("odd/" + odd)->value == odd);
        CHECK(store.list("odd/").size() == 1);
        put("empty", "");
        CHECK(store.get("empty")->value.empty());
    }
    SECTION("create if absent succeeds once") {
        CHECK(store.transact({absent("a")}, {Put{"a", "mine"}}).succeeded);
        const auto second = store.transact({absent("a")}, {Put{"a", "theirs"}});
        CHECK_FALSE(second.succeeded);
        CHECK(second.revision == 1);
        CHECK(store.get("a")->value == "mine");
    }
    SECTION("compare and swap refuses what was changed meanwhile") {
        put("a", "1");
        put("a", "2");
        CHECK_FALSE(store.transact({unmodified("a", 1)}, {Put{"a", "3"}}).succeeded);
        CHECK(store.transact({unmodified("a", 2)}, {Put{"a", "3"}}).succeeded);
        CHECK(store.transact({{"a", Compare::What::created, 1}}, {Put{"a", "4"}}).succeeded);
        CHECK_FALSE(store.transact({{"a", Compare::What::created, 3}}, {Put{"a", "5"}}).succeeded);
        CHECK(store.get("a")->value == "4");
    }
    SECTION("all comparisons must hold, or nothing is done") {
        put("a", "1");
        CHECK_FALSE(store.transact({unmodified("a", 1), absent("a")}, {Put{"a", "2"}, Put{"b", "2"}}).succeeded);
        CHECK(store.get("a")->value == "1");
        CHECK_FALSE(store.get("b"));
        CHECK(store.revision() == 1);
    }
    SECTION("one transaction is one revision; one that changes nothing is none") {
        CHECK(store.transact({}, {Put{"a", "1"}, Put{"b", "1"}}).revision == 1);
        CHECK(store.get("a")->modified == store.get("b")->modified);
        CHECK(store.transact({}, {Delete{"none"}}).revision == 1);
        const auto question = store.transact({unmodified("a", 1)}, {});
        CHECK(question.succeeded);
        CHECK(question.revision == 1);
        CHECK(store.transact({}, {Put{"a", "2"}, Delete{"b"}}).revision == 2);
    }
    SECTION("128 operations and 1 MiB fit, more is a bug of the caller") {
        std::vector<Operation> many;
        for (int i = 0; i < 128; ++i) many.push_back(Put{"many/" + std::to_string(i), "x"});
        CHECK(store.transact({}, many).succeeded);
        CHECK(store.list("many/").size() == 128);
        many.push_back(Put{"many/last", "x"});
        CHECK_THROWS_AS(store.transact({}, many), Error);
        const std::string big(1 << 20, 'b');
        put("big", big);
        CHECK(store.get("big")->value == big);
        CHECK_THROWS_AS(put("bigger", big + "b"), Error);
        CHECK_THROWS_AS(store.transact({}, {Put{"twice", "1"}, Delete{"twice"}}), Error);
        CHECK(store.revision() == 2);
    }
    SECTION("a lease ends with its keys") {
        const auto lease = store.grant_lease(10s);
        CHECK(lease != 0);
        put("leader", "me", lease);
        put("other", "stays");
        CHECK(store.get("leader")->lease == lease);
        clock.advance(9s);
        CHECK(store.get("leader"));
        clock.advance(2s);
        CHECK_FALSE(store.get("leader"));
        CHECK(store.list("").size() == 1);
        CHECK(store.revision() == 3);
        CHECK_FALSE(store.refresh_lease(lease));
        CHECK(store.transact({absent("leader")}, {Put{"leader", "you"}}).succeeded);
    }
    SECTION("a refreshed lease goes on") {
        const auto lease = store.grant_lease(10s);
        put("leader", "me", lease);
        for (int i = 0; i < 5; ++i) {
            clock.advance(6s);
            CHECK(store.refresh_lease(lease));
        }
        CHECK(store.get("leader"));
        clock.advance(11s);
        CHECK_FALSE(store.refresh_lease(lease));
        CHECK_FALSE(store.get("leader"));
    }
    SECTION("a revoked lease takes its keys at once") {
        const auto lease = store.grant_lease(1000s);
        const auto other = store.grant_lease(1000s);
        put("a", "1", lease);
        put("b", "1", other);
        store.revoke_lease(lease);
        CHECK(keys_of(store.list("")) == Keys{"b"});
        CHECK_FALSE(store.refresh_lease(lease));
        CHECK(store.refresh_lease(other));
        store.revoke_lease(lease);
    }
    SECTION("writing under an ended lease does not succeed") {
        const auto lease = store.grant_lease(1s);
        clock.advance(2s);
        CHECK_FALSE(put("a", "1", lease).succeeded);
        CHECK_FALSE(put("a", "1", 123456).succeeded);
        CHECK_FALSE(store.get("a"));
    }
    SECTION("a key written without its lease outlives it") {
        const auto lease = store.grant_lease(1s);
        put("a", "1", lease);
        put("a", "2");
        clock.advance(2s);
        CHECK(store.get("a")->value == "2");
    }
    SECTION("a watch shows changes below its prefix, oldest first") {
        put("n/a", "1");
        put("n/b", "1");
        put("m/a", "1");
        put("n/a", "2");
        store.transact({}, {Delete{"n/b"}});
        const auto all = store.watch("n/", 0, 0ms);
        REQUIRE(all.size() >= 2);
        CHECK(all[all.size() - 2].entry.key == "n/a");
        CHECK(all[all.size() - 2].entry.value == "2");
        CHECK_FALSE(all[all.size() - 2].deleted);
        CHECK(all.back().entry.key == "n/b");
        CHECK(all.back().entry.modified == 5);
        CHECK(all.back().deleted);
        CHECK(store.watch("n/", 4, 0ms).size() == 1);
        CHECK(store.watch("n/", 5, 0ms).empty());
    }
    SECTION("a watch waits, but not longer than asked") {
        put("a", "1");
        const auto begin = clock.passed();
        CHECK(store.watch("a", 1, 1500ms).empty());
        CHECK(clock.passed() - begin >= 1500ms);
        CHECK(clock.passed() - begin <= 1600ms);
    }
    SECTION("a watch sees a lease end while it waits") {
        const auto lease = store.grant_lease(5s);
        put("leader", "me", lease);
        const auto changes = store.watch("leader", store.revision(), 60s);
        REQUIRE(changes.size() == 1);
        CHECK(changes[0].deleted);
        CHECK(changes[0].entry.key == "leader");
        CHECK(clock.passed() < 6s);
    }
}

}  // namespace site::test
