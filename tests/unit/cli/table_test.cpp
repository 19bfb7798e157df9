#include "cli/table.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("columns are as wide as their widest cell", "[table]") {
    const Table table{{"NODE", "STAGE", "%"}, {{"node1", "image", "45"}, {"n\xc3\xb6", "", "100"}}, {2}};
    CHECK(format_table(table) == "NODE   STAGE    %\nnode1  image   45\nn\xc3\xb6            100\n");
}

TEST_CASE("the last column is cut to the width", "[table]") {
    const Table table{{"A", "B"}, {{"one", "a long text here"}}};
    CHECK(format_table(table, 15) == "A    B\none  a long te~\n");
    CHECK(format_table(table, 3) == "A    B\none  a long ~\n");
}

TEST_CASE("short rows, no rows and control characters do no harm", "[table]") {
    CHECK(format_table({}).empty());
    CHECK(format_table({{"A", "B"}, {{"x"}, {"\033[2Jy", "a\nb"}}}) == "A      B\nx\n?[2Jy  a?b\n");
}
