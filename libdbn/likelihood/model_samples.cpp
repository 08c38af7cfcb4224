#include "libdbn/likelihood/model_samples.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/likelihood/exact.hpp"

namespace dbn {
namespace {

constexpr Index rows_of_a_piece = 2048;

}  // namespace

bool can_sample_exactly(const Rbm& rbm, double most_states) {
  return state_count(rbm, enumerated_side(rbm)) <= most_states;
}

Matrix exact_samples(const Rbm& rbm, Index count, Rng& rng, Workers& workers, double most_states) {
  const Side side = enumerated_side(rbm);
  const double log_z = exact_log_z(rbm, side, workers, most_states);
  const Units& units = side == Side::hidden ? *rbm.hidden : *rbm.visible;
  const auto total = static_cast<Index>(units.state_count());
  std::vector<double> cumulative(total);
  workers.run_pieces(total, rows_of_a_piece, [&](Index first, Index rows) {
    Matrix states = zeros(rows, units.size());
    units.enumerate(first, states);
    const Energies energies = side == Side::hidden ? hidden_free_energy(rbm, states) : free_energy(rbm, states);
    for (Index n = 0; n < rows; ++n) cumulative[first + n] = std::exp(-energies[n] - log_z);
  });
  for (Index n = 1; n < total; ++n) cumulative[n] += cumulative[n - 1];
  const Draws draws = rng.next();
  Matrix result = zeros(count, units.size());
  for (Index n = 0; n < count; ++n) {
    const double level = draws.open_uniform(n, 0) * cumulative.back();
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end() - 1, level);
    units.enumerate(static_cast<Index>(found - cumulative.begin()), MatrixView(result).row_range(n, 1));
  }
  return side == Side::visible ? result : sample_visible(rbm, result, rng, workers);
}

Matrix gibbs_samples(const Rbm& rbm, ConstMatrixView starts, Index count, Index steps, Rng& rng, Workers& workers) {
  require_columns("starts of Gibbs chains", starts, rbm.visible->size());
  Matrix states = zeros(count, rbm.visible->size());
  for (Index n = 0; n < count; ++n) copy(starts.row_range(n % starts.rows, 1), MatrixView(states).row_range(n, 1));
  return gibbs(rbm, std::move(states), steps, rng, workers);
}

}  // namespace dbn
