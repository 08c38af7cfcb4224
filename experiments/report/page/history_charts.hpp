// Charts of a history, grouped by subject.
#pragma once

#include "experiments/figures/chart.hpp"
#include "libdbn/train/history.hpp"

namespace dbn::program {

struct HistoryChart {
  std::string title;
  Panel panel;
  std::string description;  ///< first, last and extreme values of each curve, in words
};

struct ChartGroup {
  std::string title;
  std::vector<HistoryChart> charts;
};

/// Every metric that the records hold, over the epochs from 1: training and validation of the same in one chart, a
/// curve and a color for each stage. Groups without a chart are left out. A y axis is logarithmic where the values are
/// positive, of a kind that falls by factors, and wide apart.
std::vector<ChartGroup> history_charts(const std::vector<EpochRecord>& records);

/// "NAME goes from A at epoch 1 to B at epoch 20, least C at epoch 13, greatest D at epoch 2".
std::string described(const Curve& curve);

}  // namespace dbn::program
