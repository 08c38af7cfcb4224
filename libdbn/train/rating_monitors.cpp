#include "libdbn/train/rating_monitors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "libdbn/base/kernels.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/rbm/rating_machine.hpp"
#include "libdbn/train/monitored_rows.hpp"
#include "libdbn/train/monitors.hpp"
#include "libdbn/units/categorical.hpp"

namespace dbn {
namespace {

constexpr Index rows_at_a_time = 8;

/// Of each monitored row.
struct RowFigures {
  double free_energy = 0;
  double squared_error = 0;        ///< of levels
  double squared_value_error = 0;  ///< of values
};

/// From the inputs to the hidden units to what their means make of the row's ratings.
class Reconstruction {
 public:
  Reconstruction(const RatingMachine& machine, const std::vector<double>& values)
      : machine_(machine), values_(values), inputs_(machine.levels()), choices_(machine.levels()) {}

  void enter(const RatedItems& given, const real* means, RowFigures& figures) {
    for (Index e = 0; e < given.items.size(); ++e) {
      machine_.level_inputs(given.items[e], means, inputs_.data());
      choices_.set(machine_.item_bias(given.items[e]), inputs_.data());
      double error = values_[given.levels[e]];
      for (Index k = 0; k < values_.size(); ++k) {
        const double probability = choices_.probability(k);
        const double difference = (k == given.levels[e] ? 1 : 0) - probability;
        figures.squared_error += difference * difference;
        error -= probability * values_[k];
      }
      figures.squared_value_error += error * error;
    }
  }

 private:
  const RatingMachine& machine_;
  const std::vector<double>& values_;
  std::vector<real> inputs_;
  Categorical choices_;
};

}  // namespace

RatingMonitors::RatingMonitors(const Rbm& rbm, const RatingRows& rows, std::string_view names, std::uint64_t seed,
                               Workers& workers)
    : rbm_(rbm), rows_(rows), monitored_(monitored_row_numbers(rows.rows(), seed)), workers_(workers) {
  if (!find_monitors(names).empty()) names_ = words_of(names);
}

void RatingMonitors::measure(EpochRecord& record) const {
  const auto wants = [&](std::string_view name) {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  };
  if (wants("weights")) record_weight_norm(rbm_, record);
  if (!wants("reconstruction") && !wants("free_energy") && !wants("units")) return;
  const RatingMachine machine(rbm_, rows_, ErrorKind::internal, "monitors of ratings");
  Matrix means = Matrix::from_shape({monitored_.size(), machine.hidden()});
  std::vector<RowFigures> figures(monitored_.size());
  workers_.run_pieces(monitored_.size(), rows_at_a_time, [&](Index first, Index count) {
    std::vector<real> inputs(machine.hidden());
    Reconstruction reconstruction(machine, rows_.given().levels);
    for (Index n = first; n < first + count; ++n) {
      rating_inputs(machine, rows_, monitored_[n], inputs.data());
      figures[n].free_energy = rating_free_energy(machine, rows_, monitored_[n], inputs.data());
      kernels::logistic(machine.hidden_bias(), inputs.data(), inputs.size(), &means(n, 0));
      reconstruction.enter(rows_.given(monitored_[n]), &means(n, 0), figures[n]);
    }
  });
  const auto sum_of = [&](double RowFigures::*figure) {
    return std::accumulate(figures.begin(), figures.end(), 0.0,
                           [&](double sum, const RowFigures& of_row) { return sum + of_row.*figure; });
  };
  Index ratings = 0;
  for (const Index row : monitored_) ratings += rows_.given(row).items.size();
  const auto rows = static_cast<double>(monitored_.size());
  if (wants("reconstruction")) {
    record.set("reconstruction_error", sum_of(&RowFigures::squared_error) / rows);
    if (ratings > 0) {
      record.set("reconstruction_rmse",
                 std::sqrt(sum_of(&RowFigures::squared_value_error) / static_cast<double>(ratings)));
    }
  }
  if (wants("free_energy")) record.set("free_energy", sum_of(&RowFigures::free_energy) / rows);
  if (wants("units")) record_idle_units(means, record);
}

}  // namespace dbn
