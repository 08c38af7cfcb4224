// Calibration and top-k errors of a handful of rows, worked out by hand.
#include "libdbn/dbn/calibration.hpp"

#include "tests/support/checks.hpp"

using namespace dbn;
using dbn::test::check_close;

namespace calibration_test {
namespace {

// Four rows of three classes. Confidences .625 (right), .625 (wrong), .75 (right), 1 (wrong); ranks 0, 1, 0, 2.
Calibration four_rows() {
  const Matrix probabilities{{real(0.625), real(0.25), real(0.125)},
                             {real(0.625), real(0.25), real(0.125)},
                             {real(0.125), real(0.125), real(0.75)},
                             {real(0), real(1), real(0)}};
  const Labels labels{0, 1, 2, 2};
  Calibration calibration;
  for (Index n = 0; n < 4; ++n)
    calibration.enter(ConstMatrixView(probabilities).row(n), 3, static_cast<Index>(labels[n]));
  return calibration;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calibration)

BOOST_AUTO_TEST_CASE(rows_fall_into_bins_of_equal_width) {
  const auto bins = four_rows().bins();
  BOOST_REQUIRE_EQUAL(bins.size(), 10);
  for (Index b = 0; b < 10; ++b) {
    BOOST_TEST_CONTEXT("bin " << b) {
      BOOST_CHECK_EQUAL(bins[b].rows, b == 6 ? 2 : b == 7 || b == 9 ? 1 : 0);
      check_close(bins[b].confidence(), b == 6 ? 0.625 : b == 7 ? 0.75 : b == 9 ? 1 : 0, 1e-12, "confidence");
      check_close(bins[b].accuracy(), b == 6 ? 0.5 : b == 7 ? 1 : 0, 1e-12, "accuracy");
    }
  }
}

// 2/4 |.5 - .625| + 1/4 |1 - .75| + 1/4 |0 - 1|
BOOST_AUTO_TEST_CASE(expected_error_by_hand) { check_close(four_rows().expected_error(), 0.375, 1e-12, "expected"); }

// Rows: .140625 + .0625 + .015625 = .21875; .390625 + .5625 + .015625 = .96875; .015625 + .015625 + .0625 = .09375; 2
BOOST_AUTO_TEST_CASE(brier_score_by_hand) {
  check_close(four_rows().brier_score(), (0.21875 + 0.96875 + 0.09375 + 2) / 4, 1e-12, "Brier");
}

// In the last row classes 0 and 2 are equally probable: the first comes first.
BOOST_AUTO_TEST_CASE(labels_among_the_best_by_hand) {
  const Calibration calibration = four_rows();
  BOOST_CHECK_EQUAL(calibration.errors_of_best(1), 2);
  BOOST_CHECK_EQUAL(calibration.errors_of_best(2), 1);
  BOOST_CHECK_EQUAL(calibration.errors_of_best(3), 0);
  BOOST_CHECK_EQUAL(calibration.errors_of_best(9), 0);
}

BOOST_AUTO_TEST_CASE(no_rows_have_no_error) {
  const Calibration none;
  BOOST_CHECK_EQUAL(none.expected_error(), 0);
  BOOST_CHECK_EQUAL(none.brier_score(), 0);
  BOOST_CHECK_EQUAL(none.errors_of_best(1), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace calibration_test
