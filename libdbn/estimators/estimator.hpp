// Estimators of the gradient of the log-likelihood.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "libdbn/data/batches.hpp"
#include "libdbn/estimators/own_options.hpp"
#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// What the visible units are while a reconstruction is made from sampled hidden states. Probabilities have less noise
/// (Hinton 2010, section 3.2); samples make the negative phase a Gibbs chain.
enum class NegativeVisible { probabilities, samples };

/// Default values of every estimator's own options, in the order of the table.
std::vector<OwnOptions> own_options_of_all();

/// Settings that several estimators share, and those that single ones declare in their own files.
struct EstimatorOptions {
  NegativeVisible negative_visible = NegativeVisible::probabilities;
  HiddenStatistics hidden_statistics = HiddenStatistics::probabilities;
  Index chains = 100;  ///< persistent chains, independent of the batch size
  SigmaAscent sigma = SigmaAscent::take;
  std::vector<OwnOptions> own = own_options_of_all();

  /// All of them but `sigma`, bound to this object. Each name is a key of the config's section [rbm].
  OptionList options();
  /// Sets the option `name`, e.g. ("temperatures", "1 0.5 0"); an unknown name or a bad value is a config error.
  void set(std::string_view name, std::string_view text);
  /// The values of an estimator's own type of options; defaults where `own` has none of this type.
  template <class Values>
  Values of() const {
    for (const OwnOptions& each : own) {
      if (const Values* values = each.as<Values>()) return *values;
    }
    return {};
  }
};

/// Whether an update also yields figures about itself for monitors, which costs copies.
enum class Figures { skip, take };

/// Whether an update also states the means of its data phase (GradientEstimate::data_means), which costs a pass over
/// the rows.
enum class DataMeans { skip, take };

/// The circumstances of one update.
struct Step {
  Index gibbs_steps;
  Rng& rng;
  Workers& workers;
  Figures figures = Figures::skip;
  DataMeans data_means = DataMeans::skip;
};

class GradientEstimator {
 public:
  virtual ~GradientEstimator() = default;
  /// The ascent direction for the rows of `batch`: each phase is divided by its own number of rows, or rows count as
  /// their weights say, so that the direction is that of sum_n w_n log p(v_n) / sum_n w_n. The result belongs to the
  /// estimator and holds until the next call; the caller may change it.
  virtual GradientEstimate& estimate(const Rbm& rbm, const Batch& batch, const Step& step) = 0;
  /// Whether `estimate` sets GradientEstimate::data_means where the step asks for them. Centering and the sparsity
  /// penalty need these means, and are refused without them.
  virtual bool states_data_means() const { return false; }
  /// Whether the ascent of visible sigmas is right: a model phase of means in place of states has too little variance,
  /// and sigma would grow without end to make up for it.
  virtual bool can_learn_sigma() const { return true; }
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

/// An entry of the table of estimators (estimators.hpp).
struct EstimatorKind {
  std::string_view name;
  std::string_view help;  ///< one line
  EstimatorPtr (*make)(const EstimatorOptions&);
  OwnOptions (*options)() = [] { return OwnOptions(); };  ///< of this estimator alone
  /// An update is `Step::gibbs_steps` alternations between the layers, which `dbn bench` counts the products of.
  bool takes_gibbs_steps = false;
  /// Training on lists of ratings has this estimator too (train/rating_trainer.hpp).
  bool learns_from_lists = false;
};

/// The entry of that name ("cd", "pcd", "exact", ...); an unknown name is a config error.
const EstimatorKind& find_estimator(std::string_view name);
EstimatorPtr make_estimator(std::string_view name, const EstimatorOptions& options);
/// The whole table.
std::span<const EstimatorKind* const> estimator_kinds();
std::vector<std::string> estimator_names();
/// Of those that training on lists of ratings has too.
std::vector<std::string> list_estimator_names();

}  // namespace dbn
