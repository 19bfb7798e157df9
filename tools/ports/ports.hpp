// All ports that a tool was given, by reference; main makes them, tests give fakes.
#pragma once

namespace site {

class Archive;
class Clock;
class Files;
class Power;
class Process;
class Random;
class Signer;
class Ssh;
class StateStore;

struct Ports {
    Archive& archive;
    Clock& clock;
    Files& files;
    Power& power;
    Process& process;
    Random& random;
    Signer& signer;
    Ssh& ssh;
    StateStore& store;
};

}  // namespace site
