// One node's installation as the state store keeps it: its state, its events, and the ways from one state to the next.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/record.hpp"
#include "ports/state_store.hpp"

namespace site {

// Keys: node/NODE/installation, node/NODE/event/JOB/NNNNNN, node/NODE/progress, mac/MAC, token/SHA256, unknown/MAC. Values are records.

enum class InstallState {
    armed,        ///< the next network boot gets the installer
    booting,      ///< the boot script was fetched
    installing,   ///< the installer has reported
    rebooting,    ///< installed, on its way to the Dom0
    installed,    ///< Xen was proved
    failed,
};

struct Installation {
    std::string node;
    std::string job;             ///< 32 hex digits, new at every arming
    InstallState state = InstallState::armed;
    std::string mac;             ///< of the booting NIC, with ':'
    std::string address;
    std::string image;
    std::string manifest;        ///< SHA-256
    std::string overlay;         ///< SHA-256
    std::string host_key;        ///< "ssh-ed25519 AAAA..."; empty until reported
    std::string token_digest;    ///< SHA-256 of the one-time token; empty until fetched
    std::string client;          ///< address that fetched the boot script
    std::string failure;         ///< "image: bad-chunk: chunk 7 ..." when failed
    std::int64_t armed_at = 0;   ///< seconds since 1970
    Revision revision = 0;       ///< of the stored record: what a change is compared with
};

enum class EventState { begin, progress, done, fail };

/// Something that happened to a node on its way, from whatever source: siteinit, the DHCP log, the boot service, the installer.
struct StageEvent {
    std::string node, job, stage;
    EventState state = EventState::begin;
    std::int64_t time_ms = 0;    ///< since 1970, by the provisioner's clock
    std::string up;              ///< seconds since the node's kernel started, as reported; or ""
    int percent = -1;
    std::int64_t bytes = -1;
    std::string code, text;
    std::string source;          ///< "siteinit", "dhcp", "tftp", "boot", or the client's address
};

/// The stages in the order of a node's way.
const std::vector<std::string>& install_stages();

std::string format(InstallState state);
std::string format(EventState state);

std::optional<Installation> find_installation(StateStore& store, const std::string& node);
std::vector<Installation> list_installations(StateStore& store);
std::optional<std::string> node_of_mac(StateStore& store, const std::string& mac);

/// Stores a new installation in state armed, whatever was before; events of all jobs but the one before are dropped, its token ends.
void arm_installation(StateStore& store, Installation installation);

/// Writes the record if it is still at its revision (false: somebody was quicker), with further operations in the same transaction.
bool update_installation(StateStore& store, Installation& installation, std::vector<Operation> also = {});

struct TokenOwner {
    std::string node, job;
    std::int64_t expires_ms = 0;
};
std::optional<TokenOwner> owner_of_token(StateStore& store, const std::string& token_digest);
Operation put_token(const std::string& token_digest, const TokenOwner& owner);

/// Progress replaces the node's last progress; everything else is appended.
void add_event(StateStore& store, const StageEvent& event);
/// Of one job, in order; the last progress, if any, at the end.
std::vector<StageEvent> list_events(StateStore& store, const std::string& node, const std::string& job);
/// Absent when the entry is not an event or progress.
std::optional<StageEvent> event_of(const Entry& entry);

struct UnknownMachine {
    std::string mac, client;
    std::int64_t seen_ms = 0;
};
void record_unknown(StateStore& store, const UnknownMachine& machine);
std::vector<UnknownMachine> list_unknown(StateStore& store);

}  // namespace site
