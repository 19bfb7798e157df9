// What a site must hold beyond the shape of its file: references, addresses, uniqueness, arithmetic.
#pragma once

#include "core/problem.hpp"
#include "model/site.hpp"

namespace site {

/// Every fault, sorted. The names are listed in docs/site-file.md ("Faults"). Linear in the size of the site but for sorting.
Problems check_site(const Site& site);

}  // namespace site
