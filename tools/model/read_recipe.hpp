// Reads a recipe file (XML).
#pragma once

#include <string>

#include "core/problem.hpp"
#include "model/recipe.hpp"

namespace site {

struct RecipeResult {
    Recipe recipe;      ///< use it only when problems is empty
    Problems problems;  ///< sorted, every fault at once
};

/// `path` is shown in places. Limit: 4 MiB. Never throws on any input; pure.
RecipeResult read_recipe(const std::string& path, const std::string& text);

}  // namespace site
