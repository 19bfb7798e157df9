#include "model/reading.hpp"

namespace site {

bool Reading::take(std::size_t& left, std::size_t bytes, const Where& where) {
    if (exhausted) return false;
    if (faults.full()) {
        exhausted = true;
        return false;
    }
    if (bytes <= left) {
        left -= bytes;
        return true;
    }
    exhausted = true;
    faults.add(where, "too-large", "the site is too large once its ranges and variables are unfolded",
               "make its ranges shorter; the rest is not read");
    return false;
}

}  // namespace site
