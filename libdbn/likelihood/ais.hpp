// Annealed importance sampling: log Z of machines that are too large to enumerate.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

/// Inverse temperatures from text: parts joined by ',', each FROM:STEP:TO, e.g. `0:.001:.5,.5:.0001:.9,.9:.00001:1`, or
/// one integer N for N equal steps from 0 to 1. They start at 0, end at 1 and rise strictly (a part's first value that
/// repeats the last one is dropped). Every value is FROM + (TO - FROM) k / K, never a running sum. Throws a config
/// error.
std::vector<double> parse_betas(std::string_view text);

/// Visible parameters of a base machine without weights: biases from the mean of data (1, V), mixed with `smoothing`
/// parts of the activity at zero bias so that no probability is 0 or 1; other parameters as in `rbm`. NaN means: no
/// data.
Matrix base_rates(const Rbm& rbm, ConstMatrixView mean, double smoothing = 0.05);
/// The same with zero biases: the uniform start of units with finitely many states.
Matrix uniform_base(const Rbm& rbm);
/// The mean of the present entries of each column, NaN where there is none. (rows, V) -> (1, V)
Matrix mean_of_present(ConstMatrixView rows);

struct AisOptions {
  std::vector<double> betas;                                ///< from 0 to 1; some 10^3 to 10^4 for a large machine
  Index chains = 100;                                       ///< 100 is usual; the error falls with its square root
  std::uint64_t seed = 1;                                   ///< of all draws
  std::function<void(Index done, Index total)> progress{};  ///< told after every temperature; may throw to stop
};

/// log Z and how far it can be trusted. The interval holds two: 3 standard errors of the mean weight (delta method),
/// and 3 of log E w from normal log-weights, whose upper half is looked at. The first alone is too narrow where the
/// weights are skewed. It need not be symmetric, and says nothing about modes that no chain has visited: there the
/// intervals of both directions disagree.
struct AisResult {
  double log_z = 0;
  double log_z_low = 0;
  double log_z_high = 0;
  double effective_sample_size = 0;  ///< (sum w)^2 / sum w^2, between 1 and the number of chains
  std::vector<double> log_weights;   ///< per chain
};

/// log Z by annealing from the base machine (`base` from the functions above, no weights, hidden biases 0) to `rbm`:
///
///     log Z = log Z_0 + log mean_m w_m,   w = prod_k p*_k(v_k) / p*_{k-1}(v_k),   v_{k+1} ~ T_k(v_k)
///
/// where p*_k is machine k with weights beta_k W, visible biases (1 - beta_k) base + beta_k bias and hidden biases
/// beta_k c, hidden units summed out, and T_k one Gibbs step of it (Salakhutdinov & Murray 2008, section 4.1; their
/// base machine has no hidden units, which is the same). Works for every kind of units; below log Z in the mean.
/// The same bytes for any number of workers. Throws a config error for rows of variable length, for betas that do not
/// go from 0 to 1, and for machines without a distribution.
AisResult ais_log_z(const Rbm& rbm, const Matrix& base, const AisOptions& options,
                    Workers& workers = Workers::serial());

/// The same path run back from states `starts` (chains, V) drawn from `rbm`: above log Z in the mean when they really
/// are (Burda, Grosse & Salakhutdinov 2015; see model_samples.hpp). `options.chains` is not looked at.
AisResult reverse_ais_log_z(const Rbm& rbm, const Matrix& base, const Matrix& starts, const AisOptions& options,
                            Workers& workers = Workers::serial());

}  // namespace dbn
