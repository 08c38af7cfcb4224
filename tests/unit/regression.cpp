// Errors of predictions against numbers by hand.
#include "libdbn/dbn/regression.hpp"

#include "libdbn/data/presented.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace regression_test {
namespace {

TargetScore scored(const std::vector<double>& predictions, const std::vector<double>& targets) {
  TargetScore score;
  for (Index n = 0; n < targets.size(); ++n) score.enter(predictions[n], targets[n]);
  return score;
}

// What a regressor that gives the inputs makes of targets.
RegressionScore echo_score(const Dataset& data, Index targets) {
  const PresentedRows rows(data, no_transform(), Binarization::none, 1);
  return score_regressor([](ConstMatrixView visible) { return copy_of(visible); }, targets, rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression)

BOOST_AUTO_TEST_CASE(of_one_target) {
  // Errors 1, -1, 2; targets 1, 2, 6 have mean 3 and squares about it of 4 + 1 + 9.
  const TargetScore score = scored({2, 1, 8}, {1, 2, 6});
  BOOST_CHECK_EQUAL(score.rows(), 3);
  check_close(score.mean_square(), 2, 1e-15, "mean square");
  check_close(score.mean_absolute(), 4.0 / 3, 1e-15, "mean absolute");
  check_close(score.variance(), 14.0 / 3, 1e-15, "variance");
  check_close(score.r_squared(), 1 - 6.0 / 14, 1e-15, "R^2");
  check_close(scored({3, 3, 3}, {1, 2, 6}).r_squared(), 0, 1e-15, "R^2 of the mean");
  BOOST_CHECK_EQUAL(scored({1, 2, 6}, {1, 2, 6}).r_squared(), 1);
  BOOST_CHECK_LT(scored({6, 2, 1}, {1, 2, 6}).r_squared(), 0);
}

BOOST_AUTO_TEST_CASE(a_constant_target_has_nothing_to_explain) {
  const TargetScore score = scored({0.1, 0.3}, {0.1, 0.1});
  BOOST_CHECK(std::isnan(score.r_squared()));
  BOOST_CHECK_EQUAL(score.variance(), 0);
  check_close(score.mean_square(), 0.02, 1e-15, "mean square");
  BOOST_CHECK(std::isnan(TargetScore().r_squared()));
  BOOST_CHECK_EQUAL(TargetScore().mean_square(), 0);
}

BOOST_AUTO_TEST_CASE(far_from_0_nothing_is_lost) {
  const TargetScore score = scored({1e9 + 2, 1e9 + 1, 1e9 + 8}, {1e9 + 1, 1e9 + 2, 1e9 + 6});
  check_close(score.variance(), 14.0 / 3, 1e-6, "variance");
  check_close(score.r_squared(), 1 - 6.0 / 14, 1e-6, "R^2");
}

BOOST_AUTO_TEST_CASE(of_several_targets) {
  Dataset data = real_data({{2, 10, 5}, {1, 30, 5}, {8, 20, 8}});
  data.targets = Matrix{{1, 20, 6}, {2, 20, 6}, {6, 20, 6}};
  const RegressionScore score = echo_score(data, 3);
  BOOST_CHECK_EQUAL(score.rows(), 3);
  check_close(score.targets[1].mean_square(), 200.0 / 3, 1e-15, "second target");
  check_close(score.mean_square(), (2 + 200.0 / 3 + 2) / 3, 1e-15, "mean square");
  check_close(score.mean_absolute(), (4.0 / 3 + 20.0 / 3 + 4.0 / 3) / 3, 1e-15, "mean absolute");
  check_close(score.variance(), 14.0 / 9, 1e-15, "variance");
  // Of the one target that varies.
  check_close(score.r_squared(), 1 - 6.0 / 14, 1e-15, "R^2");
  data.targets = Matrix{{1, 20, 1}, {2, 20, 2}, {6, 20, 9}};
  check_close(echo_score(data, 3).r_squared(), (1 - 6.0 / 14 + 1 - 26.0 / 38) / 2, 1e-15, "mean R^2");
  data.targets = Matrix({3, 3}, real(4));
  BOOST_CHECK(std::isnan(echo_score(data, 3).r_squared()));
}

BOOST_AUTO_TEST_CASE(each_row_counts_once_whatever_its_weight_and_block) {
  constexpr Index rows = 2500;
  Dataset data;
  data.inputs = zeros(rows, 1);
  data.targets = zeros(rows, 1);
  double squares = 0;
  for (Index n = 0; n < rows; ++n) {
    data.targets(n, 0) = static_cast<real>(n % 7);
    data.weights.push_back(static_cast<double>(n % 3));
    squares += static_cast<double>((n % 7) * (n % 7));
  }
  check_close(echo_score(data, 1).mean_square(), squares / rows, 1e-12, "mean square");
}

BOOST_AUTO_TEST_CASE(another_number_of_targets_is_refused) {
  Dataset data = real_data({{1, 2}, {3, 4}});
  check_error(ErrorKind::data, {"no targets", "predicts 2"}, [&] { echo_score(data, 2); });
  data.targets = Matrix{{1}, {2}};
  check_error(ErrorKind::data, {"1 targets", "predicts 2"}, [&] { echo_score(data, 2); });
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_CHECK_EQUAL(target_name({"a", "b"}, 1), "b");
  BOOST_CHECK_EQUAL(target_name({}, 1), "target 1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace regression_test
