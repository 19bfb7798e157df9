// Signer without secrets: the signature repeats what was signed.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "ports/signer.hpp"

namespace site {

class FakeSigner : public Signer {
  public:
    std::vector<std::string> log;  ///< the trusted comment of each signature

    std::string sign(const std::string& text, const std::string& trusted_comment) override {
        {
            const std::lock_guard lock(mutex_);
            log.push_back(trusted_comment);
        }
        return "untrusted comment: fake\n" + mark_of(text) + "\ntrusted comment: " + trusted_comment + "\nfake\n";
    }
    std::string public_key() override { return "untrusted comment: minisign public key FAKE\nfake\n"; }
    bool verify(const std::string& text, const std::string& signature) override {
        return signature.starts_with("untrusted comment: fake\n" + mark_of(text) + "\n");
    }

  private:
    static std::string mark_of(const std::string& text) {
        std::uint64_t hash = 1469598103934665603U;
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
        return std::to_string(text.size()) + "-" + std::to_string(hash);
    }

    std::mutex mutex_;
};

}  // namespace site
