// The state store: keys and values with revisions, transactions, leases and watching. SQLite keeps it on one machine; etcd can keep the same contract.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace site {

using Revision = std::int64_t;   ///< counts transactions that changed something, from 1; 0: never
using LeaseId = std::int64_t;    ///< 0: none

struct Entry {
    std::string key;
    std::string value;           ///< at most 1 MiB
    Revision created = 0;        ///< revision of the transaction that made the key
    Revision modified = 0;       ///< of the last one that wrote it
    LeaseId lease = 0;
};

/// Holds when the key's `created` or `modified` equals `revision`; 0 means that the key is absent.
struct Compare {
    enum class What { created, modified };
    std::string key;
    What what = What::modified;
    Revision revision = 0;
};

struct Put {
    std::string key;
    std::string value;
    LeaseId lease = 0;
};
struct Delete {
    std::string key;
};
using Operation = std::variant<Put, Delete>;

struct TransactionResult {
    bool succeeded = false;      ///< false: a comparison did not hold, nothing was changed
    Revision revision = 0;       ///< of the store after it
};

struct Change {
    Entry entry;                 ///< for a deletion: key and `modified` only
    bool deleted = false;
};

class StateStore {
  public:
    virtual ~StateStore() = default;
    virtual std::optional<Entry> get(const std::string& key) = 0;
    virtual std::vector<Entry> list(const std::string& prefix) = 0;   ///< in the order of keys
    /// All comparisons hold -> all operations, durably, as one revision. A Put under a lease that has ended counts as a comparison that does
    /// not hold. At most 128 operations, each key once, values at most 1 MiB: more is Error (bug).
    /// Throws Error: busy (locked longer than 10 s), cannot_write (disk full), unreachable.
    virtual TransactionResult transact(const std::vector<Compare>& compares, const std::vector<Operation>& operations) = 0;
    /// A lease ends `time_to_live` after the last refresh, and its keys with it; measured by a clock that does not jump.
    virtual LeaseId grant_lease(std::chrono::seconds time_to_live) = 0;
    virtual bool refresh_lease(LeaseId lease) = 0;                    ///< false: it has ended
    virtual void revoke_lease(LeaseId lease) = 0;
    /// Changes below a prefix after `since`, oldest first, waiting at most `wait` for the first. A hint: deleted keys may be folded together.
    virtual std::vector<Change> watch(const std::string& prefix, Revision since, std::chrono::milliseconds wait) = 0;
    virtual Revision revision() = 0;
};

}  // namespace site
