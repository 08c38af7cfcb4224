// Which epoch is the best and when it is long ago, from results written down by hand.
#include "libdbn/train/best_epoch.hpp"

#include <cmath>

#include "tests/support/memory_archive.hpp"

using namespace dbn;

namespace best_epoch_test {
namespace {

// What a number of epochs make of it: 'b' for a best one, '.' for another, '!' behind one that is long after it.
std::string course(BestEpoch& best, const std::vector<BestEpoch::Result>& results, Index first = 0) {
  std::string text;
  for (Index i = 0; i < results.size(); ++i) {
    EpochRecord record;
    text += best.enter(first + i, results[i], record) ? 'b' : '.';
    if (best.is_long_ago()) text += '!';
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(best_epoch)

BOOST_AUTO_TEST_CASE(errors_come_first_and_the_loss_decides_between_equals) {
  BestEpoch best(2);
  BOOST_CHECK_EQUAL(course(best, {{.5, 1}, {.5, 1}, {.5, .9}, {.6, .1}, {.4, 7}, {.4, 7.5}, {.5, 1}}), "b.b.b..!");
}

BOOST_AUTO_TEST_CASE(equal_is_not_better) {
  BestEpoch best(1);
  BOOST_CHECK_EQUAL(course(best, {{.5, 1}, {.5, 1}}), "b.!");
}

BOOST_AUTO_TEST_CASE(without_patience_nothing_stops_and_nothing_is_recorded) {
  BestEpoch best(0);
  EpochRecord record;
  best.enter(0, {0, 1}, record);
  for (Index e = 1; e < 50; ++e) BOOST_CHECK(!best.enter(e, {0, 2}, record));
  BOOST_CHECK(!best.is_long_ago());
  BOOST_CHECK(record.values.empty());
}

BOOST_AUTO_TEST_CASE(the_record_counts_the_epochs) {
  BestEpoch best(9);
  EpochRecord record;
  best.enter(0, {0, 1}, record);
  BOOST_CHECK_EQUAL(record.get("epochs_since_best"), 0);
  record = {};
  best.enter(1, {0, 2}, record);
  record = {};
  best.enter(2, {0, 1.5}, record);
  BOOST_CHECK_EQUAL(record.get("epochs_since_best"), 2);
}

BOOST_AUTO_TEST_CASE(it_goes_on_from_an_archive) {
  BestEpoch whole(2);
  course(whole, {{.5, 1}, {.5, 2}});
  const auto saved = test::saved(whole);
  BestEpoch resumed(2);
  test::load(saved, resumed);
  BOOST_CHECK_EQUAL(course(resumed, {{.5, .95}, {.5, 1}}, 2), "b.");
  test::load(saved, resumed);
  BOOST_CHECK_EQUAL(course(resumed, {{.5, 1.5}}, 2), ".!");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace best_epoch_test
