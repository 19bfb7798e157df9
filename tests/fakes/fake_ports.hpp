// All fakes together: FakePorts fakes; apply(plan, fakes.ports());
#pragma once

#include "fakes/fake_archive.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_files.hpp"
#include "fakes/fake_power.hpp"
#include "fakes/fake_process.hpp"
#include "fakes/fake_random.hpp"
#include "fakes/fake_signer.hpp"
#include "fakes/fake_ssh.hpp"
#include "fakes/memory_store.hpp"
#include "ports/ports.hpp"

namespace site {

struct FakePorts {
    FakeArchive archive;
    FakeClock clock;
    FakeFiles files;
    FakePower power;
    FakeProcess process;
    FakeRandom random;
    FakeSigner signer;
    FakeSsh ssh;
    MemoryStore store{clock};

    Ports ports() { return {archive, clock, files, power, process, random, signer, ssh, store}; }
};

}  // namespace site
