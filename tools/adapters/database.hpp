// The few words of SQLite that the store needs; failures become Error.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace site {

class Statement;

class Database {
  public:
    /// Makes the file (0600) and its folder when they are absent.
    explicit Database(const std::string& path);

    void execute(const std::string& sql);
    Statement prepare(std::string_view sql);
    std::int64_t number(std::string_view sql);  ///< first column of the first row, or 0
    [[noreturn]] void fail(int code);

    /// A write transaction; rolled back unless it was committed.
    class Transaction {
      public:
        explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        ~Transaction();
        void commit();

      private:
        Database& database_;
        bool open_ = true;
    };

  private:
    friend class Statement;
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

class Statement {
  public:
    Statement(Database& database, std::string_view sql);

    /// Parameters in their order; the strings must outlive the steps.
    Statement& bind(std::int64_t value);
    Statement& bind(const std::string& value);
    Statement& bind_bytes(const std::string& value);
    bool step();  ///< false: no (more) row
    void run();   ///< to its end
    std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    std::string text(int column) const;

  private:
    void check(int code);
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    int bound_ = 0;
};

}  // namespace site
