#include "libdbn/data/sparse/entry_sorter.hpp"

#include <algorithm>
#include <random>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace entry_sorter_test {
namespace {

bool operator==(const SparseEntry& a, const SparseEntry& b) {
  return a.row == b.row && a.column == b.column && a.value == b.value && a.line == b.line;
}

std::vector<SparseEntry> shuffled_entries(Index count) {
  std::vector<SparseEntry> entries;
  for (std::uint32_t i = 0; i < count; ++i) entries.push_back({i / 7, i % 7, static_cast<float>(i), i + 1});
  std::mt19937 engine(3);
  std::shuffle(entries.begin(), entries.end(), engine);
  return entries;
}

std::vector<SparseEntry> sorted(const std::filesystem::path& directory, const std::vector<SparseEntry>& entries,
                                Index in_memory) {
  EntrySorter sorter(directory, in_memory);
  for (const SparseEntry& entry : entries) sorter.add(entry);
  BOOST_CHECK_EQUAL(sorter.count(), entries.size());
  // The file has no name.
  BOOST_CHECK(std::filesystem::is_empty(directory));
  std::vector<SparseEntry> found;
  sorter.for_each([&](const SparseEntry& entry) { found.push_back(entry); });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entry_sorter)

// In memory, in two runs, in runs of 64 whose number exceeds the entries of a block, and where the last run is full.
BOOST_AUTO_TEST_CASE(entries_come_in_order_whatever_fits_into_memory) {
  const TemporaryDirectory directory;
  constexpr Index count = 12'800;
  const std::vector<SparseEntry> entries = shuffled_entries(count);
  for (const Index in_memory : {count + 1, count, count - 1, count / 2, Index{1000}, Index{1}}) {
    const std::vector<SparseEntry> found = sorted(directory.path(), entries, in_memory);
    BOOST_REQUIRE_EQUAL(found.size(), count);
    for (std::uint32_t i = 0; i < count; ++i) {
      BOOST_REQUIRE_MESSAGE((found[i] == SparseEntry{i / 7, i % 7, static_cast<float>(i), i + 1}), i);
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_places_come_in_the_order_of_their_lines) {
  const TemporaryDirectory directory;
  std::vector<SparseEntry> entries;
  for (std::uint32_t line = 300; line > 0; --line) entries.push_back({1, 2, 0, line});
  for (const Index in_memory : {Index{1000}, Index{64}}) {
    const std::vector<SparseEntry> found = sorted(directory.path(), entries, in_memory);
    for (std::uint32_t i = 0; i < 300; ++i) BOOST_REQUIRE_EQUAL(found[i].line, i + 1);
  }
}

BOOST_AUTO_TEST_CASE(values_that_are_bytes_are_known) {
  const TemporaryDirectory directory;
  for (const auto& [value, fits] : {std::pair{0.0f, true}, {255.0f, true}, {256.0f, false}, {0.5f, false}}) {
    EntrySorter sorter(directory.path());
    sorter.add({0, 0, 1, 1});
    sorter.add({0, 1, value, 2});
    sorter.add({0, 2, 3, 3});
    BOOST_CHECK_EQUAL(sorter.fits_bytes(), fits);
  }
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_named) {
  EntrySorter sorter("/nowhere", 64);
  check_error(ErrorKind::data, {"/nowhere", "No such file", "elsewhere"}, [&] {
    for (std::uint32_t i = 0; i < 65; ++i) sorter.add({i, 0, 1, i});
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace entry_sorter_test
