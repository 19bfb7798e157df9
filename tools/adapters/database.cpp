#include "adapters/database.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "adapters/owned_fd.hpp"
#include "adapters/posix_files.hpp"
#include "core/error.hpp"

namespace site {
namespace {

Exit exit_for(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Exit::busy;
        case SQLITE_FULL:
        case SQLITE_READONLY:
            return Exit::cannot_write;
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return Exit::not_permitted;
        case SQLITE_IOERR:
            switch (code) {
                case SQLITE_IOERR_WRITE:
                case SQLITE_IOERR_FSYNC:
                case SQLITE_IOERR_DIR_FSYNC:
                case SQLITE_IOERR_TRUNCATE:
                case SQLITE_IOERR_SHMSIZE:
                case SQLITE_IOERR_SHMOPEN:
                case SQLITE_IOERR_SHMMAP:
                    return Exit::cannot_write;
                default:
                    return Exit::unreachable;
            }
        default:
            return Exit::unreachable;
    }
}

std::string advice_for(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "; another process has held it for more than 10 s";
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return "; the file is damaged: put a backup in its place, or move it away and observe the site anew";
        case SQLITE_FULL:
            return "; free space on its disk";
        default:
            return {};
    }
}

void make_file(const std::string& path) {
    const auto slash = path.find_last_of('/');
    if (slash != std::string::npos && slash > 0) PosixFiles().make_folder(path.substr(0, slash), 0755);
    const OwnedFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd || ::fchmod(fd.get(), 0600) != 0) {
        const auto exit = errno == EACCES || errno == EPERM ? Exit::not_permitted : Exit::cannot_write;
        throw Error(exit, system_error_text("cannot open the state store " + path));
    }
}

}  // namespace

Database::Database(const std::string& path) : path_(path) {
    make_file(path);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 10000);
}

void Database::fail(int code) {
    const std::string reason = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    throw Error(exit_for(code), "state store " + path_ + ": " + reason + advice_for(code));
}

void Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

Statement Database::prepare(std::string_view sql) { return Statement(*this, sql); }

std::int64_t Database::number(std::string_view sql) {
    auto statement = prepare(sql);
    return statement.step() ? statement.number(0) : 0;
}

Database::Transaction::~Transaction() {
    if (open_) sqlite3_exec(database_.handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
    sqlite3_stmt* handle = nullptr;
    check(sqlite3_prepare_v2(database.handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr));
    handle_.reset(handle);
}

void Statement::check(int code) {
    if (code != SQLITE_OK) database_.fail(code);
}

Statement& Statement::bind(std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), ++bound_, value));
    return *this;
}

Statement& Statement::bind(const std::string& value) {
    check(sqlite3_bind_text64(handle_.get(), ++bound_, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_bytes(const std::string& value) {
    check(sqlite3_bind_blob64(handle_.get(), ++bound_, value.data(), value.size(), SQLITE_STATIC));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_.fail(code);
    return false;
}

void Statement::run() {
    while (step()) {
    }
}

std::string Statement::text(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace site
