// StateStore in memory, with everything its contract says.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "core/error.hpp"
#include "ports/clock.hpp"
#include "ports/state_store.hpp"

namespace site {

class MemoryStore : public StateStore {
  public:
    explicit MemoryStore(Clock& clock) : clock_(clock) {}

    /// The next transactions throw as a full disk does, until set to false.
    void set_full(bool full) { full_ = full; }

    std::optional<Entry> get(const std::string& key) override {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        const auto found = entries_.find(key);
        if (found == entries_.end()) return std::nullopt;
        return found->second;
    }
    std::vector<Entry> list(const std::string& prefix) override {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        std::vector<Entry> found;
        for (auto at = entries_.lower_bound(prefix); at != entries_.end() && at->first.starts_with(prefix); ++at) {
            found.push_back(at->second);
        }
        return found;
    }
    TransactionResult transact(const std::vector<Compare>& compares,
                               const std::vector<Operation>& operations) override {
        check_limits(compares, operations);
        const std::lock_guard lock(mutex_);
        if (full_) throw Error(Exit::cannot_write, "state store: database or disk is full");
        delete_ended_leases();
        for (const auto& compare : compares) {
            const auto found = entries_.find(compare.key);
            Revision is = 0;
            if (found != entries_.end()) {
                is = compare.what == Compare::What::created ? found->second.created : found->second.modified;
            }
            if (is != compare.revision) return {false, revision_};
        }
        for (const auto& operation : operations) {
            const auto* put = std::get_if<Put>(&operation);
            if (put != nullptr && put->lease != 0 && leases_.count(put->lease) == 0) return {false, revision_};
        }
        const auto next = revision_ + 1;
        bool changed = false;
        for (const auto& operation : operations) {
            if (const auto* put = std::get_if<Put>(&operation)) {
                auto& entry = entries_[put->key];
                entry = {put->key, put->value, entry.created != 0 ? entry.created : next, next, put->lease};
                deletions_.erase(put->key);
                changed = true;
            } else {
                changed = delete_key(std::get<Delete>(operation).key, next) || changed;
            }
        }
        if (changed) revision_ = next;
        return {true, revision_};
    }
    LeaseId grant_lease(std::chrono::seconds time_to_live) override {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        leases_[++last_lease_] = {time_to_live, clock_.steady() + time_to_live};
        return last_lease_;
    }
    bool refresh_lease(LeaseId lease) override {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        const auto found = leases_.find(lease);
        if (found == leases_.end()) return false;
        found->second.ends = clock_.steady() + found->second.time_to_live;
        return true;
    }
    void revoke_lease(LeaseId lease) override {
        const std::lock_guard lock(mutex_);
        const auto found = leases_.find(lease);
        if (found != leases_.end()) found->second.ends = clock_.steady();
        delete_ended_leases();
    }
    std::vector<Change> watch(const std::string& prefix, Revision since, std::chrono::milliseconds wait) override {
        const auto end = clock_.steady() + wait;
        for (;;) {
            if (auto found = changes(prefix, since); !found.empty()) return found;
            if (clock_.steady() >= end) return {};
            clock_.sleep(std::chrono::milliseconds(100));
        }
    }
    Revision revision() override {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        return revision_;
    }

  private:
    struct Lease {
        std::chrono::seconds time_to_live{};
        std::chrono::steady_clock::time_point ends;
    };
    static void check_limits(const std::vector<Compare>& compares, const std::vector<Operation>& operations) {
        if (compares.size() > 128 || operations.size() > 128)
            throw Error(Exit::bug, "a transaction of more than 128 operations");
        std::set<std::string> keys;
        for (const auto& operation : operations) {
            const auto* put = std::get_if<Put>(&operation);
            const auto& key = put != nullptr ? put->key : std::get<Delete>(operation).key;
            if (!keys.insert(key).second) throw Error(Exit::bug, "key " + key + " twice in one transaction");
            if (put != nullptr && put->value.size() > 1U << 20)
                throw Error(Exit::bug, "value of " + key + " above 1 MiB");
        }
    }
    bool delete_key(const std::string& key, Revision revision) {
        if (entries_.erase(key) == 0) return false;
        deletions_[key] = revision;
        return true;
    }
    void delete_ended_leases() {
        std::erase_if(leases_, [&](const auto& lease) { return lease.second.ends <= clock_.steady(); });
        std::vector<std::string> keys;
        for (const auto& [key, entry] : entries_) {
            if (entry.lease != 0 && leases_.count(entry.lease) == 0) keys.push_back(key);
        }
        if (!keys.empty()) ++revision_;
        for (const auto& key : keys) delete_key(key, revision_);
    }
    std::vector<Change> changes(const std::string& prefix, Revision since) {
        const std::lock_guard lock(mutex_);
        delete_ended_leases();
        std::vector<Change> found;
        for (const auto& [key, entry] : entries_) {
            if (entry.modified > since && key.starts_with(prefix)) found.push_back({entry, false});
        }
        for (const auto& [key, revision] : deletions_) {
            if (revision > since && key.starts_with(prefix)) found.push_back({{key, {}, 0, revision, 0}, true});
        }
        std::stable_sort(found.begin(), found.end(), [](const Change& a, const Change& b) {
            return a.entry.modified != b.entry.modified ? a.entry.modified < b.entry.modified
                                                        : a.entry.key < b.entry.key;
        });
        return found;
    }

    Clock& clock_;
    std::mutex mutex_;
    bool full_ = false;
    std::map<std::string, Entry> entries_;
    std::map<std::string, Revision> deletions_;
    std::map<LeaseId, Lease> leases_;
    LeaseId last_lease_ = 0;
    Revision revision_ = 0;
};

}  // namespace site
