// What the file says of a node: its own elements over those of its classes, nearest first. Nothing is computed yet.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/facts.hpp"

namespace site {

/// A child of a node that is one of many, by the name (or serial) that tells it from the others.
struct NodePart {
    std::string key;
    Facts facts;
};

struct NodeSource {
    Facts node, bmc, disk;
    std::vector<NodePart> nics, data_disks, options, variables;

    /// What `element` (a class, node or override) says wins over what is there.
    void take(const Element& element, const Along& along);
};

/// The classes of a site.
class NodeClasses {
  public:
    explicit NodeClasses(Reading& reading) : reading_(reading) {}

    /// `element` lives longer than this. Faults: duplicate-class.
    void add(const Element& element);
    /// Faults: unknown-class, class-cycle, class-depth (16). Once, after the last add().
    void check();
    /// Takes class `name` and what it extends, farthest first. Faults: unknown-class.
    void take(const Reference& name, const Along& along, NodeSource& source) const;

  private:
    const Element* find(const Reference& name) const;

    Reading& reading_;
    std::unordered_map<std::string, const Element*> classes_;
    std::vector<std::string> names_;
};

}  // namespace site
