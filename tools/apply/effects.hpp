// One function for each effect that is carried out at once (waiting is in node_watch.hpp).
#pragma once

#include <string>

#include "plan/step.hpp"
#include "ports/ports.hpp"

namespace site {

/// Carries out one effect; throws Error with the reason. `step` gives node and deadline. Not for WaitStage, WaitSsh, ProveXen.
void carry_out(const Step& step, Ports& ports, const std::string& state_folder);

void arm_node(const ArmNode& arm, Ports& ports, const std::string& state_folder);
void sign_image(const SignImage& image, Ports& ports);

/// The host key which a node's installation reported, put into the target. Throws Error when there is none.
SshTarget with_host_key(SshTarget target, Ports& ports);

/// A stage event of siteinit itself, now.
void record_stage(Ports& ports, const std::string& node, const std::string& stage, const std::string& state_name,
                  const std::string& code = {}, const std::string& text = {});

/// Marks the node's present installation failed, with an event of the stage; nothing when it is over already.
void fail_installation(Ports& ports, const std::string& node, const std::string& stage, const std::string& code, const std::string& text);

}  // namespace site
