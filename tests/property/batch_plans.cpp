#include <algorithm>
#include <map>
#include <random>

#include "libdbn/data/batches.hpp"
#include "tests/support/data_files.hpp"

using namespace dbn;
using namespace dbn::test;

namespace batch_plans_test {
namespace {

constexpr BatchOrder all_orders[] = {BatchOrder::shuffled, BatchOrder::fixed, BatchOrder::fixed_shuffled,
                                     BatchOrder::balanced};
constexpr Index sizes[] = {1, 2, 3, 7, 10, 64, 100};
constexpr Index row_counts[] = {1, 2, 5, 10, 63, 64, 65, 199, 200};

/// Unequal classes, the rarest with few rows, and unknown ones.
Labels uneven_labels(Index rows, unsigned seed) {
  std::mt19937 engine(seed);
  Labels labels(rows);
  for (std::int32_t& label : labels) {
    const auto draw = engine() % 100;
    label = draw < 50 ? 0 : draw < 80 ? 1 : draw < 92 ? 2 : draw < 97 ? 5 : missing_label;
  }
  return labels;
}

std::vector<Index> rows_of(BatchPlan& plan, Index epoch, Index batch) {
  const auto rows = plan.rows(epoch, batch);
  return {rows.begin(), rows.end()};
}

std::vector<Index> epoch_of(BatchPlan& plan, Index epoch) {
  std::vector<Index> all;
  for (Index b = 0; b < plan.batches(); ++b) {
    for (Index row : plan.rows(epoch, b)) all.push_back(row);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_plans)

BOOST_AUTO_TEST_CASE(every_row_comes_once_an_epoch) {
  for (const BatchOrder order : all_orders) {
    for (const Index rows : row_counts) {
      for (const Index size : sizes) {
        BatchPlan plan(rows, size, order, 11, uneven_labels(rows, 1));
        BOOST_REQUIRE_EQUAL(plan.batches(), (rows + size - 1) / size);
        for (Index epoch = 0; epoch < 3; ++epoch) {
          for (Index b = 0; b + 1 < plan.batches(); ++b) BOOST_REQUIRE_EQUAL(plan.rows(epoch, b).size(), size);
          std::vector<Index> all = epoch_of(plan, epoch);
          std::sort(all.begin(), all.end());
          BOOST_REQUIRE_EQUAL(all.size(), rows);
          for (Index i = 0; i < rows; ++i) BOOST_REQUIRE_EQUAL(all[i], i);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_batch_is_a_function_of_seed_epoch_and_number) {
  for (const BatchOrder order : all_orders) {
    const Labels labels = uneven_labels(65, 2);
    BatchPlan plan(65, 10, order, 5, labels);
    std::map<std::pair<Index, Index>, std::vector<Index>> expected;
    for (Index epoch = 0; epoch < 5; ++epoch) {
      for (Index b = 0; b < plan.batches(); ++b) expected[{epoch, b}] = rows_of(plan, epoch, b);
    }
    std::mt19937 engine(1);
    BatchPlan other(65, 10, order, 5, labels);
    for (int call = 0; call < 200; ++call) {
      const Index epoch = engine() % 5;
      const Index batch = engine() % plan.batches();
      BOOST_REQUIRE((rows_of(other, epoch, batch) == expected[{epoch, batch}]));
    }
    BatchPlan fresh(65, 10, order, 5, labels);
    BOOST_CHECK((rows_of(fresh, 4, 6) == expected[{4, 6}]));
  }
}

BOOST_AUTO_TEST_CASE(what_changes_from_epoch_to_epoch_and_from_seed_to_seed) {
  const Labels labels = uneven_labels(200, 3);
  for (const BatchOrder order : all_orders) {
    BatchPlan plan(200, 20, order, 1, labels);
    BatchPlan other(200, 20, order, 2, labels);
    const bool moves = order == BatchOrder::shuffled || order == BatchOrder::balanced;
    BOOST_CHECK_EQUAL(epoch_of(plan, 0) != epoch_of(plan, 1), moves);
    BOOST_CHECK_EQUAL(epoch_of(plan, 3) != epoch_of(plan, 7), moves);
    BOOST_CHECK_EQUAL(epoch_of(plan, 0) != epoch_of(other, 0), order != BatchOrder::fixed);
  }
  BatchPlan fixed(200, 20, BatchOrder::fixed, 1, {});
  const std::vector<Index> rows = epoch_of(fixed, 9);
  BOOST_CHECK(std::is_sorted(rows.begin(), rows.end()));
  BatchPlan shuffled(200, 20, BatchOrder::shuffled, 1, {});
  BatchPlan once(200, 20, BatchOrder::fixed_shuffled, 1, {});
  BOOST_CHECK(epoch_of(shuffled, 0) == epoch_of(once, 6));
}

BOOST_AUTO_TEST_CASE(balanced_batches_have_the_share_of_every_class_rounded) {
  for (const Index rows : row_counts) {
    for (const Index size : sizes) {
      for (unsigned seed = 0; seed < 5; ++seed) {
        const Labels labels = uneven_labels(rows, seed);
        std::map<std::int32_t, double> in_all;
        for (std::int32_t label : labels) in_all[label] += 1;
        BatchPlan plan(rows, size, BatchOrder::balanced, seed, labels);
        for (Index b = 0; b < plan.batches(); ++b) {
          std::map<std::int32_t, double> in_batch;
          const auto batch = plan.rows(seed, b);
          for (Index row : batch) in_batch[labels[row]] += 1;
          for (const auto& [label, count] : in_all) {
            const double share = count * static_cast<double>(batch.size()) / static_cast<double>(rows);
            BOOST_REQUIRE_MESSAGE(std::abs(in_batch[label] - share) < 1 - 1e-9,
                                  rows << " rows, batch " << b << " of " << batch.size() << ", class " << label << ": "
                                       << in_batch[label] << ", share " << share);
          }
        }
      }
    }
  }
}

// Each row falls into each of the full batches equally often: chi-square over the batches of one row of each class.
BOOST_AUTO_TEST_CASE(balanced_rows_fall_into_any_batch) {
  const Labels labels = uneven_labels(60, 4);
  BatchPlan plan(60, 10, BatchOrder::balanced, 8, labels);
  constexpr Index epochs = 3000;
  std::vector<std::vector<double>> counts(60, std::vector<double>(6));
  for (Index epoch = 0; epoch < epochs; ++epoch) {
    for (Index b = 0; b < 6; ++b) {
      for (Index row : plan.rows(epoch, b)) counts[row][b] += 1;
    }
  }
  for (Index row = 0; row < 60; ++row) {
    double chi_square = 0;
    for (double count : counts[row]) chi_square += std::pow(count - epochs / 6.0, 2) / (epochs / 6.0);
    // 5 degrees of freedom: exceeded with probability 5e-7.
    BOOST_CHECK_MESSAGE(chi_square < 38, "row " << row << ": chi-square " << chi_square);
  }
}

BOOST_AUTO_TEST_CASE(splits_are_stratified_whole_and_sorted) {
  for (const Index rows : {10, 63, 200, 1000}) {
    for (const double fraction : {0.1, 0.25, 0.5, 0.9}) {
      Dataset data;
      data.inputs = ByteMatrix::from_shape({rows, 1});
      data.labels = uneven_labels(rows, 9);
      const SplitRows split = split_rows(data, fraction, 17);
      BOOST_CHECK_EQUAL(split.validation.size(), std::lround(fraction * static_cast<double>(rows)));
      BOOST_CHECK(std::is_sorted(split.validation.begin(), split.validation.end()));
      BOOST_CHECK(std::is_sorted(split.training.begin(), split.training.end()));
      std::vector<Index> all;
      std::merge(split.training.begin(), split.training.end(), split.validation.begin(), split.validation.end(),
                 std::back_inserter(all));
      BOOST_REQUIRE_EQUAL(all.size(), rows);
      for (Index i = 0; i < rows; ++i) BOOST_REQUIRE_EQUAL(all[i], i);
      std::map<std::int32_t, double> in_all;
      std::map<std::int32_t, double> in_validation;
      for (std::int32_t label : data.labels) in_all[label] += 1;
      for (Index row : split.validation) in_validation[data.labels[row]] += 1;
      const double share = static_cast<double>(split.validation.size()) / static_cast<double>(rows);
      for (const auto& [label, count] : in_all) BOOST_CHECK_LT(std::abs(in_validation[label] - share * count), 1);
      BOOST_CHECK(split_rows(data, fraction, 17).validation == split.validation);
      if (rows >= 63) BOOST_CHECK(split_rows(data, fraction, 18).validation != split.validation);
      data.labels.clear();
      BOOST_CHECK_EQUAL(split_rows(data, fraction, 17).validation.size(), split.validation.size());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace batch_plans_test
