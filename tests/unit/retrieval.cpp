// Retrieval by codes against figures found by hand.
#include "libdbn/dbn/retrieval.hpp"

#include "tests/support/checks.hpp"

namespace dbn {
namespace retrieval_test {
namespace {

using namespace test;

}  // namespace

BOOST_AUTO_TEST_SUITE(retrieval)

// Candidates by their angle from the query (1, 0): 1 right, 0 wrong, 3 right, 2 wrong; lengths of codes do not matter.
BOOST_AUTO_TEST_CASE(figures_of_one_query) {
  const Matrix query{{2, 0}};
  const Matrix candidates{{1, real(0.2)}, {real(0.5), 0}, {-3, 1}, {1, 1}};
  const RetrievalScore score = score_retrieval({query, {7}}, {candidates, {5, 7, 5, 7}}, Retrieval::from_others);
  BOOST_CHECK_EQUAL(score.queries, 1);
  BOOST_CHECK_EQUAL(score.candidates, 4);
  check_close(score.precision_at_10, 0.5, 1e-12, "precision of all 4");
  check_close(score.mean_average_precision, (1.0 + 2.0 / 3) / 2, 1e-12, "average precision");
  BOOST_REQUIRE_EQUAL(score.curve.size(), 3);
  const double expected[][3]{{1, 1, 0.5}, {2, 0.5, 0.5}, {4, 0.5, 1}};
  for (Index i = 0; i < 3; ++i) {
    check_close(static_cast<double>(score.curve[i].retrieved), expected[i][0], 0, "retrieved");
    check_close(score.curve[i].precision, expected[i][1], 1e-12, "precision");
    check_close(score.curve[i].recall, expected[i][2], 1e-12, "recall");
  }
}

BOOST_AUTO_TEST_CASE(a_row_does_not_find_itself) {
  const Matrix codes{{1, 0}, {1, real(0.1)}, {0, 1}};
  const Labels labels{0, 0, 1};
  const RetrievalScore score = score_retrieval({codes, labels}, {codes, labels}, Retrieval::from_themselves);
  // The third has no partner, and is no query.
  BOOST_CHECK_EQUAL(score.queries, 2);
  check_close(score.mean_average_precision, 1, 0, "the partner comes first");
  check_close(score.precision_at_10, 0.5, 0, "of two others");
  BOOST_CHECK_EQUAL(score.curve.back().retrieved, 2);
}

BOOST_AUTO_TEST_CASE(equal_candidates_come_by_their_number) {
  const Matrix query{{1, 0}};
  const Matrix candidates{{0, 0}, {0, 2}, {0, 0}};
  const RetrievalScore first = score_retrieval({query, {1}}, {candidates, {1, 0, 0}}, Retrieval::from_others);
  check_close(first.mean_average_precision, 1, 0, "first");
  const RetrievalScore last = score_retrieval({query, {1}}, {candidates, {0, 0, 1}}, Retrieval::from_others);
  check_close(last.mean_average_precision, 1.0 / 3, 1e-12, "last");
}

BOOST_AUTO_TEST_CASE(rows_without_a_label_neither_ask_nor_are_right) {
  const Matrix codes{{1, 0}, {1, 0}};
  const RetrievalScore score =
      score_retrieval({codes, {missing_label, 2}}, {codes, {missing_label, 2}}, Retrieval::from_others);
  BOOST_CHECK_EQUAL(score.queries, 1);
  check_close(score.mean_average_precision, 0.5, 1e-12, "the unlabeled one comes first and is wrong");
  const RetrievalScore none = score_retrieval({codes, {3, 3}}, {codes, {0, 1}}, Retrieval::from_others);
  BOOST_CHECK_EQUAL(none.queries, 0);
  BOOST_CHECK(none.curve.empty());
}

// More queries than a block holds, on one thread and on three.
BOOST_AUTO_TEST_CASE(many_queries) {
  constexpr Index rows = 600;
  Matrix codes = zeros(rows, 3);
  Labels labels(rows);
  for (Index n = 0; n < rows; ++n) {
    labels[n] = static_cast<std::int32_t>(n % 3);
    codes(n, n % 3) = static_cast<real>(1 + n);
  }
  Workers three(3);
  const RetrievalScore score = score_retrieval({codes, labels}, {codes, labels}, Retrieval::from_themselves, three);
  BOOST_CHECK_EQUAL(score.queries, rows);
  check_close(score.precision_at_10, 1, 0, "precision");
  check_close(score.mean_average_precision, 1, 0, "average precision");
  check_close(score.curve.back().recall, 1, 0, "recall of all");
  check_close(score.curve.back().precision, 199.0 / 599, 1e-12, "precision of all");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace retrieval_test
}  // namespace dbn
