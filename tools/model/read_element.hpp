// XML to a tree of known elements. pugixml is known to read_element.cpp alone.
#pragma once

#include <optional>

#include "model/element.hpp"
#include "model/faults.hpp"
#include "model/source_text.hpp"

namespace site {

/// The root of a file: `site`, or, where `included`, also one of its children. Absent when nothing of it can be used.
/// Faults: not-xml, doctype, encoding, many-roots, not-a-site, too-deep (64), too-many-elements (200,000),
/// unknown-element, unknown-attribute, duplicate-attribute, missing-attribute, duplicate-element, too-many, stray-text,
/// bad-entity, too-long (4096 bytes an attribute).
std::optional<Element> read_element(const SourceText& source, bool included, Faults& faults);

}  // namespace site
