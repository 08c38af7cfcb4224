// Comparison of two runs: options and histories.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/train/history.hpp"

namespace dbn::program {

/// The options that differ: [{key, a, b}], null where a config lacks the key.
Json compare_configs(const std::string& a, const std::string& b);

/// {a, b: numbers of records, first_difference: {record, stage, epoch, metric, a, b} or null}. Where one history is the
/// beginning of the other the first difference is the first record that is missing, without a metric.
Json compare_histories(const History& a, const History& b);

}  // namespace dbn::program
