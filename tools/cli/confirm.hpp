// "Are you sure?" in three degrees; never a wait where nobody can answer.
#pragma once

#include <string>

#include "cli/tool.hpp"

namespace site {

/// mild: nothing is asked. moderate: y/N on a terminal, or --yes, or --confirm with the name. severe (data is lost, a host is fenced): `name` typed on a terminal, or --confirm NAME.
struct Confirmation {
    enum class Degree { mild, moderate, severe } degree = Degree::mild;
    std::string question;   ///< "wipe the disks DEMO0001, DEMO0002"
    std::string name{};     ///< of the site, the node ... that is concerned
};

OptionSpec yes_option();
OptionSpec confirm_option(const std::string& help = "confirm by its name that data may be lost");

/// Returns when agreed. Error usage: nobody to ask and no flag (the text says which), or --confirm names something else; Error failed: refused.
void confirm(const Confirmation& wanted, const Arguments& arguments, Terminal& terminal);

}  // namespace site
