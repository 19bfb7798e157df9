#include "sitelab/nvram.hpp"

#include <cstdint>
#include <string_view>

namespace site {
namespace {

using namespace std::string_view_literals;

// GUIDs as they lie in memory.
constexpr std::string_view authenticated_store = "\x78\x2c\xf3\xaa\x7b\x94\x9a\x43\xa1\x80\x2e\x14\x4e\xc3\x77\x92"sv;
constexpr std::string_view global_variable = "\x61\xdf\xe4\x8b\xca\x93\xd2\x11\xaa\x0d\x00\xe0\x98\x03\x2b\x8c"sv;

constexpr std::size_t store_header_size = 28;
constexpr std::size_t variable_header_size = 60;
constexpr std::uint8_t variable_added = 0x3f;
constexpr std::uint8_t deleted_mask = 0xfd;
constexpr std::uint32_t kept_seen_at_boot_and_run_time = 7;
constexpr std::uint16_t our_entry = 0x5b00;
constexpr const char* our_entry_name = "Boot5B00";

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i > 0; --i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i - 1]);
    return value;
}

std::string bytes_of(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    return bytes;
}

std::string utf16(std::string_view text) {
    std::string bytes;
    for (const char c : text) bytes += {c, '\0'};
    return bytes + std::string(2, '\0');
}

std::size_t align4(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

/// Walks the variables of a store; every place is checked against its end.
class VariableStore {
  public:
    explicit VariableStore(std::string bytes) : bytes_(std::move(bytes)) {
        if (bytes_.size() < 64 || bytes_.compare(40, 4, "_FVH") != 0) return;
        const auto header = static_cast<std::size_t>(number_at(bytes_, 48, 2));
        if (header + store_header_size > bytes_.size() || bytes_.compare(header, 16, authenticated_store) != 0) return;
        end_ = header + static_cast<std::size_t>(number_at(bytes_, header + 16, 4));
        if (end_ > bytes_.size()) return;
        first_ = align4(header + store_header_size);
        good_ = true;
    }
    bool good() const { return good_; }
    const std::string& bytes() const { return bytes_; }

    std::optional<std::string> get(std::string_view name) const {
        std::optional<std::string> found;
        walk([&](std::size_t at, std::size_t name_size, std::size_t data_size) {
            if (is_live(at, name, name_size)) found = bytes_.substr(at + variable_header_size + name_size, data_size);
        });
        return found;
    }

    bool set(std::string_view name, const std::string& data) {
        if (get(name) == data) return true;
        const auto key = utf16(name);
        const auto free = walk([](std::size_t, std::size_t, std::size_t) {});
        const auto variable = bytes_of(0x55aa, 2) + static_cast<char>(variable_added) + '\0' +
                              bytes_of(kept_seen_at_boot_and_run_time, 4) + std::string(8 + 16 + 4, '\0') +
                              bytes_of(key.size(), 4) + bytes_of(data.size(), 4) + std::string(global_variable) + key +
                              data;
        if (free + align4(variable.size()) > end_) return false;
        remove(name);
        bytes_.replace(free, variable.size(), variable);
        return true;
    }

  private:
    template <class Visit>
    std::size_t walk(Visit visit) const {
        auto at = first_;
        while (at + variable_header_size <= end_ && number_at(bytes_, at, 2) == 0x55aa) {
            const auto name_size = static_cast<std::size_t>(number_at(bytes_, at + 36, 4));
            const auto data_size = static_cast<std::size_t>(number_at(bytes_, at + 40, 4));
            if (name_size > end_ || data_size > end_ || at + variable_header_size + name_size + data_size > end_)
                return end_;
            visit(at, name_size, data_size);
            at = align4(at + variable_header_size + name_size + data_size);
        }
        return at;
    }

    bool is_live(std::size_t at, std::string_view name, std::size_t name_size) const {
        return static_cast<std::uint8_t>(bytes_[at + 2]) == variable_added &&
               bytes_.compare(at + 44, 16, global_variable) == 0 &&
               bytes_.compare(at + variable_header_size, name_size, utf16(name)) == 0;
    }

    void remove(std::string_view name) {
        walk([&](std::size_t at, std::size_t name_size, std::size_t) {
            if (is_live(at, name, name_size)) bytes_[at + 2] = static_cast<char>(variable_added & deleted_mask);
        });
    }

    std::string bytes_;
    std::size_t first_ = 0, end_ = 0;
    bool good_ = false;
};

/// PciRoot(0x0)/Pci(SLOT,0x0)/MAC(...,0x1)/IPv4(0.0.0.0)
std::string network_device_path(MacAddress mac, int pci_slot) {
    auto path = std::string("\x02\x01\x0c\x00\xd0\x41\x03\x0a\x00\x00\x00\x00"sv);
    path += std::string("\x01\x01\x06\x00\x00"sv) + static_cast<char>(pci_slot);
    path += std::string("\x03\x0b\x25\x00"sv);
    for (int shift = 40; shift >= 0; shift -= 8) path.push_back(static_cast<char>(mac.value >> shift & 0xff));
    path += std::string(26, '\0') + '\x01';
    path += std::string("\x03\x0c\x1b\x00"sv) + std::string(23, '\0');
    return path + std::string("\x7f\xff\x04\x00"sv);
}

std::string load_option(const std::string& path) {
    return bytes_of(1, 4) + bytes_of(path.size(), 2) + utf16("sitelab network") + path;
}

}  // namespace

std::optional<std::string> set_network_boot(const std::string& bytes, MacAddress mac, int pci_slot) {
    VariableStore store(bytes);
    if (!store.good()) return std::nullopt;
    if (!store.set(our_entry_name, load_option(network_device_path(mac, pci_slot)))) return std::nullopt;
    if (!store.set("BootNext", bytes_of(our_entry, 2))) return std::nullopt;
    return store.bytes();
}

std::optional<std::string> firmware_variable(const std::string& bytes, const std::string& name) {
    const VariableStore store(bytes);
    return store.good() ? store.get(name) : std::nullopt;
}

}  // namespace site
