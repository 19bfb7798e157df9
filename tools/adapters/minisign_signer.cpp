#include "adapters/minisign_signer.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "adapters/kernel_random.hpp"
#include "adapters/owned_fd.hpp"
#include "adapters/posix_files.hpp"
#include "core/error.hpp"

namespace site {
namespace {

// The parts of a key file, in order: "Ed", no passphrase, "B2", nothing to derive from one, id, secret key, no
// checksum.
constexpr std::size_t id_at = 2 + 2 + 2 + 32 + 8 + 8;
constexpr std::size_t secret_at = id_at + 8;
constexpr std::size_t key_size = secret_at + 64 + 32;

std::string encode(const std::string& bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
    return text;
}

/// Absent unless it is base64 of exactly `size` bytes.
std::optional<std::string> decode(const std::string& text, std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), size, text.data(), text.size(), nullptr,
                          &length, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length != size || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return bytes;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        if (!lines.back().empty() && lines.back().back() == '\r') lines.back().pop_back();
        begin = end + 1;
    }
    return lines;
}

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

template <class Array>
std::string text_of(const Array& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hash_of(const std::string& text) {
    std::string hash(crypto_generichash_BYTES_MAX, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes_of(text), text.size(), nullptr,
                       0);
    return hash;
}

std::string sign_bytes(const MinisignSigner::Key& key, const std::string& bytes) {
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, bytes_of(bytes), bytes.size(),
                         key.secret.data());
    return signature;
}

bool verify_bytes(const MinisignSigner::Key& key, const std::string& signature, const std::string& bytes) {
    return crypto_sign_verify_detached(bytes_of(signature), bytes_of(bytes), bytes.size(), key.secret.data() + 32) == 0;
}

std::string new_key_text() {
    std::string bytes(key_size, '\0');
    bytes.replace(0, 2, "Ed");
    bytes.replace(4, 2, "B2");
    auto* raw = reinterpret_cast<unsigned char*>(bytes.data());
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open_half{};
    randombytes_buf(raw + id_at, 8);
    crypto_sign_keypair(open_half.data(), raw + secret_at);
    return "untrusted comment: minisign secret key without a passphrase\n" + encode(bytes) + "\n";
}

/// Never replaces a key: a link fails where a rename would not.
void make_key_file(const std::string& path) {
    const auto fresh = path + ".new-" + KernelRandom().hex(8);
    PosixFiles files;
    files.write(fresh, new_key_text(), 0600);
    const bool made = ::link(fresh.c_str(), path.c_str()) == 0;
    const int error = errno;
    files.remove(fresh);
    if (!made && error != EEXIST) {
        throw Error(Exit::cannot_write, system_error_text("cannot make signing key " + path, error));
    }
}

MinisignSigner::Key parse_key(const std::string& path, const std::string& text) {
    const auto refuse = [&](const std::string& why) {
        return Error(Exit::faulty_config, "signing key " + path + ": " + why);
    };
    const auto lines = lines_of(text);
    const auto bytes = lines.size() < 2 ? std::nullopt : decode(lines[1], key_size);
    if (!bytes || bytes->substr(0, 2) != "Ed") throw refuse("is not a secret key of minisign");
    if (bytes->compare(2, 2, std::string(2, '\0')) != 0) {
        throw refuse("has a passphrase; remove it with: minisign -C -W -s " + path);
    }
    MinisignSigner::Key key;
    std::copy_n(bytes_of(*bytes) + id_at, key.id.size(), key.id.begin());
    std::copy_n(bytes_of(*bytes) + secret_at, key.secret.size(), key.secret.begin());
    return key;
}

}  // namespace

MinisignSigner::~MinisignSigner() {
    if (key_) sodium_memzero(key_->secret.data(), key_->secret.size());
}

const MinisignSigner::Key& MinisignSigner::key() {
    const std::lock_guard lock(mutex_);
    if (key_) return *key_;
    if (sodium_init() < 0) throw Error(Exit::failed, "libsodium cannot be used here");
    PosixFiles files;
    if (!files.exists(key_file_)) make_key_file(key_file_);
    const auto mode = files.mode(key_file_);
    if (mode && (*mode & 0177) != 0) {
        throw Error(Exit::not_permitted, "others may read signing key " + key_file_ + "; run: chmod 600 " + key_file_);
    }
    key_ = parse_key(key_file_, files.read(key_file_).value_or(""));
    return *key_;
}

std::string MinisignSigner::sign(const std::string& text, const std::string& trusted_comment) {
    if (trusted_comment.find_first_of(std::string("\r\n\0", 3)) != std::string::npos) {
        throw Error(Exit::bug, "a trusted comment of more than one line");
    }
    const auto& own = key();
    const auto signature = sign_bytes(own, hash_of(text));
    return "untrusted comment: signature from sitekit\n" + encode("ED" + text_of(own.id) + signature) +
           "\ntrusted comment: " + trusted_comment + "\n" + encode(sign_bytes(own, signature + trusted_comment)) + "\n";
}

std::string MinisignSigner::public_key() {
    const auto& own = key();
    std::string name;
    for (auto byte = own.id.rbegin(); byte != own.id.rend(); ++byte) {
        name += "0123456789ABCDEF"[*byte >> 4];
        name += "0123456789ABCDEF"[*byte & 15];
    }
    name.erase(0, std::min(name.find_first_not_of('0'), name.size() - 1));  // as minisign writes it
    const auto open_half = text_of(own.secret).substr(32);
    return "untrusted comment: minisign public key " + name + "\n" + encode("Ed" + text_of(own.id) + open_half) + "\n";
}

bool MinisignSigner::verify(const std::string& text, const std::string& signature) {
    static const std::string comment_mark = "trusted comment: ";
    const auto lines = lines_of(signature);
    if (lines.size() != 4 || !lines[0].starts_with("untrusted comment: ") || !lines[2].starts_with(comment_mark))
        return false;
    const auto first = decode(lines[1], 2 + 8 + crypto_sign_BYTES);
    const auto second = decode(lines[3], crypto_sign_BYTES);
    const auto& own = key();
    if (!first || !second || first->substr(0, 2) != "ED" || first->substr(2, 8) != text_of(own.id)) return false;
    const auto bytes = first->substr(10);
    return verify_bytes(own, bytes, hash_of(text)) &&
           verify_bytes(own, *second, bytes + lines[2].substr(comment_mark.size()));
}

}  // namespace site
