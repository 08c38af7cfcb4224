// Estimators of the gradient of the log-likelihood.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "libdbn/data/batches.hpp"
#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// What the visible units are while a reconstruction is made from sampled hidden states. Probabilities have less noise
/// (Hinton 2010, section 3.2); samples make the negative phase a Gibbs chain.
enum class NegativeVisible { probabilities, samples };

/// Settings that every estimator looks at; those it has no use for are ignored.
struct EstimatorOptions {
  NegativeVisible negative_visible = NegativeVisible::probabilities;
  HiddenStatistics hidden_statistics = HiddenStatistics::probabilities;
  Index chains = 100;                  ///< persistent chains, independent of the batch size
  double fast_learning_rate = 0.01;    ///< of fpcd's fast weights; their usual rate is about that of the weights
  double fast_decay = 0.95;            ///< of fpcd's fast weights per update; 19/20 in Tieleman & Hinton 2009
  std::string temperatures = "10";     ///< of parallel tempering, see TemperatureLadder
  bool adaptive_temperatures = false;  ///< respace them by their swap rates
  SigmaAscent sigma = SigmaAscent::take;
  double generative_weight = 0;  ///< of log p(x, y) beside discriminative's log p(y | x)
};

/// Whether an update also yields figures about itself for monitors, which costs copies.
enum class Figures { skip, take };

/// The circumstances of one update.
struct Step {
  Index gibbs_steps;
  Rng& rng;
  Workers& workers;
  Figures figures = Figures::skip;
};

class GradientEstimator {
 public:
  virtual ~GradientEstimator() = default;
  /// The ascent direction for the rows of `batch`: each phase is divided by its own number of rows, or rows count as
  /// their weights say, so that the direction is that of sum_n w_n log p(v_n) / sum_n w_n. The result belongs to the
  /// estimator and holds until the next call; the caller may change it.
  virtual GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) = 0;
  /// Throws a config error when there is no gradient of this kind for `rbm`.
  virtual void require_fit(const Rbm& /*rbm*/) const {}
  /// State that outlives an update, such as persistent chains.
  virtual void archive(Archive&) {}
  /// Figures about the estimator itself, such as swap rates, for the history; named in train/history.cpp. Those of a
  /// single update are of the last one that took figures; NaN where there was none.
  using Diagnostics = std::vector<std::pair<std::string, double>>;
  virtual Diagnostics diagnostics() const { return {}; }
};

using EstimatorPtr = std::unique_ptr<GradientEstimator>;
using EstimatorMaker = std::function<EstimatorPtr(const EstimatorOptions&)>;

/// The estimator of that name ("cd", "pcd", "exact", ...); an unknown name is a config error.
EstimatorPtr make_estimator(std::string_view name, const EstimatorOptions& options);
std::vector<std::string> estimator_names();
/// One line of help per estimator, in the order of the names.
std::vector<std::string> estimator_descriptions();

}  // namespace dbn
