// The adapters of a tool that does real work; main makes them.
#pragma once

#include "adapters/httplib_server.hpp"
#include "adapters/ipmi_power.hpp"
#include "adapters/kernel_random.hpp"
#include "adapters/libarchive_archive.hpp"
#include "adapters/libssh_ssh.hpp"
#include "adapters/manual_power.hpp"
#include "adapters/minisign_signer.hpp"
#include "adapters/posix_clock.hpp"
#include "adapters/posix_files.hpp"
#include "adapters/posix_process.hpp"
#include "adapters/power_by_kind.hpp"
#include "adapters/sqlite_store.hpp"
#include "ports/ports.hpp"

namespace site {

/// Nothing is touched before a port is used: a tool that only reads a site file needs no state folder.
/// STATE/state.db is the store, STATE/keys/image.key signs.
class RealPorts {
  public:
    explicit RealPorts(const std::string& state_folder)
        : signer_(state_folder + "/keys/image.key"), store_(state_folder + "/state.db", clock_) {}
    RealPorts(const RealPorts&) = delete;
    RealPorts& operator=(const RealPorts&) = delete;

    Ports ports() { return {archive_, clock_, files_, power_, process_, random_, signer_, ssh_, store_}; }
    HttpServer& http_server() { return http_server_; }

  private:
    LibarchiveArchive archive_;
    PosixClock clock_;
    PosixFiles files_;
    PosixProcess process_;
    KernelRandom random_;
    IpmiPower ipmi_{process_, files_, clock_};
    ManualPower manual_;
    PowerByKind power_{{{"ipmi", &ipmi_}, {"manual", &manual_}}};
    MinisignSigner signer_;
    LibsshSsh ssh_;
    SqliteStore store_;
    HttplibServer http_server_;
};

}  // namespace site
