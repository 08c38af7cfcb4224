// What `dbn bench` divides by, and what it refuses.
#include "experiments/bench/workloads.hpp"
#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::program;

namespace bench_test {
BOOST_AUTO_TEST_SUITE(bench)

BOOST_AUTO_TEST_CASE(operations_of_the_products) {
  ProductBound update;
  update.add_contrastive_divergence(10, 7, 5, 1);
  BOOST_CHECK_EQUAL(update.operations(), 5 * 2 * 10 * 7 * 5);
  ProductBound longer;
  longer.add_contrastive_divergence(10, 7, 5, 10);
  BOOST_CHECK_EQUAL(longer.operations(), 23 * 2 * 10 * 7 * 5);
  ProductBound network;
  network.add_backpropagation(10, {7, 5, 3});
  BOOST_CHECK_EQUAL(network.operations(), 2 * 10 * (2 * 7 * 5 + 3 * 5 * 3));
  ProductBound path;
  path.add_annealing(10, 7, 5, 4);
  BOOST_CHECK_EQUAL(path.operations(), 4 * 2 * 2 * 10 * 7 * 5);
}

BOOST_AUTO_TEST_CASE(every_work_runs_on_random_rows) {
  for (const std::string& name : work_names()) {
    WorkShape shape = parse_work(name, name == "finetuning" ? "12x8x3" : "12x8");
    shape.rows = 6;
    Work work = make_work(shape, {}, Workers::serial());
    const Cost cost = measure(work, 5, 0);
    BOOST_CHECK_GT(cost.seconds, 0);
    BOOST_CHECK_GT(cost.ratio, 0);
    BOOST_CHECK_GT(cost.processor_ratio, 0);
    BOOST_CHECK_GT(cost.peak_megabytes, 1);
  }
}

BOOST_AUTO_TEST_CASE(steps_and_layers_are_read) {
  const WorkShape shape = parse_work("cd:10", "784x500");
  BOOST_CHECK_EQUAL(shape.name, "cd");
  BOOST_CHECK_EQUAL(shape.gibbs_steps, 10);
  BOOST_CHECK_EQUAL(shape.layers_text(), "784x500");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_measured_is_refused) {
  BOOST_CHECK_THROW(parse_work("cdd", "784x500"), Error);
  BOOST_CHECK_THROW(parse_work("cd:0", "784x500"), Error);
  BOOST_CHECK_THROW(parse_work("cd", "784"), Error);
  BOOST_CHECK_THROW(parse_work("cd", "784x500x10"), Error);
  BOOST_CHECK_THROW(parse_work("cd", "784x0"), Error);
  BOOST_CHECK_THROW(parse_work("finetuning", "784"), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace bench_test
