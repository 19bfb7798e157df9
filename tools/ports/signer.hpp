// Signatures in minisign's format.
#pragma once

#include <string>

namespace site {

/// Ed25519 over BLAKE2b-512 of the text ("ED", prehashed); `minisign -V` accepts them. The private key is a file of mode 0600, made when it is absent.
class Signer {
  public:
    virtual ~Signer() = default;
    virtual std::string sign(const std::string& text, const std::string& trusted_comment) = 0;   ///< whole .minisig file
    virtual std::string public_key() = 0;                                                         ///< whole .pub file
    virtual bool verify(const std::string& text, const std::string& signature) = 0;
};

}  // namespace site
