#include "libdbn/dbn/bound.hpp"

#include <cmath>

#include "libdbn/rbm/row_machine.hpp"

namespace dbn {
namespace {

class Bound {
 public:
  Bound(const std::vector<Rbm>& layers, double top_log_z, const BoundOptions& options, Workers& workers)
      : layers_(layers),
        top_log_z_(top_log_z),
        options_(options),
        rng_(options.seed, Purpose::evaluation),
        workers_(workers) {}

  Energies of(ConstMatrixView visible, Index layer) {
    Energies bound = free_energy(layers_[layer], visible, workers_);
    for (double& value : bound) value = -value;
    if (layer + 1 == layers_.size()) {
      for (double& value : bound) value -= top_log_z_;
      return bound;
    }
    const bool enumerable = layers_[layer].hidden->state_count() <= options_.most_states;
    bound += enumerable ? expectation(visible, layer) : sample_mean(visible, layer);
    return bound;
  }

 private:
  // F(h) + L_above(h), what a hidden state is worth.
  Energies worth(const Matrix& hidden, Index layer) {
    Energies value = hidden_free_energy(layers_[layer], hidden, workers_);
    value += of(hidden, layer + 1);
    return value;
  }

  Energies expectation(ConstMatrixView visible, Index layer) {
    const Rbm& rbm = layers_[layer];
    Matrix hidden = zeros(static_cast<Index>(rbm.hidden->state_count()), rbm.hidden->size());
    rbm.hidden->enumerate(0, hidden);
    const Energies value = worth(hidden, layer);
    const Energies free = free_energy(rbm, visible, workers_);
    Energies result({visible.rows}, 0.0);
    for (Index h = 0; h < hidden.shape(0); ++h) {
      Matrix same = zeros(visible.rows, hidden.shape(1));
      for (Index n = 0; n < visible.rows; ++n) {
        copy(ConstMatrixView(hidden).row_range(h, 1), MatrixView(same).row_range(n, 1));
      }
      const Energies joint = energy(rbm, visible, same);
      for (Index n = 0; n < visible.rows; ++n) result[n] += std::exp(free[n] - joint[n]) * value[h];
    }
    return result;
  }

  Energies sample_mean(ConstMatrixView visible, Index layer) {
    Energies result({visible.rows}, 0.0);
    for (Index s = 0; s < options_.samples; ++s) {
      result += worth(sample_hidden(layers_[layer], visible, rng_, workers_), layer);
    }
    result /= static_cast<double>(options_.samples);
    return result;
  }

  const std::vector<Rbm>& layers_;
  double top_log_z_;
  BoundOptions options_;
  Rng rng_;
  Workers& workers_;
};

}  // namespace

Energies lower_bound(const std::vector<Rbm>& layers, ConstMatrixView visible, double top_log_z,
                     const BoundOptions& options, Workers& workers) {
  Energies result({visible.rows}, 0.0);
  for (const std::vector<Index>& rows : rows_by_machine(layers.front(), visible)) {
    auto machine = machine_of_row(layers.front(), visible.row_range(rows.front(), 1));
    std::vector<Rbm> seen = layers;
    seen.front() = std::move(machine->rbm);
    const Energies found = Bound(seen, top_log_z, options, workers).of(part_of(visible, rows, machine->columns), 0);
    for (Index n = 0; n < rows.size(); ++n) result[rows[n]] = found[n];
  }
  return result;
}

}  // namespace dbn
