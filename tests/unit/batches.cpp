#include "libdbn/data/batches.hpp"

#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/data/presented.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace batches_test {
BOOST_AUTO_TEST_SUITE(batches)

BOOST_AUTO_TEST_CASE(names_follow_the_enumerators) {
  const std::vector<std::string> names = batch_orders();
  BOOST_REQUIRE_EQUAL(names.size(), 4);
  BOOST_CHECK_EQUAL(names[static_cast<Index>(BatchOrder::shuffled)], "shuffled");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(BatchOrder::fixed)], "fixed");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(BatchOrder::fixed_shuffled)], "fixed_shuffled");
  BOOST_CHECK_EQUAL(names[static_cast<Index>(BatchOrder::balanced)], "balanced");
}

BOOST_AUTO_TEST_CASE(ten_equal_classes_are_dealt_exactly) {
  Labels labels(1000);
  for (Index i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i / 100);
  BatchPlan plan(1000, 20, BatchOrder::balanced, 3, labels);
  for (Index b = 0; b < plan.batches(); ++b) {
    std::vector<int> counts(10);
    for (Index row : plan.rows(2, b)) ++counts[static_cast<Index>(labels[row])];
    BOOST_TEST(counts == std::vector<int>(10, 2), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(plans_that_cannot_be) {
  check_error(ErrorKind::data, {"no rows"}, [] { BatchPlan(0, 10, BatchOrder::shuffled, 1, {}); });
  check_error(ErrorKind::config, {"batch_size", ">= 1"}, [] { BatchPlan(10, 0, BatchOrder::shuffled, 1, {}); });
  check_error(ErrorKind::config, {"balanced", "labels"}, [] { BatchPlan(10, 5, BatchOrder::balanced, 1, {}); });
  check_error(ErrorKind::internal, {"3 labels for 10 rows"}, [] {
    BatchPlan(10, 5, BatchOrder::balanced, 1, {0, 1, 2});
  });
  BatchPlan plan(10, 4, BatchOrder::shuffled, 1, {});
  check_error(ErrorKind::internal, {"batch 3 of 3"}, [&] { plan.rows(0, 3); });
}

BOOST_AUTO_TEST_CASE(a_batch_is_read_with_its_labels) {
  const MatrixRows source(Matrix{{1, 2}, {3, 4}, {5, 6}}, {7, 8, missing_label}, {2, 0, 6});
  Batch batch;
  read_batch(source, std::vector<Index>{2, 0}, 0, batch);
  BOOST_CHECK_EQUAL(batch.rows(), 2);
  BOOST_CHECK(batch.inputs == (Matrix{{5, 6}, {1, 2}}));
  BOOST_TEST(batch.labels == (Labels{missing_label, 7}), boost::test_tools::per_element());
  BOOST_TEST(batch.weights == (std::vector<double>{6, 2}), boost::test_tools::per_element());
  BOOST_TEST(batch.shares() == (std::vector<double>{0.75, 0.25}), boost::test_tools::per_element());
  BOOST_CHECK(!batch.is_weightless());
  const real* memory = batch.inputs.data();
  read_batch(source, std::vector<Index>{1, 1}, 0, batch);
  BOOST_CHECK_EQUAL(batch.inputs.data(), memory);
  BOOST_TEST(batch.labels == (Labels{8, 8}), boost::test_tools::per_element());
  BOOST_CHECK(batch.is_weightless());
  read_batch(MatrixRows(Matrix{{9, 9}}, {}), std::vector<Index>{0}, 0, batch);
  BOOST_CHECK_EQUAL(batch.rows(), 1);
  BOOST_CHECK(batch.labels.empty() && batch.weights.empty() && !batch.is_weightless());
}

BOOST_AUTO_TEST_CASE(a_batch_is_read_with_its_targets) {
  Dataset data = byte_data({{1}, {2}, {3}}, {0, 1, 2});
  data.targets = Matrix{{10, 11}, {20, 21}, {30, 31}};
  const PresentedRows rows(data, no_transform(), Binarization::none, 1);
  const LabeledRows source(rows, 3, LabelUnits::shown);
  Batch batch;
  read_batch(source, std::vector<Index>{2, 0, 2}, 0, batch);
  BOOST_CHECK(batch.targets == (Matrix{{30, 31}, {10, 11}, {30, 31}}));
  data.targets = Matrix();
  read_batch(source, std::vector<Index>{1}, 0, batch);
  BOOST_CHECK_EQUAL(batch.targets.size(), 0);
}

BOOST_AUTO_TEST_CASE(splits_that_cannot_be) {
  const Dataset data = byte_data({{1}, {2}, {3}});
  for (const double fraction : {0.0, 1.0, -0.5, 1.5, std::nan("")}) {
    check_error(ErrorKind::config, {"fraction", "between 0 and 1"}, [&] { split_rows(data, fraction, 1); });
  }
  check_error(ErrorKind::data, {"bytes", "3 rows", "no row for validation"}, [&] { split_rows(data, 0.1, 1); });
  check_error(ErrorKind::data, {"no row for training"}, [&] { split_rows(data, 0.9, 1); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace batches_test
