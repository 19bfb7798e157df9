#include "adapters/real_ports.hpp"

#include "support.hpp"

using namespace site;
using namespace site::test;

TEST_CASE("Nothing is made before it is used", "[real_ports]") {
    const TemporaryFolder folder;
    RealPorts real(folder / "state");
    const auto ports = real.ports();
    CHECK_FALSE(PosixFiles().exists(folder / "state"));
    CHECK(ports.store.revision() == 0);
    CHECK(ports.signer.verify("text", ports.signer.sign("text", "comment")));
    CHECK(PosixFiles().exists(folder / "state/state.db"));
    CHECK(PosixFiles().mode(folder / "state/keys/image.key") == 0600);
    CHECK(ports.process.run(Command{{"true"}}).ok());
    PowerTarget target;
    target.node = "node1";
    target.kind = "manual";
    CHECK(ports.power.act(target, PowerAction::on, 1s).ok);
}
