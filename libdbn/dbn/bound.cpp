#include "libdbn/dbn/bound.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/rbm/row_machine.hpp"

namespace dbn {
namespace {

Matrix repeated(ConstMatrixView row, Index rows) {
  Matrix result = zeros(rows, row.columns);
  for (Index n = 0; n < rows; ++n) copy(row, MatrixView(result).row_range(n, 1));
  return result;
}

// The listed rows with the same label each; one part when there are no labels.
std::vector<std::vector<Index>> parts_by_label(const std::vector<Index>& rows, ConstMatrixView labels) {
  std::map<std::vector<real>, std::vector<Index>> parts;
  for (const Index n : rows) {
    const std::vector<real> label(labels.row(n), labels.row(n) + labels.columns);
    if (std::any_of(label.begin(), label.end(), [](real x) { return std::isnan(x); })) {
      throw data_error("row " + std::to_string(n) +
                       " has no label, but the bound with label units at the top is one of log p(row, label)");
    }
    parts[label].push_back(n);
  }
  std::vector<std::vector<Index>> result;
  for (auto& [label, part] : parts) result.push_back(std::move(part));
  return result;
}

class Bound {
 public:
  /// `upward` are the directed layers with their recognition weights, or none where these are the same. `label` (1, K)
  /// is what the top's label units show; K may be 0.
  Bound(const std::vector<Rbm>& layers, const std::vector<Rbm>& upward, ConstMatrixView label, double top_log_z,
        const BoundOptions& options, Workers& workers)
      : layers_(layers),
        upward_(upward),
        label_(label),
        top_log_z_(top_log_z),
        options_(options),
        rng_(options.seed, Purpose::evaluation),
        workers_(workers) {}

  Energies of(ConstMatrixView visible, Index layer) {
    if (layer + 1 == layers_.size()) {
      Energies log_p = free_energy(layers_[layer], with_labels(visible, repeated(label_, visible.rows)), workers_);
      for (double& value : log_p) value = -value - top_log_z_;
      return log_p;
    }
    Energies bound = free_energy(recognition(layer), visible, workers_);
    for (double& value : bound) value = -value;
    const bool enumerable = layers_[layer].hidden->state_count() <= options_.most_states;
    bound += enumerable ? expectation(visible, layer) : sample_mean(visible, layer);
    return bound;
  }

 private:
  const Rbm& recognition(Index layer) const { return upward_.empty() ? layers_[layer] : upward_[layer]; }

  // E of recognition minus E of generation per row: they differ in the weights alone.
  Energies energy_difference(ConstMatrixView visible, ConstMatrixView hidden, Index layer) const {
    if (upward_.empty()) return Energies({visible.rows}, 0.0);
    Energies difference = energy(upward_[layer], visible, hidden);
    difference -= energy(layers_[layer], visible, hidden);
    return difference;
  }

  // F(h) + L_above(h), what a hidden state is worth.
  Energies worth(const Matrix& hidden, Index layer) {
    Energies value = hidden_free_energy(layers_[layer], hidden, workers_);
    value += of(hidden, layer + 1);
    return value;
  }

  Energies expectation(ConstMatrixView visible, Index layer) {
    const Rbm& rbm = recognition(layer);
    Matrix hidden = zeros(static_cast<Index>(rbm.hidden->state_count()), rbm.hidden->size());
    rbm.hidden->enumerate(0, hidden);
    const Energies value = worth(hidden, layer);
    const Energies free = free_energy(rbm, visible, workers_);
    Energies result({visible.rows}, 0.0);
    for (Index h = 0; h < hidden.shape(0); ++h) {
      const Matrix state = repeated(ConstMatrixView(hidden).row_range(h, 1), visible.rows);
      const Energies joint = energy(rbm, visible, state);
      const Energies difference = energy_difference(visible, state, layer);
      for (Index n = 0; n < visible.rows; ++n) result[n] += std::exp(free[n] - joint[n]) * (value[h] + difference[n]);
    }
    return result;
  }

  Energies sample_mean(ConstMatrixView visible, Index layer) {
    Energies result({visible.rows}, 0.0);
    for (Index s = 0; s < options_.samples; ++s) {
      const Matrix hidden = sample_hidden(recognition(layer), visible, rng_, workers_);
      result += worth(hidden, layer);
      result += energy_difference(visible, hidden, layer);
    }
    result /= static_cast<double>(options_.samples);
    return result;
  }

  const std::vector<Rbm>& layers_;
  const std::vector<Rbm>& upward_;
  ConstMatrixView label_;
  double top_log_z_;
  BoundOptions options_;
  Rng rng_;
  Workers& workers_;
};

}  // namespace

Energies lower_bound(const Stack& stack, ConstMatrixView visible, double top_log_z, const BoundOptions& options,
                     Workers& workers) {
  const std::vector<Rbm>& layers = stack.layers;
  const Index inputs = layers.front().visible->size();
  const Index classes = top_label_units(layers);
  require_columns("rows of the bound", visible, inputs + classes);
  const ConstMatrixView data = visible.column_range(0, inputs);
  const ConstMatrixView labels = visible.column_range(inputs, classes);
  std::vector<Rbm> upward;
  for (Index i = 0; i < stack.recognition.size(); ++i) upward.push_back(recognition_machine(stack, i));
  Energies result({visible.rows}, 0.0);
  for (const std::vector<Index>& alike : rows_by_machine(layers.front(), data)) {
    const ConstMatrixView first = data.row_range(alike.front(), 1);
    auto machine = machine_of_row(layers.front(), first);
    std::vector<Rbm> seen = layers;
    seen.front() = std::move(machine->rbm);
    std::vector<Rbm> seen_upward = upward;
    if (!upward.empty()) seen_upward.front() = machine_of_row(upward.front(), first)->rbm;
    for (const std::vector<Index>& rows : parts_by_label(alike, labels)) {
      Bound bound(seen, seen_upward, labels.row_range(rows.front(), 1), top_log_z, options, workers);
      const Energies found = bound.of(part_of(data, rows, machine->columns), 0);
      for (Index n = 0; n < rows.size(); ++n) result[rows[n]] = found[n];
    }
  }
  return result;
}

}  // namespace dbn
