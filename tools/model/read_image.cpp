#include "model/read_parts.hpp"
#include "model/words.hpp"

namespace site {

OwnFile read_file(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    OwnFile file;
    file.where = element.where;
    file.path = facts.value("path").value_or("");
    file.source = facts.value("source").value_or("");
    file.mode = parse_mode(facts.value("mode").value_or("0644")).value_or(file.mode);
    if (facts.has("source") && !element.text.text.empty()) {
        reading.faults.add(element.text.where, "two-contents", "the file has both a source and a text",
                           "remove one of the two");
    } else if (reading.spend(element.text.text.size(), element.where)) {
        file.content = expand_text(element.text, scope, reading);
        if (file.content.size() > element.text.text.size())
            reading.spend(file.content.size() - element.text.text.size(), element.where);
    }
    return file;
}

Image read_image(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    Image image;
    image.where = element.where;
    image.name = facts.name("name");
    image.recipe = facts.value("recipe").value_or("");
    image.dom0_memory = facts.size("dom0-memory", image.dom0_memory);
    image.dom0_vcpus = facts.number("dom0-vcpus", image.dom0_vcpus);
    image.kernel_arguments = facts.value("kernel-args").value_or("");
    image.xen_arguments = facts.value("xen-args").value_or("");
    image.installer_arguments = facts.value("installer-args").value_or("");
    image.modules = facts.words("modules");
    for (const auto& child : element.children) {
        if (child.rule->path == "file") {
            image.files.push_back(read_file(child, reading, scope));
        } else {
            const auto named = facts_of(child);
            if (auto name = FactReader(reading, scope, named).value("name")) image.packages.push_back(std::move(*name));
        }
    }
    return image;
}

Template read_template(const Element& element, Reading& reading, const Scope& scope) {
    const auto gathered = facts_of(element);
    const FactReader facts(reading, scope, gathered);
    static const std::vector<std::string> types{"pvh", "pv", "hvm"};
    Template result;
    result.where = element.where;
    result.name = facts.name("name");
    result.source = facts.value("source").value_or("");
    result.type = read_word(facts, "type", types, result.type);
    result.memory = facts.size("memory");
    result.disk = facts.size("disk");
    result.vcpus = facts.number("vcpus", result.vcpus);
    result.kernel = facts.value("kernel").value_or("");
    result.ramdisk = facts.value("ramdisk").value_or("");
    result.arguments = facts.value("args").value_or("");
    for (const auto& child : element.children) result.files.push_back(read_file(child, reading, scope));
    return result;
}

}  // namespace site
