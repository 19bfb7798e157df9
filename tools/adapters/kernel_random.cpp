#include "adapters/kernel_random.hpp"

#include <sys/random.h>

#include "adapters/owned_fd.hpp"
#include "core/error.hpp"

namespace site {

std::string KernelRandom::hex(std::size_t bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes);
    while (out.size() < 2 * bytes) {
        unsigned char piece[64];
        const auto count = ::getrandom(piece, std::min(sizeof piece, bytes - out.size() / 2), 0);
        if (count < 0) {
            if (errno == EINTR) continue;
            throw Error(Exit::failed, system_error_text("getrandom"));
        }
        for (ssize_t i = 0; i < count; ++i) {
            out += digits[piece[i] >> 4];
            out += digits[piece[i] & 15];
        }
    }
    return out;
}

}  // namespace site
