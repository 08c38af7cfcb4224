#include "libdbn/likelihood/ais.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "libdbn/rbm/normalizable.hpp"

namespace dbn {
namespace {

constexpr Index elements_per_piece = 16 * 1024;

Matrix blend_of_biases(const Matrix& base, const Matrix& target, double beta) {
  Matrix result = target;
  for (Index i = 0; i < target.shape(1); ++i) {
    result(0, i) =
        static_cast<real>((1 - beta) * static_cast<double>(base(0, i)) + beta * static_cast<double>(target(0, i)));
  }
  return result;
}

/// All chains, and the machines of the path. At temperature beta the inputs to either side are beta times those of the
/// target machine, so one product serves the weights of two neighboring temperatures.
class Annealer {
 public:
  Annealer(const Rbm& rbm, const Matrix& base, Workers& workers)
      : rbm_(rbm),
        base_(base),
        no_hidden_bias_(blend_of_biases(rbm.hidden->neutral_parameters(), rbm.parameters.hidden, 0)),
        visible_pass_(rbm, Side::visible, workers),
        hidden_pass_(rbm, Side::hidden, workers),
        workers_(workers) {}

  Matrix base_states(Index chains, Rng& rng) const {
    Matrix states = zeros(chains, rbm_.visible->size());
    rbm_.visible->sample(base_, zeros(chains, rbm_.visible->size()), rng.next(), states);
    return states;
  }

  double base_log_z() const {
    double value = 0;
    rbm_.visible->add_log_normalizer(base_, zeros(1, rbm_.visible->size()), &value);
    rbm_.hidden->add_log_normalizer(no_hidden_bias_, zeros(1, rbm_.hidden->size()), &value);
    return value;
  }

  /// Sums log p*_next(v) - log p*_now(v) over the path in the order of `betas`, with one Gibbs step at each temperature
  /// between its ends.
  std::vector<double> run(Matrix states, const std::vector<double>& betas, Rng& rng,
                          const std::function<void(Index, Index)>& progress) {
    std::vector<double> log_weights(states.shape(0), 0.0);
    Matrix inputs;
    hidden_pass_.inputs(states, inputs);
    for (Index k = 1; k < betas.size(); ++k) {
      add_log_probabilities(states, inputs, betas[k - 1], -1, log_weights);
      add_log_probabilities(states, inputs, betas[k], +1, log_weights);
      if (k + 1 < betas.size()) {
        step(betas[k], rng, states, inputs);
        hidden_pass_.inputs(states, inputs);
      }
      if (progress) progress(k, betas.size() - 1);
    }
    return log_weights;
  }

 private:
  void for_chains(Index chains, Index columns, const std::function<void(Index, Index)>& piece) {
    workers_.run_pieces(chains, std::max<Index>(1, elements_per_piece / columns), piece);
  }

  void add_log_probabilities(const Matrix& states, const Matrix& inputs, double beta, int sign,
                             std::vector<double>& log_weights) {
    const Matrix visible = blend_of_biases(base_, rbm_.parameters.visible, beta);
    const Matrix hidden = blend_of_biases(no_hidden_bias_, rbm_.parameters.hidden, beta);
    for_chains(states.shape(0), states.shape(1), [&](Index first, Index count) {
      const Matrix scaled = scaled_rows(inputs, first, count, beta);
      std::vector<double> minus_energy(count, 0.0);
      rbm_.visible->add_energy(visible, ConstMatrixView(states).row_range(first, count), minus_energy.data());
      for (double& value : minus_energy) value = -value;
      rbm_.hidden->add_log_normalizer(hidden, scaled, minus_energy.data());
      for (Index n = 0; n < count; ++n) log_weights[first + n] += sign * minus_energy[n];
    });
  }

  void step(double beta, Rng& rng, Matrix& states, const Matrix& inputs) {
    const Matrix visible = blend_of_biases(base_, rbm_.parameters.visible, beta);
    const Matrix hidden = blend_of_biases(no_hidden_bias_, rbm_.parameters.hidden, beta);
    Matrix hidden_states = zeros(states.shape(0), rbm_.hidden->size());
    sample(*rbm_.hidden, hidden, inputs, beta, rng.next(), hidden_states);
    Matrix visible_inputs;
    visible_pass_.inputs(hidden_states, visible_inputs);
    sample(*rbm_.visible, visible, visible_inputs, beta, rng.next(), states);
  }

  void sample(const Units& units, const Matrix& parameters, const Matrix& inputs, double beta, const Draws& draws,
              Matrix& out) {
    for_chains(inputs.shape(0), units.size(), [&](Index first, Index count) {
      units.sample(parameters, scaled_rows(inputs, first, count, beta), draws.from_row(first),
                   MatrixView(out).row_range(first, count));
    });
  }

  static Matrix scaled_rows(const Matrix& inputs, Index first, Index count, double beta) {
    Matrix result = copy_of(ConstMatrixView(inputs).row_range(first, count));
    for (real& value : result) value *= static_cast<real>(beta);
    return result;
  }

  const Rbm& rbm_;
  const Matrix& base_;
  Matrix no_hidden_bias_;
  LayerPass visible_pass_;
  LayerPass hidden_pass_;
  Workers& workers_;
};

void require_annealable(const Rbm& rbm, const Matrix& base, const std::vector<double>& betas) {
  require_same_shape("base machine of annealing", base, rbm.parameters.visible);
  require_normalizable(rbm);
  if (rbm.visible->fixed_length() == 0) {
    throw config_error("annealed importance sampling: visible " + rbm.visible->spec() +
                       " has another log Z for every length of a row; fix it, e.g. multinomial:WORDSxDRAWS");
  }
  const bool rising = std::is_sorted(betas.begin(), betas.end());
  if (betas.size() < 2 || betas.front() != 0 || betas.back() != 1 || !rising)
    throw config_error("annealed importance sampling: betas must rise from 0 to 1");
}

struct Interval {
  double low;
  double high;
};

// Weights are products of many factors, so their logarithms are nearly normal, and log E w = mu + sigma^2 / 2 counts
// weights that so few chains have not drawn, where the mean of the weights does not. mu is the median and sigma^2 the
// mean squared deviation of the upper half, as stuck chains below say nothing of the mean; the errors are 3 sigma of
// both (pi sigma^2 / 2n of a median, sigma^4 / n of half the variance from n/2 values; Cox's interval).
Interval log_normal_interval(std::vector<double> log_weights) {
  const Index n = log_weights.size();
  std::sort(log_weights.begin(), log_weights.end());
  const double median = (log_weights[n / 2] + log_weights[(n - 1) / 2]) / 2;
  double squares = 0;
  for (const double value : log_weights) squares += value > median ? (value - median) * (value - median) : 0;
  const auto count = static_cast<double>(n);
  const double variance = 2 * squares / count;
  const double pi = std::acos(-1.0);
  const double error = std::sqrt((pi / 2 * variance + variance * variance) / count);
  return {median + variance / 2 - 3 * error, median + variance / 2 + 3 * error};
}

// log Z = log_z_0 + direction log mean w. The standard error of log mean w is the relative one of mean w, from weights
// divided by the largest so that nothing overflows.
AisResult summarize(double base_log_z, int direction, std::vector<double> log_weights) {
  const auto count = static_cast<double>(log_weights.size());
  const double log_sum = log_sum_exp(log_weights);
  double sum_of_squares = 0;
  double variance = 0;
  for (const double value : log_weights) {
    const double share = std::exp(value - log_sum);
    sum_of_squares += share * share;
    variance += (share * count - 1) * (share * count - 1);
  }
  const double error = count > 1 ? std::sqrt(variance / (count - 1) / count) : std::numeric_limits<double>::infinity();
  AisResult result;
  result.log_z = base_log_z + direction * (log_sum - std::log(count));
  const double log_mean = log_sum - std::log(count);
  const Interval by_logarithms = log_normal_interval(log_weights);
  const double low = std::min(log_mean - 3 * error, by_logarithms.low);
  const double high = std::max(log_mean + 3 * error, by_logarithms.high);
  result.log_z_low = base_log_z + (direction > 0 ? low : -high);
  result.log_z_high = base_log_z + (direction > 0 ? high : -low);
  result.effective_sample_size = 1 / sum_of_squares;
  result.log_weights = std::move(log_weights);
  return result;
}

}  // namespace

AisResult ais_log_z(const Rbm& rbm, const Matrix& base, const AisOptions& options, Workers& workers) {
  require_annealable(rbm, base, options.betas);
  if (options.chains == 0) throw config_error("annealed importance sampling: chains must be at least 1");
  Rng rng(options.seed, Purpose::evaluation, 0);
  Annealer annealer(rbm, base, workers);
  Matrix states = annealer.base_states(options.chains, rng);
  return summarize(annealer.base_log_z(), +1, annealer.run(std::move(states), options.betas, rng, options.progress));
}

AisResult reverse_ais_log_z(const Rbm& rbm, const Matrix& base, const Matrix& starts, const AisOptions& options,
                            Workers& workers) {
  require_annealable(rbm, base, options.betas);
  require_columns("starts of reverse annealing", starts, rbm.visible->size());
  Rng rng(options.seed, Purpose::evaluation, 1);
  Annealer annealer(rbm, base, workers);
  const std::vector<double> falling(options.betas.rbegin(), options.betas.rend());
  return summarize(annealer.base_log_z(), -1, annealer.run(starts, falling, rng, options.progress));
}

Matrix base_rates(const Rbm& rbm, ConstMatrixView mean, double smoothing) {
  require_columns("base rates", mean, rbm.visible->size());
  Matrix result = uniform_base(rbm);
  const Matrix no_inputs = zeros(1, rbm.visible->size());
  Matrix smoothed = zeros(1, rbm.visible->size());
  rbm.visible->mean(result, no_inputs, smoothed);
  for (Index i = 0; i < smoothed.size(); ++i) {
    const auto found = static_cast<double>(mean(0, i));
    if (std::isnan(found)) continue;
    smoothed(0, i) = static_cast<real>((found + smoothing * static_cast<double>(smoothed(0, i))) / (1 + smoothing));
  }
  rbm.visible->bias_from_mean(smoothed, result);
  return result;
}

Matrix uniform_base(const Rbm& rbm) {
  return blend_of_biases(rbm.visible->neutral_parameters(), rbm.parameters.visible, 0);
}

Matrix mean_of_present(ConstMatrixView rows) {
  Matrix result = zeros(1, rows.columns);
  for (Index i = 0; i < rows.columns; ++i) {
    double sum = 0;
    Index count = 0;
    for (Index n = 0; n < rows.rows; ++n) {
      if (std::isnan(rows(n, i))) continue;
      sum += static_cast<double>(rows(n, i));
      ++count;
    }
    result(0, i) =
        count == 0 ? std::numeric_limits<real>::quiet_NaN() : static_cast<real>(sum / static_cast<double>(count));
  }
  return result;
}

}  // namespace dbn
