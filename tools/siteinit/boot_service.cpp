#include "siteinit/boot_service.hpp"

#include <algorithm>
#include <charconv>

#include "core/mac_address.hpp"
#include "core/record.hpp"
#include "core/sha256.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/random.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe/server_log.hpp"
#include "state/installation.hpp"

namespace site {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds token_life = 1h;
constexpr std::size_t longest_text = 500;
constexpr std::uint64_t log_portion = 1 << 20;
constexpr auto log_offset_key = "log/dnsmasq/offset";

HttpResponse plain(int status, const std::string& text) { return {status, "text/plain", text.ends_with('\n') ? text : text + "\n"}; }

std::int64_t milliseconds_now(Ports& ports) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(ports.clock.now().time_since_epoch()).count();
}

StageEvent event_of_job(const Installation& installation, const std::string& stage, EventState state, Ports& ports) {
    StageEvent event;
    event.node = installation.node;
    event.job = installation.job;
    event.stage = stage;
    event.state = state;
    event.time_ms = milliseconds_now(ports);
    return event;
}

/// One line of printable text, cut to a length.
std::string cleaned(const std::string& text) {
    auto clean = text.substr(0, longest_text);
    std::replace_if(clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return clean;
}

bool is_decimal(const std::string& text) {
    return !text.empty() && text.size() <= 16 && text.find_first_not_of("0123456789.") == std::string::npos;
}

std::int64_t number_or(const std::string& text, std::int64_t otherwise) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() && value >= 0 ? value : otherwise;
}

/// "TYPE BASE64" of a public key line, without its comment.
std::string without_comment(const std::string& key) {
    const auto type_end = key.find(' ');
    return type_end == std::string::npos ? key : key.substr(0, key.find(' ', type_end + 1));
}

bool is_host_key(const std::string& key) {
    constexpr std::string_view type = "ssh-ed25519 ";
    return key.size() == type.size() + 68 && key.starts_with(type) &&
           key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", type.size()) == std::string::npos;
}

bool is_word(const std::string& text) {
    return text.size() <= 40 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

std::optional<EventState> event_state(const std::string& name) {
    for (const auto state : {EventState::begin, EventState::progress, EventState::done, EventState::fail})
        if (format(state) == name) return state;
    return std::nullopt;
}

/// What a report makes of the installation. False: nothing changed.
bool move_on(Installation& installation, const StageEvent& event, const std::string& host_key) {
    const auto before = installation.state;
    const auto key_before = installation.host_key;
    if (installation.state == InstallState::booting) installation.state = InstallState::installing;
    if (!host_key.empty()) installation.host_key = host_key;
    if (event.stage == "reboot") installation.state = InstallState::rebooting;
    if (event.state == EventState::fail) {
        installation.state = InstallState::failed;
        installation.failure = event.stage + ": " + event.code + (event.text.empty() ? "" : ": " + event.text);
    }
    return installation.state != before || installation.host_key != key_before;
}

}  // namespace

BootService::BootService(Ports& ports, std::string state_folder) : ports_(ports), state_folder_(std::move(state_folder)) {}

HttpResponse BootService::answer(const HttpRequest& request) {
    const std::string boot_path = "/boot/", answers_path = "/answers/";
    if (request.method == "GET" && request.path.starts_with(boot_path)) return boot(request, request.path.substr(boot_path.size()));
    if (request.method == "GET" && request.path.starts_with(answers_path)) return answers(request.path.substr(answers_path.size()));
    if (request.method == "POST" && request.path == "/report") return report(request);
    return plain(404, "no such thing");
}

HttpResponse BootService::boot(const HttpRequest& request, const std::string& mac_text) {
    const auto parsed = parse_mac_address(mac_text);
    if (!parsed) return plain(404, "no such machine");
    const auto mac = format_mac_address(*parsed);
    const auto node = node_of_mac(ports_.store, mac);
    if (!node) {
        record_unknown(ports_.store, {mac, request.client, milliseconds_now(ports_)});
        return plain(200, render_unknown_script());
    }
    for (auto installation = find_installation(ports_.store, *node); installation; installation = find_installation(ports_.store, *node)) {
        if (installation->state != InstallState::armed) {
            if (installation->state == InstallState::booting || installation->state == InstallState::installing) {
                auto event = event_of_job(*installation, "loader", EventState::begin, ports_);
                event.code = "asked-again";
                event.text = "the boot script was asked for again; it is given out once, so the node boots its disk";
                event.source = request.client;
                add_event(ports_.store, event);
            }
            return plain(200, render_local_script());
        }
        auto script = ports_.files.read(state_folder_ + "/jobs/" + installation->job + "/boot.ipxe");
        if (!script) return plain(500, "the boot script of this job is not there");
        const auto token = ports_.random.hex(32);
        installation->state = InstallState::booting;
        installation->token_digest = sha256(token);
        installation->client = request.client;
        const TokenOwner owner{installation->node, installation->job, milliseconds_now(ports_) + token_life.count()};
        if (!update_installation(ports_.store, *installation, {put_token(installation->token_digest, owner)})) continue;
        auto event = event_of_job(*installation, "loader", EventState::done, ports_);
        event.source = request.client;
        add_event(ports_.store, event);
        const std::string fact = "@TOKEN@";
        for (auto at = script->find(fact); at != std::string::npos; at = script->find(fact)) script->replace(at, fact.size(), token);
        return plain(200, *script);
    }
    return plain(200, render_local_script());
}

HttpResponse BootService::answers(const std::string& name) {
    const auto token = name.substr(0, 64);
    const auto kind = name.size() > 64 ? name.substr(64) : std::string{};
    if (!is_sha256(token)) return plain(404, "no such thing");   // a token has the shape of a digest
    const auto owner = owner_of_token(ports_.store, sha256(token));
    if (!owner || owner->expires_ms < milliseconds_now(ports_)) return plain(403, "unknown or expired token");
    const std::string file = kind.empty() ? "answers" : kind == ".minisig" ? "answers.minisig" : kind == ".tar" ? "overlay.tar" : "";
    if (file.empty()) return plain(404, "no such thing");
    auto content = ports_.files.read(state_folder_ + "/jobs/" + owner->job + "/" + file);
    if (!content) return plain(500, "the answers of this job are not there");
    return {200, "application/octet-stream", std::move(*content)};
}

HttpResponse BootService::report(const HttpRequest& request) {
    const auto record = decode_record(request.body);
    if (!record) return plain(400, "malformed report");
    const auto token = field(*record, "token");
    const auto owner = is_sha256(token) ? owner_of_token(ports_.store, sha256(token)) : std::nullopt;
    if (!owner || owner->expires_ms < milliseconds_now(ports_)) return plain(403, "unknown or expired token");

    const auto state = event_state(field(*record, "state"));
    const auto& stages = install_stages();
    const auto host_key = without_comment(field(*record, "host_key"));
    if (!state || std::find(stages.begin(), stages.end(), field(*record, "stage")) == stages.end() || !is_word(field(*record, "code")) ||
        (!host_key.empty() && !is_host_key(host_key)))
        return plain(400, "malformed report");

    for (int attempt = 0; attempt < 20; ++attempt) {
        auto installation = find_installation(ports_.store, owner->node);
        if (!installation || installation->job != owner->job) return plain(403, "this job is over");
        auto event = event_of_job(*installation, field(*record, "stage"), *state, ports_);
        event.up = is_decimal(field(*record, "up")) ? field(*record, "up") : "";
        event.percent = static_cast<int>(std::min<std::int64_t>(number_or(field(*record, "percent"), -1), 100));
        event.bytes = number_or(field(*record, "bytes"), -1);
        event.code = field(*record, "code");
        event.text = cleaned(field(*record, "text"));
        event.source = request.client;

        if (event.state != EventState::progress)
            for (const auto& known : list_events(ports_.store, event.node, event.job))
                if (known.stage == event.stage && known.state == event.state && known.code == event.code)
                    return {204, "text/plain", ""};   // a stage ends once: said again because our answer was lost
        if (move_on(*installation, event, host_key) && !update_installation(ports_.store, *installation)) continue;
        add_event(ports_.store, event);
        return {204, "text/plain", ""};
    }
    return plain(503, "busy, try again");
}

void BootService::follow_log() {
    const auto path = state_folder_ + "/log/dnsmasq.log";
    if (!log_offset_known_) {
        const auto entry = ports_.store.get(log_offset_key);
        log_offset_ = entry ? static_cast<std::uint64_t>(number_or(entry->value, 0)) : 0;
        log_offset_known_ = true;
    }
    const auto size = ports_.files.size(path);
    if (!size) return;
    if (size->bytes < log_offset_) log_offset_ = 0;   // the log was rotated
    if (size->bytes == log_offset_) return;
    const auto text = ports_.files.read_part(path, log_offset_, log_portion).value_or("");
    const auto whole = text.rfind('\n');
    if (whole == std::string::npos) {
        if (text.size() == log_portion) log_offset_ += log_portion;
        return;
    }
    for (std::size_t at = 0; at <= whole;) {
        const auto end = text.find('\n', at);
        take_log_line(text.substr(at, end - at));
        at = end + 1;
    }
    log_offset_ += whole + 1;
    ports_.store.transact({}, {Put{log_offset_key, std::to_string(log_offset_)}});
}

void BootService::take_log_line(const std::string& line) {
    const auto seen = parse_dnsmasq_line(line);
    if (!seen) return;
    std::optional<Installation> installation;
    if (!seen->mac.empty()) {
        if (const auto node = node_of_mac(ports_.store, seen->mac)) installation = find_installation(ports_.store, *node);
    } else {
        for (auto& candidate : list_installations(ports_.store))
            if (candidate.address == seen->address) installation = std::move(candidate);
    }
    if (!installation || installation->state == InstallState::installed || installation->state == InstallState::failed) return;

    const bool dhcp = seen->kind == ServerLogEvent::Kind::address_given || seen->kind == ServerLogEvent::Kind::address_refused;
    auto event = event_of_job(*installation, dhcp ? "dhcp" : "loader", EventState::begin, ports_);
    event.source = dhcp ? "dhcp" : "tftp";
    switch (seen->kind) {
        case ServerLogEvent::Kind::address_given:
            event.state = EventState::done;
            event.text = seen->address;
            break;
        case ServerLogEvent::Kind::address_refused: event.code = "refused"; event.text = cleaned(seen->text); break;
        case ServerLogEvent::Kind::file_sent: event.text = seen->file; break;
        case ServerLogEvent::Kind::file_failed: event.code = "tftp"; event.text = cleaned(seen->text); break;
    }
    for (const auto& known : list_events(ports_.store, event.node, event.job))
        if (known.stage == event.stage && known.state == event.state && known.code == event.code && known.text == event.text) return;
    add_event(ports_.store, event);
}

}  // namespace site
