// Signer: libsodium's Ed25519 in minisign's files.
#pragma once

#include <array>
#include <mutex>
#include <optional>

#include "ports/signer.hpp"

namespace site {

/// The key file is as `minisign -G -W` makes it (no passphrase), so that minisign can use it too. It is read, or made,
/// at the first use; of several processes that make it at once one wins and all use that key. Error: not_permitted
/// (others may read it), faulty_config (not such a key, or one with a passphrase), cannot_write.
class MinisignSigner : public Signer {
  public:
    explicit MinisignSigner(std::string key_file) : key_file_(std::move(key_file)) {}
    ~MinisignSigner() override;

    std::string sign(const std::string& text, const std::string& trusted_comment) override;
    std::string public_key() override;
    bool verify(const std::string& text, const std::string& signature) override;

    struct Key {
        std::array<unsigned char, 8> id{};
        std::array<unsigned char, 64> secret{};  ///< seed and public key
    };

  private:
    const Key& key();

    const std::string key_file_;
    std::mutex mutex_;
    std::optional<Key> key_;
};

}  // namespace site
