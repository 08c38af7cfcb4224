// What is measured on lists of ratings is what is measured on dense rows with missing groups.
#include "libdbn/train/rating_monitors.hpp"

#include "libdbn/data/presented.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/monitors.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/small_ratings.hpp"

using namespace dbn;
using namespace dbn::test;

namespace rating_monitors_test {
namespace {

constexpr Index users = 1100;  // more than are monitored
constexpr Index items = 7;
constexpr Index levels = 4;
constexpr std::string_view all = "reconstruction free_energy weights units updates";

RatingRows rows_of(bool conditional) {
  const auto given = shared(random_ratings(users, items, levels, 0.3, 1));
  return conditional ? RatingRows(given, shared(random_ratings(users, items, levels, 0.2, 2))) : RatingRows(given);
}

// Two idle units, one on either side.
Rbm machine_for(const RatingRows& rows) {
  Rbm rbm = random_rbm(rows.visible_spec(), "5", 9);
  for (const Index j : {1, 3}) {
    for (Index i = 0; i < rows.columns(); ++i) rbm.parameters.weights(i, j) = 0;
  }
  rbm.parameters.hidden(0, 1) = -2;
  rbm.parameters.hidden(0, 3) = 2;
  return rbm;
}

EpochRecord measured(const Rbm& rbm, const RatingRows& rows, std::string_view names, Index threads = 1) {
  Workers workers(threads);
  EpochRecord record{"rbm.0", 0, {}};
  RatingMonitors(rbm, rows, names, 4, workers).measure(record);
  return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rating_monitors)

BOOST_AUTO_TEST_CASE(figures_are_those_of_dense_rows) {
  const RatingRows rows = rows_of(false);
  Rbm rbm = machine_for(rows);
  const Matrix dense = read_all(monitored_rows(rows, 4));
  BOOST_REQUIRE_EQUAL(dense.shape(0), 1000);
  const Matrix none = zeros(0, 0);
  const RbmTrainer trainer(rbm, {}, 1, 0, Workers::serial());
  EpochRecord expected{"rbm.0", 0, {}};
  for (const Monitor monitor : find_monitors("reconstruction free_energy weights units")) {
    monitor({rbm, trainer, dense, none, Workers::serial()}, expected);
  }
  for (const Index threads : {1, 3}) {
    const EpochRecord found = measured(rbm, rows, all, threads);
    BOOST_CHECK_EQUAL(found.values.size(), expected.values.size() + 1);
    for (const auto& [name, value] : expected.values) check_close(found.get(name), value, 1e-5, name);
  }
  check_close(expected.get("dead_units"), 0.2, 1e-12, "dead units");
  check_close(expected.get("always_on_units"), 0.2, 1e-12, "units that are always on");
}

// The values that dense means expect, from 1 to the number of levels; of the items that have a rating.
BOOST_AUTO_TEST_CASE(errors_are_those_of_expected_values_of_known_ratings) {
  for (const bool conditional : {false, true}) {
    const RatingRows rows = rows_of(conditional);
    const Rbm rbm = machine_for(rows);
    const Matrix dense = read_all(monitored_rows(rows, 4));
    const Matrix means = visible_mean(rbm, hidden_mean(rbm, dense));
    double squares = 0;
    double level_squares = 0;
    double ratings = 0;
    for (Index n = 0; n < dense.shape(0); ++n) {
      for (Index item = 0; item < items; ++item) {
        if (std::isnan(dense(n, item * levels))) continue;
        double error = 0;
        for (Index k = 0; k < levels; ++k) {
          const auto difference = static_cast<double>(dense(n, item * levels + k) - means(n, item * levels + k));
          error += difference * static_cast<double>(k + 1);
          level_squares += difference * difference;
        }
        squares += error * error;
        ++ratings;
      }
    }
    const EpochRecord found = measured(rbm, rows, all);
    check_close(found.get("reconstruction_rmse"), std::sqrt(squares / ratings), 1e-5, "RMSE");
    check_close(found.get("reconstruction_error"), level_squares / static_cast<double>(dense.shape(0)), 1e-5,
                "squared error");
    double energy = 0;
    for (const double of_row : free_energy(rbm, dense)) energy += of_row;
    check_close(found.get("free_energy"), energy / static_cast<double>(dense.shape(0)), 1e-5, "free energy");
  }
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_is_measured) {
  const RatingRows rows = rows_of(false);
  const Rbm rbm = machine_for(rows);
  BOOST_CHECK(measured(rbm, rows, "none").values.empty());
  BOOST_CHECK_EQUAL(measured(rbm, rows, "units").values.size(), 2);
  BOOST_CHECK_EQUAL(measured(rbm, rows, "free_energy weights").values.size(), 2);
  check_error(ErrorKind::config, {"did you mean 'units'?"}, [&] { measured(rbm, rows, "unit"); });
  // Of rows without ratings there is no error.
  const RatingRows empty(shared(listed_ratings(items, levels, {{}, {}})));
  BOOST_CHECK(std::isnan(measured(rbm, empty, all).get("reconstruction_rmse")));
  BOOST_CHECK_EQUAL(measured(rbm, empty, all).get("reconstruction_error"), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rating_monitors_test
