// StateStore: one SQLite file (WAL, synchronous=FULL), shared by several processes of this machine.
#pragma once

#include <memory>
#include <mutex>

#include "ports/clock.hpp"
#include "ports/state_store.hpp"

namespace site {

class Database;

/// Opened at the first use; any thread may use it. Error: unreachable (damaged, not ours), faulty_config (made by a
/// newer sitekit), not_permitted, and those of StateStore.
///
/// Leases are counted by `clock.steady()` and end when the machine was started again, which `boot_id` tells. What has
/// ended is never shown; it is deleted with the next transaction or read that can write. Deletions older than the last
/// 100,000 are not watched.
class SqliteStore : public StateStore {
  public:
    SqliteStore(std::string path, Clock& clock);
    SqliteStore(std::string path, Clock& clock, std::string boot_id);
    ~SqliteStore() override;

    std::optional<Entry> get(const std::string& key) override;
    std::vector<Entry> list(const std::string& prefix) override;
    TransactionResult transact(const std::vector<Compare>& compares, const std::vector<Operation>& operations) override;
    LeaseId grant_lease(std::chrono::seconds time_to_live) override;
    bool refresh_lease(LeaseId lease) override;
    void revoke_lease(LeaseId lease) override;
    std::vector<Change> watch(const std::string& prefix, Revision since, std::chrono::milliseconds wait) override;
    Revision revision() override;

  private:
    Database& database();
    std::int64_t now() const;
    bool lease_runs(LeaseId lease);
    bool delete_key(const std::string& key, Revision revision);
    Revision stored_revision();
    Revision delete_ended_leases();
    void delete_ended_leases_if_possible();
    std::vector<Change> changes(const std::string& prefix, Revision since);

    const std::string path_;
    Clock& clock_;
    const std::string boot_id_;
    std::mutex mutex_;
    std::unique_ptr<Database> database_;
};

/// Names this start of the machine.
std::string read_boot_id();

}  // namespace site
