// Ratings as rows: dense states, matching of files, parts held out.
#include "libdbn/data/sparse/rating_rows.hpp"

#include "tests/support/data_files.hpp"
#include "tests/support/small_ratings.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_rows_test {
namespace {

using Names = std::vector<std::string>;

SparseRows named(SparseRows rows, Names row_names, Names column_names) {
  rows.row_names = std::move(row_names);
  rows.column_names = std::move(column_names);
  return rows;
}

/// Row, column and level of every entry.
std::vector<std::array<Index, 3>> entries_of(const SparseRows& rows) {
  std::vector<std::array<Index, 3>> found;
  for (Index n = 0; n < rows.rows(); ++n) {
    for (Index e = rows.starts[n]; e < rows.starts[n + 1]; ++e) {
      found.push_back({n, rows.positions[e], std::get<std::vector<std::uint8_t>>(rows.values)[e]});
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rating_rows)

BOOST_AUTO_TEST_CASE(a_rated_item_is_one_hot_and_the_others_are_missing) {
  const auto given = shared(listed_ratings(2, 3, {{{1, 2}}, {}}));
  const RatingRows rows(given);
  BOOST_CHECK_EQUAL(rows.visible_spec(), "softmax:2x3");
  Matrix dense = zeros(2, 6);
  const std::vector<Index> numbers{1, 0};
  rows.read(numbers, 0, dense);
  for (Index i = 0; i < 6; ++i) BOOST_CHECK(std::isnan(dense(0, i)));
  for (Index i = 0; i < 3; ++i) BOOST_CHECK(std::isnan(dense(1, i)));
  BOOST_CHECK(dense(1, 3) == 0 && dense(1, 4) == 0 && dense(1, 5) == 1);
}

BOOST_AUTO_TEST_CASE(what_was_rated_is_said_once_for_each_item) {
  const auto given = shared(listed_ratings(3, 3, {{{1, 2}}, {}}));
  const RatingRows rows(given, shared(listed_ratings(3, 3, {{{1, 0}, {2, 0}}, {{0, 1}}})));
  BOOST_CHECK_EQUAL(rows.visible_spec(), "softmax:3x3+bernoulli:3");
  BOOST_CHECK_EQUAL(rows.rated(0).size(), 1);
  Matrix dense = zeros(2, 12);
  const std::vector<Index> numbers{0, 1};
  rows.read(numbers, 0, dense);
  const Matrix expected{{0, 1, 1}, {1, 0, 0}};
  for (Index n = 0; n < 2; ++n) {
    for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(dense(n, 9 + i), expected(n, i));
  }
}

BOOST_AUTO_TEST_CASE(parts_have_the_same_rows_items_and_levels) {
  const auto given = shared(listed_ratings(2, 3, {{{1, 2}}, {}}));
  check_error(ErrorKind::data, {"1, 2, 3, 4", "1, 2, 3;"}, [&] {
    RatingRows(given, shared(listed_ratings(2, 4, {{}, {}})));
  });
  check_error(ErrorKind::data, {"1 rows of 2", "2 of 2"},
              [&] { RatingRows(given, shared(listed_ratings(2, 3, {{}}))); });
  check_error(ErrorKind::data, {"2 rows of 5"}, [&] {
    RatingRows(RatingRows(given), shared(listed_ratings(5, 3, {{}, {}})));
  });
  SparseRows counts;
  counts.name = "words";
  check_error(ErrorKind::data, {"words", "counts"}, [&] { RatingRows(shared(counts)); });
}

BOOST_AUTO_TEST_CASE(files_are_matched_by_their_names) {
  const SparseRows known = named(listed_ratings(3, 2, {{{0, 0}}, {{2, 1}}}), {"ann", "bob"}, {"a", "b", "c"});
  const SparseRows other = named(listed_ratings(3, 2, {{{0, 1}, {1, 0}, {2, 1}}, {{0, 1}}, {{1, 1}}}),
                                 {"bob", "eve", "ann"}, {"c", "x", "a"});
  const Aligned found = aligned_with(other, known);
  BOOST_CHECK_EQUAL(found.unknown, 3);
  const std::vector<std::array<Index, 3>> expected{{1, 0, 1}, {1, 2, 1}};
  BOOST_CHECK(entries_of(found.rows) == expected);
  BOOST_CHECK_EQUAL(found.rows.columns, 3);
  BOOST_CHECK_EQUAL(found.rows.name, "ratings");
  check_error(ErrorKind::data, {"no rating of rows and items"}, [&] {
    aligned_with(named(other, {"x", "y", "z"}, {"c", "x", "a"}), known);
  });
}

BOOST_AUTO_TEST_CASE(without_names_numbers_count) {
  const SparseRows known = listed_ratings(2, 2, {{{0, 0}}, {{1, 1}}});
  const SparseRows other = listed_ratings(2, 2, {{}, {{0, 1}}});
  BOOST_CHECK(entries_of(aligned_with(other, known).rows) == entries_of(other));
  check_error(ErrorKind::data, {"3 rows", "2", "no names"}, [&] {
    aligned_with(listed_ratings(2, 2, {{}, {{0, 1}}, {}}), known);
  });
  check_error(ErrorKind::data, {"4 items", "2", "no names"}, [&] {
    aligned_with(listed_ratings(4, 2, {{}, {{0, 1}}}), known);
  });
  check_error(ErrorKind::data, {"rating 3", "same scale"}, [&] {
    aligned_with(listed_ratings(2, 3, {{}, {{0, 2}}}), known);
  });
}

BOOST_AUTO_TEST_CASE(a_fraction_of_the_ratings_is_held_out) {
  const SparseRows all = random_ratings(200, 50, 5, 0.5, 1);
  const SplitRatings split = split_ratings(all, 0.2, 7);
  auto together = entries_of(split.training);
  const auto held_out = entries_of(split.held_out);
  const auto share = static_cast<double>(held_out.size()) / static_cast<double>(all.entries());
  const double sigma = std::sqrt(0.2 * 0.8 / static_cast<double>(all.entries()));
  BOOST_CHECK_SMALL(share - 0.2, 4 * sigma);
  together.insert(together.end(), held_out.begin(), held_out.end());
  std::sort(together.begin(), together.end());
  BOOST_CHECK(together == entries_of(all));
  BOOST_CHECK(entries_of(split_ratings(all, 0.2, 7).held_out) == held_out);
  BOOST_CHECK(entries_of(split_ratings(all, 0.2, 8).held_out) != held_out);
  check_error(ErrorKind::data, {"leaves none for validation"}, [&] { split_ratings(all, 1e-9, 1); });
  check_error(ErrorKind::config, {"between 0 and 1"}, [&] { split_ratings(all, 1, 1); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_rows_test
