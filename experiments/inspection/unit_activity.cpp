#include "experiments/inspection/unit_activity.hpp"

#include <algorithm>
#include <limits>

#include "experiments/data/training_data.hpp"
#include "libdbn/data/batches.hpp"

namespace dbn::program {
namespace {

class Extremes {
 public:
  explicit Extremes(Index units)
      : least_(units, std::numeric_limits<real>::infinity()),
        greatest_(units, -std::numeric_limits<real>::infinity()) {}

  void add(ConstMatrixView means) {
    for (Index n = 0; n < means.rows; ++n) {
      for (Index j = 0; j < means.columns; ++j) {
        least_[j] = std::min(least_[j], means(n, j));
        greatest_[j] = std::max(greatest_[j], means(n, j));
        total_ += static_cast<double>(means(n, j));
      }
    }
    values_ += means.rows * means.columns;
  }

  LayerActivity activity() const {
    constexpr real idle_range = real(0.01);
    LayerActivity result;
    result.units = least_.size();
    result.mean_activity = total_ / static_cast<double>(std::max<Index>(1, values_));
    for (Index j = 0; j < least_.size(); ++j) {
      if (greatest_[j] - least_[j] >= idle_range) continue;
      (greatest_[j] < real(0.5) ? result.dead : result.always_on).push_back(j);
    }
    return result;
  }

 private:
  std::vector<real> least_;
  std::vector<real> greatest_;
  double total_ = 0;
  Index values_ = 0;
};

}  // namespace

std::vector<LayerActivity> layer_activities(const Model& model, const RowSource& rows, Workers& workers) {
  std::vector<Extremes> extremes;
  for (const Rbm& rbm : model.layers) extremes.emplace_back(rbm.hidden->size());
  for_each_block(rows, rows_per_block, [&](Index, const Batch& block) {
    for (Index i = 0; i < model.layers.size(); ++i) {
      extremes[i].add(hidden_representation(model, block.inputs, i, workers));
    }
  });
  std::vector<LayerActivity> activities;
  for (const Extremes& layer : extremes) activities.push_back(layer.activity());
  return activities;
}

}  // namespace dbn::program
