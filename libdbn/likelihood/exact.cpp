#include "libdbn/likelihood/exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/likelihood/gaussian_integral.hpp"
#include "libdbn/rbm/normalizable.hpp"
#include "libdbn/rbm/row_machine.hpp"

namespace dbn {
namespace {

// States that are held in memory at once by one thread; part of the result's last bits, so never tuned at run time.
constexpr Index states_per_block = 2048;

const Units& units_of(const Rbm& rbm, Side side) { return side == Side::hidden ? *rbm.hidden : *rbm.visible; }

void require_enumerable(const Rbm& rbm, Side side, double most_states) {
  const double count = state_count(rbm, side);
  if (count <= most_states) return;
  throw config_error(
      "exact log Z: visible " + rbm.visible->spec() + " has " + to_text(state_count(rbm, Side::visible)) +
      " joint states, hidden " + rbm.hidden->spec() + " has " + to_text(state_count(rbm, Side::hidden)) + ", and " +
      (side == Side::hidden ? "the hidden" : "the visible") + " layer would have to be enumerated; at most " +
      to_text(most_states) + " states are allowed. Estimate it instead (method ais), or raise the limit");
}

}  // namespace

double state_count(const Rbm& rbm, Side side) { return units_of(rbm, side).state_count(); }

Side enumerated_side(const Rbm& rbm) {
  return state_count(rbm, Side::visible) < state_count(rbm, Side::hidden) ? Side::visible : Side::hidden;
}

double exact_log_z(const Rbm& rbm, Side enumerated, Workers& workers, double most_states) {
  require_normalizable(rbm);
  require_enumerable(rbm, enumerated, most_states);
  const Units& units = units_of(rbm, enumerated);
  const Index count = static_cast<Index>(units.state_count());
  std::vector<double> block_values((count + states_per_block - 1) / states_per_block);
  workers.run_pieces(count, states_per_block, [&](Index first, Index rows) {
    Matrix states = Matrix::from_shape({rows, units.size()});
    units.enumerate(first, states);
    const Energies energies = enumerated == Side::hidden ? hidden_free_energy(rbm, states) : free_energy(rbm, states);
    std::vector<double> values(rows);
    std::transform(energies.begin(), energies.end(), values.begin(), [](double f) { return -f; });
    block_values[first / states_per_block] = log_sum_exp(values);
  });
  return log_sum_exp(block_values);
}

double exact_log_z(const Rbm& rbm, Workers& workers, double most_states) {
  if (is_gaussian_machine(rbm)) return gaussian_log_z(rbm);
  return exact_log_z(rbm, enumerated_side(rbm), workers, most_states);
}

Energies log_likelihood(const Rbm& rbm, ConstMatrixView visible, double log_z, Workers& workers) {
  Energies result = free_energy(rbm, visible, workers);
  for (double& value : result) value = -value - log_z;
  return result;
}

Energies exact_log_likelihood(const Rbm& rbm, ConstMatrixView visible, Workers& workers, double most_states) {
  Energies result({visible.rows}, 0.0);
  for (const std::vector<Index>& rows : rows_by_machine(rbm, visible)) {
    const auto machine = machine_of_row(rbm, visible.row_range(rows.front(), 1));
    const double log_z = exact_log_z(machine->rbm, workers, most_states);
    const Energies found = log_likelihood(machine->rbm, part_of(visible, rows, machine->columns), log_z, workers);
    for (Index n = 0; n < rows.size(); ++n) result[rows[n]] = found[n];
  }
  return result;
}

double log_sum_exp(const std::vector<double>& values) {
  const double none = -std::numeric_limits<double>::infinity();
  const double greatest = values.empty() ? none : *std::max_element(values.begin(), values.end());
  if (!std::isfinite(greatest)) return greatest;
  double sum = 0;
  for (const double value : values) sum += std::exp(value - greatest);
  return greatest + std::log(sum);
}

}  // namespace dbn
