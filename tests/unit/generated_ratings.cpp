// Ratings that are made up: as many as wanted, and as the model says.
#include "libdbn/data/generated/generated_ratings.hpp"

#include <array>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace generated_ratings_test {
namespace {

struct Totals {
  Index ratings = 0;
  Index held_out = 0;
  std::vector<double> of_item;
  std::vector<double> of_user;
  double residuals = 0;
  double squares = 0;
};

Totals totals_of(const RatingsModel& model) {
  const GeneratedRatings ratings(model);
  GeneratedRatings::Scratch scratch;
  GeneratedRatings::Row row;
  Totals totals;
  totals.of_item.resize(model.items);
  for (Index u = 0; u < model.users; ++u) {
    ratings.make_row(u, scratch, row);
    totals.held_out += row.held_out.items.size();
    totals.of_user.push_back(static_cast<double>(row.given.items.size() + row.held_out.items.size()));
    for (const GeneratedRatings::Part* part : {&row.given, &row.held_out}) {
      totals.ratings += part->items.size();
      for (Index e = 0; e < part->items.size(); ++e) {
        if (e > 0) BOOST_REQUIRE_LT(part->items[e - 1], part->items[e]);
        BOOST_REQUIRE(part->levels[e] >= 0 && part->levels[e] <= 4);
        BOOST_REQUIRE(part->expected[e] > 1 && part->expected[e] < 5);
        ++totals.of_item[part->items[e]];
        const double residual = static_cast<double>(part->levels[e]) + 1 - part->expected[e];
        totals.residuals += residual;
        totals.squares += residual * residual;
      }
    }
  }
  return totals;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generated_ratings)

BOOST_AUTO_TEST_CASE(there_are_exactly_as_many_as_wanted) {
  RatingsModel model;
  model.users = 700;
  model.items = 300;
  model.ratings = 20'001;
  const Totals totals = totals_of(model);
  BOOST_CHECK_EQUAL(totals.ratings, 20'001);
  const double share = static_cast<double>(totals.held_out) / 20'001;
  BOOST_CHECK_SMALL(share - 0.1, 4 * std::sqrt(0.09 / 20'001));
}

// Expectations are right in the mean: residuals have mean 0.
BOOST_AUTO_TEST_CASE(expected_values_are_those_of_what_was_drawn) {
  const Totals totals = totals_of({});
  const auto count = static_cast<double>(totals.ratings);
  BOOST_CHECK_SMALL(totals.residuals / count, 4 * std::sqrt(totals.squares) / count);
  BOOST_CHECK_GT(totals.squares / count, 0.5);
}

BOOST_AUTO_TEST_CASE(popularity_and_activity_are_uneven_as_said) {
  const auto median = [](std::vector<double>& values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
  };
  RatingsModel model;
  model.users = 20'000;
  model.items = 1000;
  model.ratings = 400'000;
  // Of a log-normal distribution the mean is exp(deviation^2 / 2) times the median.
  std::vector<double> of_user = totals_of(model).of_user;
  BOOST_CHECK_CLOSE(20 / median(of_user), std::exp(1.25 * 1.25 / 2), 12);
  // Where users rate little, nobody runs out of popular items.
  model.users = 100'000;
  model.ratings = 300'000;
  std::vector<double> of_item = totals_of(model).of_item;
  const double most = *std::max_element(of_item.begin(), of_item.end());
  BOOST_CHECK_CLOSE(most / median(of_item), std::pow((0.5 + 0.028) / 0.028, 2.06), 40);
}

// Users with 40 of 640 items and more have theirs chosen in another way than users with fewer, from the same
// distribution: those a little below and a little above differ little in how many of the popular ones they have.
BOOST_AUTO_TEST_CASE(both_ways_to_choose_items_agree) {
  RatingsModel model;
  model.users = 8000;
  model.items = 640;
  model.ratings = model.users * 30;
  const std::vector<double> of_item = totals_of(model).of_item;
  std::vector<double> falling = of_item;
  std::sort(falling.begin(), falling.end(), std::greater<>());
  const GeneratedRatings ratings(model);
  GeneratedRatings::Scratch scratch;
  GeneratedRatings::Row row;
  std::array<double, 2> popular{};
  std::array<double, 2> all{};
  for (Index u = 0; u < model.users; ++u) {
    ratings.make_row(u, scratch, row);
    const Index count = row.given.items.size() + row.held_out.items.size();
    if (count < 30 || count >= 50) continue;
    for (const GeneratedRatings::Part* part : {&row.given, &row.held_out}) {
      for (const std::uint32_t item : part->items) {
        popular[count / 40] += of_item[item] >= falling[63] ? 1 : 0;
        all[count / 40] += 1;
      }
    }
  }
  BOOST_REQUIRE_GT(std::min(all[0], all[1]), 10'000);
  BOOST_CHECK_GT(popular[0] / all[0], 0.4);
  BOOST_CHECK_SMALL(popular[0] / all[0] - popular[1] / all[1], 0.06);
}

BOOST_AUTO_TEST_CASE(a_row_depends_on_seed_and_number_alone) {
  RatingsModel model;
  model.users = 50;
  model.ratings = 2000;
  const GeneratedRatings ratings(model);
  GeneratedRatings::Scratch scratch;
  GeneratedRatings::Row first;
  GeneratedRatings::Row again;
  for (Index u = 50; u-- > 0;) ratings.make_row(u, scratch, first);
  GeneratedRatings(model).make_row(0, scratch, again);
  BOOST_CHECK(first.given.items == again.given.items && first.given.levels == again.given.levels);
  model.seed = 2;
  GeneratedRatings(model).make_row(0, scratch, again);
  BOOST_CHECK(first.given.items != again.given.items);
}

BOOST_AUTO_TEST_CASE(more_ratings_than_there_is_room_for_are_refused) {
  RatingsModel model;
  model.users = 10;
  model.items = 20;
  model.ratings = 91;
  check_error(ErrorKind::config, {"91 ratings", "10 users", "20 items"}, [&] { GeneratedRatings{model}; });
  model.ratings = 90;
  BOOST_CHECK_EQUAL(totals_of(model).ratings, 90);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace generated_ratings_test
