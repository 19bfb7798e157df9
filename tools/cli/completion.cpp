#include "cli/tool.hpp"
namespace site {
std::string format_completion(const ToolSpec&, const std::string&) { return {}; }
}  // namespace site
