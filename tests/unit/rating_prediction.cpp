// Ratings predicted from lists against the free energies and means of the dense machine.
#include "libdbn/dbn/rating_prediction.hpp"

#include "libdbn/data/sparse/rating_biases.hpp"
#include "libdbn/rbm/rated_items.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/small_ratings.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_prediction_test {
namespace {

constexpr Index items = 6;
constexpr Index levels = 3;

struct Case {
  RatingRows rows;
  Rbm rbm;
};

Case make_case(bool conditional) {
  const auto given = shared(random_ratings(12, items, levels, 0.5, 1));
  const RatingRows known =
      conditional ? RatingRows(given, shared(random_ratings(12, items, levels, 0.3, 2))) : RatingRows(given);
  return {RatingRows(known, shared(random_ratings(12, items, levels, 0.4, 3))),
          random_rbm(known.visible_spec(), "5", 7)};
}

/// The row's dense state with `item` on `level`, or missing.
Matrix state(const RatingRows& rows, Index row, Index item, std::optional<Index> level) {
  Matrix dense = zeros(1, rows.columns());
  const std::vector<Index> one{row};
  rows.read(one, 0, dense);
  for (Index k = 0; k < levels; ++k) {
    dense(0, item * levels + k) = level ? real(*level == k ? 1 : 0) : std::numeric_limits<real>::quiet_NaN();
  }
  return dense;
}

/// Of one item in dense terms.
std::vector<double> dense_prediction(const Case& c, Index row, Index item, RatingMethod method) {
  std::vector<double> weights;
  if (method == RatingMethod::exact) {
    for (Index k = 0; k < levels; ++k) weights.push_back(std::exp(-free_energy(c.rbm, state(c.rows, row, item, k))(0)));
  } else {
    const Matrix mean = visible_mean(c.rbm, hidden_mean(c.rbm, state(c.rows, row, item, std::nullopt)));
    for (Index k = 0; k < levels; ++k) weights.push_back(static_cast<double>(mean(0, item * levels + k)));
  }
  double total = 0;
  for (const double weight : weights) total += weight;
  for (double& weight : weights) weight /= total;
  return weights;
}

void check_predictions(const Case& c) {
  for (const RatingMethod method : {RatingMethod::exact, RatingMethod::mean_field}) {
    Index count = 0;
    predict_ratings(c.rbm, c.rows, method, Workers::serial(), [&](const RatingPrediction& found) {
      ++count;
      const auto expected = dense_prediction(c, found.row, found.column, method);
      double value = 0;
      for (Index k = 0; k < levels; ++k) {
        check_close(found.probabilities[k], expected[k], 2e-5, "p(level)");
        value += static_cast<double>(k + 1) * found.probabilities[k];
      }
      check_close(found.expected, value, 1e-9, "expected value");
    });
    BOOST_CHECK_EQUAL(count, c.rows.wanted().entries());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rating_prediction)

BOOST_AUTO_TEST_CASE(held_out_ratings_are_predicted_as_dense_rows_say) {
  check_predictions(make_case(false));
  check_predictions(make_case(true));
}

BOOST_AUTO_TEST_CASE(given_ratings_are_predicted_from_the_others) {
  const auto given = shared(random_ratings(12, items, levels, 0.5, 1));
  const RatingRows rows(given);
  BOOST_CHECK(rows.predicts_itself());
  check_predictions({rows, random_rbm(rows.visible_spec(), "5", 7)});
}

BOOST_AUTO_TEST_CASE(inputs_by_lists_are_those_of_dense_rows) {
  for (const bool conditional : {false, true}) {
    const Case c = make_case(conditional);
    const RatedMachine machine(c.rbm, c.rows, ErrorKind::model, "test");
    Matrix dense = zeros(c.rows.rows(), c.rows.columns());
    std::vector<Index> all;
    for (Index n = 0; n < c.rows.rows(); ++n) all.push_back(n);
    c.rows.read(all, 0, dense);
    Matrix found = zeros(c.rows.rows(), 5);
    for (Index n = 0; n < c.rows.rows(); ++n) rated_inputs(machine, c.rows, n, &found(n, 0));
    check_close(found, inputs_to_hidden(c.rbm, dense), 2e-6, "inputs");
  }
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_expected_values) {
  const Case c = make_case(false);
  double squares = 0;
  double absolutes = 0;
  double log_probability = 0;
  predict_ratings(c.rbm, c.rows, RatingMethod::exact, Workers::serial(), [&](const RatingPrediction& found) {
    const double error = found.expected - static_cast<double>(found.level + 1);
    squares += error * error;
    absolutes += std::abs(error);
    log_probability += std::log(found.probabilities[found.level]);
  });
  const auto count = static_cast<double>(c.rows.wanted().entries());
  Workers workers(3);
  const RatingScore score = score_ratings(c.rbm, c.rows, RatingMethod::exact, workers);
  check_close(score.model.rmse(), std::sqrt(squares / count), 1e-12, "RMSE");
  check_close(score.model.mae(), absolutes / count, 1e-12, "MAE");
  check_close(score.log_likelihood, log_probability / count, 1e-12, "log p");
  const RatingBiases biases = fit_rating_biases(c.rows);
  RatingErrors of_biases;
  RatingErrors of_mean;
  predict_ratings(c.rbm, c.rows, RatingMethod::exact, Workers::serial(), [&](const RatingPrediction& found) {
    of_biases.enter(biases.value(found.row, found.column), static_cast<double>(found.level + 1));
    of_mean.enter(biases.mean, static_cast<double>(found.level + 1));
  });
  BOOST_CHECK(score.has_baselines);
  BOOST_CHECK_EQUAL(score.biases.rmse(), of_biases.rmse());
  BOOST_CHECK_EQUAL(score.mean.mae(), of_mean.mae());
}

// Row 0 rates everything two higher than row 1.
BOOST_AUTO_TEST_CASE(biases_are_means_where_nothing_shrinks_them) {
  const RatingRows rows(shared(listed_ratings(3, 5, {{{0, 2}, {1, 3}, {2, 4}}, {{0, 0}, {1, 1}, {2, 2}}})));
  const RatingBiases found = fit_rating_biases(rows, 0);
  check_close(found.mean, 3, 1e-12, "mean");
  check_close(found.row[0], 1, 1e-12, "row 0");
  check_close(found.row[1], -1, 1e-12, "row 1");
  check_close(found.item[0], -1, 1e-12, "item 0");
  check_close(found.value(0, 2), 5, 1e-12, "value");
  const RatingBiases shrunk = fit_rating_biases(rows, 1e9);
  check_close(shrunk.value(0, 2), 3, 1e-6, "with all shrunk away");
  // The penalized least squares of both sides: no bias can be moved for the better.
  const RatingBiases five = fit_rating_biases(rows);
  const auto cost = [&](const RatingBiases& biases) {
    double sum = 0;
    for (Index n = 0; n < 2; ++n) {
      for (Index e = 0; e < 3; ++e) {
        const double error =
            static_cast<double>(rows.given(n).levels[e] + 1) - biases.mean - biases.row[n] - biases.item[e];
        sum += error * error;
      }
      sum += 5 * biases.row[n] * biases.row[n];
    }
    for (const double bias : biases.item) sum += 5 * bias * bias;
    return sum;
  };
  for (const double step : {-1e-3, 1e-3}) {
    RatingBiases moved = five;
    moved.row[0] += step;
    BOOST_CHECK_LT(cost(five), cost(moved));
    moved = five;
    moved.item[2] += step;
    BOOST_CHECK_LT(cost(five), cost(moved));
  }
}

BOOST_AUTO_TEST_CASE(values_of_biases_stay_on_the_scale) {
  const RatingRows rows(shared(listed_ratings(2, 5, {{{0, 4}}, {{0, 4}, {1, 4}}})));
  RatingBiases biases = fit_rating_biases(rows, 0);
  biases.item[0] = 3;
  BOOST_CHECK_EQUAL(biases.value(0, 0), 5);
  biases.item[0] = -9;
  BOOST_CHECK_EQUAL(biases.value(0, 0), 1);
}

BOOST_AUTO_TEST_CASE(a_machine_for_other_items_is_refused) {
  const Case c = make_case(false);
  const Rbm other = random_rbm("softmax:5x3", "4", 1);
  check_error(ErrorKind::model, {"softmax:5x3", "softmax:6x3", "ratings"},
              [&] { score_ratings(other, c.rows, RatingMethod::exact, Workers::serial()); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_prediction_test
