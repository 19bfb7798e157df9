#include "state/installation.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>

namespace site {
namespace {

constexpr std::array<const char*, 6> state_names{"armed", "booting", "installing", "rebooting", "installed", "failed"};
constexpr std::array<const char*, 4> event_names{"begin", "progress", "done", "fail"};

std::string installation_key(const std::string& node) { return "node/" + node + "/installation"; }
std::string events_prefix(const std::string& node) { return "node/" + node + "/event/"; }
std::string progress_key(const std::string& node) { return "node/" + node + "/progress"; }

template <typename Enum, std::size_t N>
Enum from_name(const std::array<const char*, N>& names, const std::string& name, Enum otherwise) {
    for (std::size_t i = 0; i < N; ++i)
        if (name == names[i]) return static_cast<Enum>(i);
    return otherwise;
}

std::int64_t number(const Record& record, const std::string& name, std::int64_t otherwise) {
    const auto text = field(record, name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? value : otherwise;
}

void put_if(Record& record, const std::string& name, const std::string& value) {
    if (!value.empty()) record[name] = value;
}

std::string encode(const Installation& i) {
    Record record{{"node", i.node}, {"job", i.job}, {"state", format(i.state)}, {"armed-at", std::to_string(i.armed_at)}};
    put_if(record, "mac", i.mac);
    put_if(record, "address", i.address);
    put_if(record, "image", i.image);
    put_if(record, "manifest", i.manifest);
    put_if(record, "overlay", i.overlay);
    put_if(record, "host-key", i.host_key);
    put_if(record, "token-digest", i.token_digest);
    put_if(record, "client", i.client);
    put_if(record, "failure", i.failure);
    return encode_record(record);
}

std::optional<Installation> decode(const Entry& entry) {
    const auto record = decode_record(entry.value);
    if (!record) return std::nullopt;
    Installation i;
    i.node = field(*record, "node");
    i.job = field(*record, "job");
    i.state = from_name(state_names, field(*record, "state"), InstallState::failed);
    i.mac = field(*record, "mac");
    i.address = field(*record, "address");
    i.image = field(*record, "image");
    i.manifest = field(*record, "manifest");
    i.overlay = field(*record, "overlay");
    i.host_key = field(*record, "host-key");
    i.token_digest = field(*record, "token-digest");
    i.client = field(*record, "client");
    i.failure = field(*record, "failure");
    i.armed_at = number(*record, "armed-at", 0);
    i.revision = entry.modified;
    return i;
}

std::string encode(const StageEvent& event) {
    Record record{{"job", event.job}, {"stage", event.stage}, {"state", format(event.state)}, {"time", std::to_string(event.time_ms)}};
    put_if(record, "up", event.up);
    if (event.percent >= 0) record["percent"] = std::to_string(event.percent);
    if (event.bytes >= 0) record["bytes"] = std::to_string(event.bytes);
    put_if(record, "code", event.code);
    put_if(record, "text", event.text);
    put_if(record, "source", event.source);
    return encode_record(record);
}

}  // namespace

const std::vector<std::string>& install_stages() {
    static const std::vector<std::string> stages{"power", "dhcp",  "loader",     "installer", "verify", "partition",
                                                 "image", "files", "bootloader", "reboot",    "ssh",    "xen"};
    return stages;
}

std::string format(InstallState state) { return state_names[static_cast<std::size_t>(state)]; }
std::string format(EventState state) { return event_names[static_cast<std::size_t>(state)]; }

std::optional<Installation> find_installation(StateStore& store, const std::string& node) {
    const auto entry = store.get(installation_key(node));
    return entry ? decode(*entry) : std::nullopt;
}

std::vector<Installation> list_installations(StateStore& store) {
    std::vector<Installation> all;
    for (const auto& entry : store.list("node/")) {
        if (!entry.key.ends_with("/installation")) continue;
        if (auto installation = decode(entry)) all.push_back(std::move(*installation));
    }
    return all;
}

std::optional<std::string> node_of_mac(StateStore& store, const std::string& mac) {
    const auto entry = store.get("mac/" + mac);
    if (!entry) return std::nullopt;
    return entry->value;
}

void arm_installation(StateStore& store, Installation installation) {
    const auto before = find_installation(store, installation.node);
    std::vector<Operation> dropped;
    for (const auto& entry : store.list(events_prefix(installation.node)))
        if (!before || !entry.key.starts_with(events_prefix(installation.node) + before->job + "/")) dropped.push_back(Delete{entry.key});
    for (std::size_t at = 0; at < dropped.size(); at += 100)
        store.transact({}, {dropped.begin() + static_cast<std::ptrdiff_t>(at),
                            dropped.begin() + static_cast<std::ptrdiff_t>(std::min(at + 100, dropped.size()))});

    installation.state = InstallState::armed;
    installation.host_key.clear();
    installation.token_digest.clear();
    installation.failure.clear();
    std::vector<Operation> operations{Put{installation_key(installation.node), encode(installation)},
                                      Put{"mac/" + installation.mac, installation.node}, Delete{progress_key(installation.node)}};
    if (before && !before->token_digest.empty()) operations.push_back(Delete{"token/" + before->token_digest});
    if (before && before->mac != installation.mac && !before->mac.empty()) operations.push_back(Delete{"mac/" + before->mac});
    store.transact({}, operations);
}

bool update_installation(StateStore& store, Installation& installation, std::vector<Operation> also) {
    const auto key = installation_key(installation.node);
    also.insert(also.begin(), Put{key, encode(installation)});
    const auto result = store.transact({{key, Compare::What::modified, installation.revision}}, also);
    if (result.succeeded) installation.revision = result.revision;
    return result.succeeded;
}

std::optional<TokenOwner> owner_of_token(StateStore& store, const std::string& token_digest) {
    const auto entry = store.get("token/" + token_digest);
    if (!entry) return std::nullopt;
    const auto record = decode_record(entry->value);
    if (!record) return std::nullopt;
    return TokenOwner{field(*record, "node"), field(*record, "job"), number(*record, "expires", 0)};
}

Operation put_token(const std::string& token_digest, const TokenOwner& owner) {
    return Put{"token/" + token_digest,
               encode_record({{"node", owner.node}, {"job", owner.job}, {"expires", std::to_string(owner.expires_ms)}})};
}

void add_event(StateStore& store, const StageEvent& event) {
    if (event.state == EventState::progress) {
        store.transact({}, {Put{progress_key(event.node), encode(event)}});
        return;
    }
    const auto prefix = events_prefix(event.node) + event.job + "/";
    auto next = store.list(prefix).size();
    while (true) {
        const auto key = fmt::format("{}{:06}", prefix, next++);
        if (store.transact({{key, Compare::What::created, 0}}, {Put{key, encode(event)}}).succeeded) return;
    }
}

std::optional<StageEvent> event_of(const Entry& entry) {
    const std::string_view key = entry.key;
    if (!key.starts_with("node/")) return std::nullopt;
    const auto slash = key.find('/', 5);
    if (slash == std::string_view::npos) return std::nullopt;
    const auto rest = key.substr(slash + 1);
    if (rest != "progress" && !rest.starts_with("event/")) return std::nullopt;
    const auto record = decode_record(entry.value);
    if (!record) return std::nullopt;
    StageEvent event;
    event.node = std::string(key.substr(5, slash - 5));
    event.job = field(*record, "job");
    event.stage = field(*record, "stage");
    event.state = from_name(event_names, field(*record, "state"), EventState::begin);
    event.time_ms = number(*record, "time", 0);
    event.up = field(*record, "up");
    event.percent = static_cast<int>(number(*record, "percent", -1));
    event.bytes = number(*record, "bytes", -1);
    event.code = field(*record, "code");
    event.text = field(*record, "text");
    event.source = field(*record, "source");
    return event;
}

std::vector<StageEvent> list_events(StateStore& store, const std::string& node, const std::string& job) {
    std::vector<StageEvent> events;
    for (const auto& entry : store.list(events_prefix(node) + job + "/"))
        if (auto event = event_of(entry)) events.push_back(std::move(*event));
    if (const auto entry = store.get(progress_key(node)))
        if (auto event = event_of(*entry); event && event->job == job) events.push_back(std::move(*event));
    return events;
}

void record_unknown(StateStore& store, const UnknownMachine& machine) {
    store.transact({}, {Put{"unknown/" + machine.mac, encode_record({{"client", machine.client}, {"seen", std::to_string(machine.seen_ms)}})}});
}

std::vector<UnknownMachine> list_unknown(StateStore& store) {
    std::vector<UnknownMachine> machines;
    for (const auto& entry : store.list("unknown/")) {
        const auto record = decode_record(entry.value);
        if (record) machines.push_back({entry.key.substr(8), field(*record, "client"), number(*record, "seen", 0)});
    }
    return machines;
}

}  // namespace site
