// History of a run as a table, as columns and as curves.
#pragma once

#include "experiments/text/format.hpp"
#include "libdbn/train/history.hpp"

namespace dbn::program {

/// {stage: [...], epoch: [...] (from 0), METRIC: [...]} with null where a metric does not apply; metrics that never do
/// are left out.
Json history_columns(const History& history);

/// A line for each record with the metrics that were measured at all; epochs count from 1.
std::string history_table(const History& history);

/// An SVG figure with a panel for each metric and a curve for each stage, over the epochs from 1.
std::string history_curves(const std::string& title, const History& history);

}  // namespace dbn::program
