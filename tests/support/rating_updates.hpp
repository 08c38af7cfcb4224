// What one update from lists of ratings adds to a machine, for comparison with gradients that are known.
#pragma once

#include "libdbn/train/rating_trainer.hpp"
#include "tests/support/small_ratings.hpp"

namespace dbn::test {

/// Rows 0 .. count - 1.
inline std::vector<Index> counted(Index count) {
  std::vector<Index> rows(count);
  for (Index n = 0; n < count; ++n) rows[n] = n;
  return rows;
}

/// The same ratings `copies` times, one block of rows behind the other.
inline SparseRows repeated(const SparseRows& rows, Index copies) {
  SparseRows all = rows;
  std::vector<float> values;
  const auto& levels = std::get<std::vector<std::uint8_t>>(rows.values);
  for (Index copy = 1; copy < copies; ++copy) {
    for (Index n = 0; n < rows.rows(); ++n) {
      const Index first = rows.starts[n];
      const Index count = rows.starts[n + 1] - first;
      values.assign(levels.begin() + static_cast<std::ptrdiff_t>(first),
                    levels.begin() + static_cast<std::ptrdiff_t>(first + count));
      all.add_row({std::span(rows.positions).subspan(first, count), values});
    }
  }
  return all;
}

/// Options under which an update adds the estimated gradient itself.
inline RbmOptions whole_step_options() {
  RbmOptions options;
  options.item_rate = ItemRate::per_row;
  options.learning_rate = 1;
  options.momentum = 0.0;
  options.weight_decay = 0;
  return options;
}

inline RbmParameters difference(const RbmParameters& after, const RbmParameters& before) {
  return {after.weights - before.weights, after.visible - before.visible, after.hidden - before.hidden};
}

/// The change by one update of a copy of `rbm` from these rows.
inline RbmParameters list_change(Rbm rbm, const RatingRows& rows, std::span<const Index> batch,
                                 const RbmOptions& options) {
  const RbmParameters before = rbm.parameters;
  RatingTrainer(rbm, rows, options, 5, 0, Workers::serial()).step(batch, 0);
  return difference(rbm.parameters, before);
}

/// -log sum_h exp(-E(v, h)) of a row's lists.
inline double list_free_energy(const Rbm& rbm, const RatingRows& rows, Index row) {
  const RatingMachine machine(rbm, rows, ErrorKind::model, "test");
  std::vector<real> inputs(machine.hidden());
  rating_inputs(machine, rows, row, inputs.data());
  return rating_free_energy(machine, rows, row, inputs.data());
}

/// E[h | v] of a row's lists.
inline std::vector<double> list_hidden_mean(const Rbm& rbm, const RatingRows& rows, Index row) {
  const RatingMachine machine(rbm, rows, ErrorKind::model, "test");
  std::vector<real> inputs(machine.hidden());
  rating_inputs(machine, rows, row, inputs.data());
  std::vector<double> means;
  for (Index j = 0; j < machine.hidden(); ++j) {
    means.push_back(1 /
                    (1 + std::exp(-static_cast<double>(machine.hidden_bias()[j]) - static_cast<double>(inputs[j]))));
  }
  return means;
}

}  // namespace dbn::test
