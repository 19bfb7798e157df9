#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <sstream>

#include "plan/plan.hpp"

using namespace site;

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
    Lines lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::string text_of(const Lines& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

/// Applies a unified diff strictly: every context and removed line must be where the diff says.
std::string patched(const std::string& before, const std::string& diff) {
    const auto old_lines = lines_of(before), edits = lines_of(diff);
    Lines result;
    std::size_t at = 0;
    for (std::size_t i = 2; i < edits.size(); ++i) {
        const auto& edit = edits[i];
        if (edit.front() == '@') {
            unsigned long first = 0, count = 1, new_first = 0, new_count = 1;
            std::istringstream head(edit.substr(4));
            head >> first;
            if (head.peek() == ',') head.ignore(), head >> count;
            head.ignore(2);
            head >> new_first;
            if (head.peek() == ',') head.ignore(), head >> new_count;
            const auto begin = count == 0 ? first : first - 1;
            REQUIRE(begin >= at);
            while (at < begin) result.push_back(old_lines.at(at++));
            REQUIRE(result.size() == (new_count == 0 ? new_first : new_first - 1));
            continue;
        }
        if (edit.front() != '+') REQUIRE(old_lines.at(at++) == edit.substr(1));
        if (edit.front() != '-') result.push_back(edit.substr(1));
    }
    while (at < old_lines.size()) result.push_back(old_lines[at++]);
    return text_of(result);
}

}  // namespace

TEST_CASE("a diff shows changes with three lines around them", "[format_diff]") {
    CHECK(format_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n") ==
          "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
    CHECK(format_diff("f", "", "a\nb\n") == "--- f\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    CHECK(format_diff("f", "a\n", "") == "--- f\n+++ f\n@@ -1 +0,0 @@\n-a\n");
    CHECK(format_diff("f", "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n") ==
          "--- f\n+++ f\n@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n");
}

TEST_CASE("changes far apart are apart, near ones together", "[format_diff]") {
    std::string before, near_by, far;
    for (int i = 1; i <= 20; ++i) {
        const auto line = std::to_string(i) + '\n';
        before += line;
        near_by += i == 5 || i == 12 ? "x\n" : line;
        far += i == 5 || i == 13 ? "x\n" : line;
    }
    CHECK(format_diff("f", before, near_by).find("@@ -2,14 +2,14 @@") != std::string::npos);
    CHECK(format_diff("f", before, far).find("@@ -2,7 +2,7 @@") != std::string::npos);
    CHECK(format_diff("f", before, far).find("@@ -10,7 +10,7 @@") != std::string::npos);
}

TEST_CASE("equal texts have no diff, a missing last newline is no difference", "[format_diff]") {
    CHECK(format_diff("f", "", "").empty());
    CHECK(format_diff("f", "a\nb\n", "a\nb\n").empty());
    CHECK(format_diff("f", "a\nb", "a\nb\n").empty());
    CHECK(format_diff("f", "a", "b") == "--- f\n+++ f\n@@ -1 +1 @@\n-a\n+b\n");
}

TEST_CASE("a diff makes the new text out of the old one", "[format_diff]") {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        Lines a, b;
        const auto letters = 1 + random() % 6;
        for (auto n = random() % 30; n > 0; --n)
            a.push_back(std::string(1, static_cast<char>('a' + random() % letters)));
        if (round % 2 == 0)
            for (const auto& line : a) {
                if (random() % 8 == 0) b.push_back("new");
                if (random() % 8 != 0) b.push_back(line);
            }
        else
            for (auto n = random() % 30; n > 0; --n)
                b.push_back(std::string(1, static_cast<char>('a' + random() % letters)));
        const auto before = text_of(a), after = text_of(b);
        REQUIRE(patched(before, format_diff("f", before, after)) == after);
    }
}

TEST_CASE("large texts without anything in common take bounded time", "[format_diff]") {
    std::string before, after;
    for (int i = 0; i < 50000; ++i) {
        before += "old " + std::to_string(i) + '\n';
        after += "new " + std::to_string(i) + '\n';
    }
    const auto begin = std::chrono::steady_clock::now();
    CHECK(patched(before, format_diff("f", before, after)) == after);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}
