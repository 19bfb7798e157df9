#include "adapters/sqlite_store.hpp"

#include <set>

#include "adapters/database.hpp"
#include "adapters/posix_files.hpp"
#include "core/error.hpp"

namespace site {
namespace {

constexpr std::int64_t application_id = 0x73697465;  // "site"
constexpr std::int64_t schema_version = 1;
constexpr std::size_t max_operations = 128;
constexpr std::size_t max_value = std::size_t{1} << 20;
constexpr std::chrono::milliseconds watch_interval{100};

constexpr const char* schema = R"(
CREATE TABLE revisions(id INTEGER PRIMARY KEY CHECK(id = 1), revision INTEGER NOT NULL);
INSERT INTO revisions VALUES(1, 0);
CREATE TABLE entries(key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
                     lease INTEGER NOT NULL);
CREATE INDEX entries_modified ON entries(modified);
CREATE INDEX entries_lease ON entries(lease) WHERE lease <> 0;
CREATE TABLE deletions(key TEXT PRIMARY KEY NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX deletions_revision ON deletions(revision);
CREATE TABLE leases(id INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL, time_to_live_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL);
)";

constexpr const char* select_entries =
    "SELECT e.key, e.value, e.created, e.modified, e.lease FROM entries e LEFT JOIN leases l ON l.id = e.lease "
    "WHERE (e.lease = 0 OR (l.boot = ?1 AND l.ends_ms > ?2)) AND ";

Entry read_entry(const Statement& row) {
    return {row.text(0), row.text(1), row.number(2), row.number(3), row.number(4)};
}

/// The first key after all that begin with the prefix; empty: there is none.
std::string end_of_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
    if (!prefix.empty()) ++prefix.back();
    return prefix;
}

void prepare_schema(Database& database, const std::string& path) {
    const auto refuse_newer = [&](std::int64_t version) {
        if (version > schema_version) {
            throw Error(Exit::faulty_config, "state store " + path + ": was made by a newer sitekit (schema " +
                                                 std::to_string(version) + ", this one knows " +
                                                 std::to_string(schema_version) + "); use that one");
        }
    };
    const auto version = database.number("PRAGMA user_version");
    refuse_newer(version);
    if (version == 0 && database.number("SELECT count(*) FROM sqlite_master") > 0 &&
        database.number("PRAGMA application_id") != application_id) {
        throw Error(Exit::unreachable, "state store " + path + ": is a database of another program");
    }
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = FULL");
    if (version == schema_version) return;
    Database::Transaction transaction(database);
    if (database.number("PRAGMA user_version") == 0) {
        database.execute(schema);
        database.execute("PRAGMA application_id = " + std::to_string(application_id));
        database.execute("PRAGMA user_version = " + std::to_string(schema_version));
    }
    transaction.commit();
}

/// A switch to WAL does not wait for a lock, so several first users must try again.
std::unique_ptr<Database> open_database(const std::string& path, Clock& clock) {
    const auto end = clock.steady() + std::chrono::seconds(10);
    for (;;) {
        try {
            auto database = std::make_unique<Database>(path);
            prepare_schema(*database, path);
            return database;
        } catch (const Error& error) {
            if (error.exit() != Exit::busy || clock.steady() >= end) throw;
        }
        clock.sleep(std::chrono::milliseconds(50));
    }
}

void check_limits(const std::vector<Compare>& compares, const std::vector<Operation>& operations) {
    if (compares.size() > max_operations || operations.size() > max_operations) {
        throw Error(Exit::bug, "a transaction of more than 128 operations");
    }
    std::set<std::string> keys;
    for (const auto& operation : operations) {
        const auto* put = std::get_if<Put>(&operation);
        const auto& key = put != nullptr ? put->key : std::get<Delete>(operation).key;
        if (!keys.insert(key).second) throw Error(Exit::bug, "key " + key + " twice in one transaction");
        if (put != nullptr && put->value.size() > max_value) throw Error(Exit::bug, "value of " + key + " above 1 MiB");
    }
}

}  // namespace

std::string read_boot_id() { return PosixFiles().read("/proc/sys/kernel/random/boot_id").value_or("unknown"); }

SqliteStore::SqliteStore(std::string path, Clock& clock) : SqliteStore(std::move(path), clock, read_boot_id()) {}

SqliteStore::SqliteStore(std::string path, Clock& clock, std::string boot_id)
    : path_(std::move(path)), clock_(clock), boot_id_(std::move(boot_id)) {}

SqliteStore::~SqliteStore() = default;

Database& SqliteStore::database() {
    if (!database_) database_ = open_database(path_, clock_);
    return *database_;
}

std::int64_t SqliteStore::now() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady().time_since_epoch()).count();
}

Revision SqliteStore::stored_revision() { return database().number("SELECT revision FROM revisions"); }

bool SqliteStore::lease_runs(LeaseId lease) {
    auto found = database().prepare("SELECT 1 FROM leases WHERE id = ? AND boot = ? AND ends_ms > ?");
    return found.bind(lease).bind(boot_id_).bind(now()).step();
}

bool SqliteStore::delete_key(const std::string& key, Revision revision) {
    auto gone = database().prepare("DELETE FROM entries WHERE key = ? RETURNING 1");
    if (!gone.bind(key).step()) return false;
    gone.run();
    database().prepare("INSERT OR REPLACE INTO deletions VALUES(?, ?)").bind(key).bind(revision).run();
    return true;
}

/// Inside a transaction. Their keys go as one revision; returns the revision afterwards.
Revision SqliteStore::delete_ended_leases() {
    const auto time = now();
    std::vector<std::string> keys;
    auto ended = database().prepare(
        "SELECT e.key FROM entries e LEFT JOIN leases l ON l.id = e.lease "
        "WHERE e.lease <> 0 AND (l.id IS NULL OR l.boot <> ? OR l.ends_ms <= ?)");
    ended.bind(boot_id_).bind(time);
    while (ended.step()) keys.push_back(ended.text(0));
    auto revision = stored_revision();
    if (!keys.empty()) {
        ++revision;
        for (const auto& key : keys) delete_key(key, revision);
        database().prepare("UPDATE revisions SET revision = ?").bind(revision).run();
    }
    database().prepare("DELETE FROM leases WHERE boot <> ? OR ends_ms <= ?").bind(boot_id_).bind(time).run();
    return revision;
}

void SqliteStore::delete_ended_leases_if_possible() {
    {
        auto ended = database().prepare("SELECT 1 FROM leases WHERE boot <> ? OR ends_ms <= ? LIMIT 1");
        if (!ended.bind(boot_id_).bind(now()).step()) return;
    }
    try {
        Database::Transaction transaction(database());
        delete_ended_leases();
        transaction.commit();
    } catch (const Error& error) {
        if (error.exit() != Exit::cannot_write && error.exit() != Exit::busy) throw;
    }
}

std::optional<Entry> SqliteStore::get(const std::string& key) {
    const std::lock_guard lock(mutex_);
    delete_ended_leases_if_possible();
    auto rows = database().prepare(std::string(select_entries) + "e.key = ?3");
    if (!rows.bind(boot_id_).bind(now()).bind(key).step()) return std::nullopt;
    return read_entry(rows);
}

std::vector<Entry> SqliteStore::list(const std::string& prefix) {
    const std::lock_guard lock(mutex_);
    delete_ended_leases_if_possible();
    const auto end = end_of_prefix(prefix);
    auto rows =
        database().prepare(std::string(select_entries) + "e.key >= ?3 AND (?4 = '' OR e.key < ?4) ORDER BY e.key");
    rows.bind(boot_id_).bind(now()).bind(prefix).bind(end);
    std::vector<Entry> entries;
    while (rows.step()) entries.push_back(read_entry(rows));
    return entries;
}

TransactionResult SqliteStore::transact(const std::vector<Compare>& compares,
                                        const std::vector<Operation>& operations) {
    check_limits(compares, operations);
    const std::lock_guard lock(mutex_);
    Database::Transaction transaction(database());
    const auto before = delete_ended_leases();
    bool holds = true;
    for (const auto& compare : compares) {
        auto found = database().prepare("SELECT created, modified FROM entries WHERE key = ?");
        const int column = compare.what == Compare::What::created ? 0 : 1;
        holds = holds && (found.bind(compare.key).step() ? found.number(column) : 0) == compare.revision;
    }
    for (const auto& operation : operations) {
        const auto* put = std::get_if<Put>(&operation);
        holds = holds && (put == nullptr || put->lease == 0 || lease_runs(put->lease));
    }
    const auto next = before + 1;
    bool changed = false;
    for (const auto& operation : operations) {
        if (!holds) break;
        if (const auto* put = std::get_if<Put>(&operation)) {
            database()
                .prepare(
                    "INSERT INTO entries VALUES(?1, ?2, ?3, ?3, ?4) ON CONFLICT(key) DO UPDATE SET "
                    "value = ?2, modified = ?3, lease = ?4")
                .bind(put->key)
                .bind_bytes(put->value)
                .bind(next)
                .bind(put->lease)
                .run();
            database().prepare("DELETE FROM deletions WHERE key = ?").bind(put->key).run();
            changed = true;
        } else {
            changed = delete_key(std::get<Delete>(operation).key, next) || changed;
        }
    }
    if (changed) {
        database().prepare("UPDATE revisions SET revision = ?").bind(next).run();
        if (next % 1000 == 0) {
            database().execute(
                "DELETE FROM deletions WHERE revision < "
                "(SELECT revision FROM deletions ORDER BY revision DESC LIMIT 1 OFFSET 100000)");
        }
    }
    transaction.commit();
    return {holds, changed ? next : before};
}

LeaseId SqliteStore::grant_lease(std::chrono::seconds time_to_live) {
    const std::lock_guard lock(mutex_);
    Database::Transaction transaction(database());
    delete_ended_leases();
    const std::int64_t time = std::chrono::milliseconds(time_to_live).count();
    auto made = database().prepare("INSERT INTO leases(boot, time_to_live_ms, ends_ms) VALUES(?, ?, ?) RETURNING id");
    made.bind(boot_id_).bind(time).bind(now() + time).step();
    const LeaseId lease = made.number(0);
    made.run();
    transaction.commit();
    return lease;
}

bool SqliteStore::refresh_lease(LeaseId lease) {
    const std::lock_guard lock(mutex_);
    Database::Transaction transaction(database());
    delete_ended_leases();
    const bool runs = lease_runs(lease);
    if (runs) {
        database()
            .prepare("UPDATE leases SET ends_ms = ? + time_to_live_ms WHERE id = ?")
            .bind(now())
            .bind(lease)
            .run();
    }
    transaction.commit();
    return runs;
}

void SqliteStore::revoke_lease(LeaseId lease) {
    const std::lock_guard lock(mutex_);
    Database::Transaction transaction(database());
    database().prepare("UPDATE leases SET ends_ms = ? WHERE id = ?").bind(now()).bind(lease).run();
    delete_ended_leases();
    transaction.commit();
}

/// One per key: what it holds now, or that it is gone.
std::vector<Change> SqliteStore::changes(const std::string& prefix, Revision since) {
    delete_ended_leases_if_possible();
    std::vector<Change> found;
    if (stored_revision() <= since) return found;
    const auto end = end_of_prefix(prefix);
    auto rows = database().prepare(
        "SELECT key, value, created, modified, lease FROM entries WHERE modified > ?1 AND key >= ?2 AND (?3 = '' OR "
        "key < ?3) "
        "UNION ALL SELECT key, NULL, 0, revision, -1 FROM deletions WHERE revision > ?1 AND key >= ?2 AND (?3 = '' OR "
        "key < ?3) "
        "ORDER BY 4, 1");
    rows.bind(since).bind(prefix).bind(end);
    while (rows.step()) {
        auto entry = read_entry(rows);
        const bool deleted = entry.lease < 0;
        if (deleted) entry.lease = 0;
        found.push_back({std::move(entry), deleted});
    }
    return found;
}

std::vector<Change> SqliteStore::watch(const std::string& prefix, Revision since, std::chrono::milliseconds wait) {
    const auto end = clock_.steady() + wait;
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (auto found = changes(prefix, since); !found.empty()) return found;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock_.steady());
        if (left.count() <= 0) return {};
        clock_.sleep(std::min(left, watch_interval));
    }
}

Revision SqliteStore::revision() {
    const std::lock_guard lock(mutex_);
    delete_ended_leases_if_possible();
    return stored_revision();
}

}  // namespace site
