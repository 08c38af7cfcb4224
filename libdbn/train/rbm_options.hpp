// Options of training one layer.
#pragma once

#include "libdbn/base/options.hpp"
#include "libdbn/estimators/estimator.hpp"
#include "libdbn/rbm/initialize.hpp"
#include "libdbn/train/centering.hpp"

namespace dbn {

enum class VisibleBiasStart { data, zero };
enum class PassUp { probabilities, samples };
enum class Sigma { fixed, learned };
/// What the ascent of an item's weights and biases is divided by, in training on lists of ratings: the rows of the
/// batch that rate it, or all its rows, as everywhere else.
enum class ItemRate { per_rating, per_row };
/// Where the rows for a layer above the first are kept when the data are streamed: in memory, nowhere (what is needed
/// is made again from the data, once an epoch), or on the disk. automatic: in memory up to 512 MiB, else nowhere.
/// Results are the same bytes.
enum class Propagation { automatic, memory, recompute, spool };

struct RbmOptions {
  std::string estimator = "cd";
  /// Makes an estimator that is not in the table, which then takes the place of `estimator`. For programs that use the
  /// library: a config cannot name it.
  EstimatorMaker own_estimator;
  Schedule gibbs_steps = 1;
  EstimatorOptions estimation;
  Index epochs = 10;
  Index patience = 0;
  Index batch_size = 100;
  std::string update_rule = "momentum";
  Schedule learning_rate = 0.1;
  std::string learning_rate_visible = "same";
  std::string learning_rate_hidden = "same";
  Schedule momentum = Schedule::parse("step(0.5, 0.9@5)");
  double gradient_limit = 0;
  double weight_decay = 0.0002;
  double weight_decay_l1 = 0;
  double max_norm = 0;
  double sparsity_target = 0.1;
  double sparsity_cost = 0;
  Sigma sigma = Sigma::fixed;
  double initial_sigma = 1;
  CenteringOffsets centering = CenteringOffsets::none;
  double centering_sliding = 0.01;
  CenteringStart centering_start = CenteringStart::centered;
  WeightInitialization initial_weights = WeightInitialization::normal;
  double initial_deviation = 0.01;
  VisibleBiasStart initial_visible_bias = VisibleBiasStart::data;
  double initial_hidden_bias = 0;
  ItemRate item_rate = ItemRate::per_rating;
  PassUp pass_up = PassUp::probabilities;
  Propagation propagated = Propagation::automatic;
  std::string monitors = "reconstruction free_energy weights updates units estimator";
  Index monitor_every = 1;
  Index likelihood_every = 0;

  /// The step sizes of the biases: their own, or that of the weights.
  Schedule visible_rate() const;
  Schedule hidden_rate() const;

  /// Every option of a layer, bound to this object.
  OptionList options();
};

}  // namespace dbn
