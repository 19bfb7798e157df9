// Names at the door: what a node, pool, project ... may be called, and help for what is nearly right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace site {

/// One DNS label: ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$. Safe in paths, argv, configuration files and host names.
bool is_name(std::string_view text);
/// Labels joined by dots, 253 characters at most: a domain or host name.
bool is_domain(std::string_view text);
/// A name that may also hold '.' and '_' inside, as MLN's switches do ("lan.ft3").
bool is_loose_name(std::string_view text);
/// Linux network interface: 1..15 of [A-Za-z0-9_.-], not "." or "..".
bool is_interface_name(std::string_view text);
/// An absolute path of [A-Za-z0-9_./+:@-] without "." or ".." parts, at most 4095 characters.
bool is_safe_path(std::string_view text);

/// The candidate nearest to `word` (Damerau-Levenshtein, at most a third of its length), or "".
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "did you mean \"bricks\"?" or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace site
