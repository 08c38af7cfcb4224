#include "libdbn/base/workers.hpp"

#include <atomic>
#include <stdexcept>

#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace workers_test {
BOOST_AUTO_TEST_SUITE(workers)

BOOST_AUTO_TEST_CASE(each_task_runs_once) {
  for (const Index threads : {1, 2, 3, 7}) {
    Workers workers(threads);
    BOOST_CHECK_EQUAL(workers.threads(), threads);
    for (const Index count : {0, 1, 2, 3, 8, 1000}) {
      std::vector<std::atomic<int>> runs(count);
      workers.run(count, [&](Index i) { ++runs.at(i); });
      for (const auto& times : runs) BOOST_REQUIRE_EQUAL(times.load(), 1);
    }
  }
  BOOST_CHECK_EQUAL(Workers::serial().threads(), 1);
}

BOOST_AUTO_TEST_CASE(pieces_cover_the_whole) {
  Workers workers(3);
  for (const Index total : {0, 1, 9, 10, 11, 100}) {
    std::vector<std::atomic<int>> visits(total);
    std::atomic<Index> pieces{0};
    workers.run_pieces(total, 10, [&](Index first, Index count) {
      ++pieces;
      if (first % 10 != 0 || count == 0 || count > 10) throw std::logic_error("a piece off the grid");
      for (Index i = first; i < first + count; ++i) ++visits.at(i);
    });
    BOOST_CHECK_EQUAL(pieces.load(), (total + 9) / 10);
    for (const auto& times : visits) BOOST_REQUIRE_EQUAL(times.load(), 1);
  }
}

BOOST_AUTO_TEST_CASE(a_failure_comes_back_and_the_workers_go_on) {
  for (const Index threads : {1, 2, 5}) {
    Workers workers(threads);
    for (int round = 0; round < 50; ++round) {
      for (const Index count : {1, 2, 100}) {
        BOOST_CHECK_THROW(workers.run(count,
                                      [&](Index i) {
                                        if (i + 1 == count) throw std::out_of_range("the last task");
                                      }),
                          std::out_of_range);
        BOOST_CHECK_THROW(workers.run(count, [](Index) { throw data_error("every task"); }), Error);
        std::atomic<Index> sum{0};
        workers.run(count, [&](Index i) { sum += i; });
        BOOST_REQUIRE_EQUAL(sum.load(), count * (count - 1) / 2);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_task_may_use_the_workers_itself) {
  Workers workers(4);
  std::vector<std::atomic<int>> runs(20 * 30);
  workers.run(
      20, [&](Index i) { workers.run(30, [&](Index j) { workers.run(1, [&](Index) { ++runs.at(i * 30 + j); }); }); });
  for (const auto& times : runs) BOOST_REQUIRE_EQUAL(times.load(), 1);
  BOOST_CHECK_THROW(workers.run(4, [&](Index) { workers.run(4, [](Index) { throw std::logic_error("inner"); }); }),
                    std::logic_error);
}

BOOST_AUTO_TEST_CASE(many_tiny_operations_in_a_row) {
  Workers workers(4);
  constexpr Index operations = 100000;
  std::vector<Index> slots(4, 0);
  for (Index round = 0; round < operations; ++round) {
    // Plain memory on purpose: what one operation wrote must be seen by whichever thread comes next.
    workers.run(2 + round % 3, [&](Index i) { ++slots[i]; });
  }
  BOOST_CHECK_EQUAL(slots[0], operations);
  BOOST_CHECK_EQUAL(slots[1], operations);
  BOOST_CHECK_EQUAL(slots[2], 66666);
  BOOST_CHECK_EQUAL(slots[3], 33333);
}

BOOST_AUTO_TEST_CASE(workers_come_and_go) {
  std::atomic<Index> sum{0};
  for (int round = 0; round < 200; ++round) {
    Workers workers(3);
    if (round % 2 == 0) workers.run(5, [&](Index i) { sum += i; });
  }
  BOOST_CHECK_EQUAL(sum.load(), 100 * 10);
}

BOOST_AUTO_TEST_CASE(no_threads_is_a_config_error) {
  check_error(ErrorKind::config, {"threads", "at least 1"}, [] { Workers workers(0); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace workers_test
