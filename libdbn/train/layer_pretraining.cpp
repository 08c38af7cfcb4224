#include "libdbn/train/layer_pretraining.hpp"

#include <algorithm>
#include <cmath>

namespace dbn {

bool is_due(Index epoch, Index every, Index epochs) {
  return every > 0 && ((epoch + 1) % every == 0 || epoch + 1 == epochs);
}

void record_schedules(const RbmOptions& options, Index epoch, EpochRecord& record) {
  record.set("learning_rate", options.learning_rate.at(epoch));
  record.set("momentum", options.momentum.at(epoch));
  record.set("gibbs_steps", std::round(options.gibbs_steps.at(epoch)));
}

void initialize_layer(const RbmOptions& options, Index layer, std::uint64_t seed,
                      const std::function<Matrix()>& visible_means, Rbm& rbm) {
  Rng rng(seed, Purpose::initialization, layer);
  RbmParameters& theta = rbm.parameters;
  initialize_weights(theta.weights, options.initial_weights, options.initial_deviation, rng);
  theta.visible = rbm.visible->neutral_parameters();
  theta.hidden = rbm.hidden->neutral_parameters();
  initialize_sigma(*rbm.visible, options.initial_sigma, theta.visible);
  std::fill_n(theta.hidden.data(), rbm.hidden->size(), static_cast<real>(options.initial_hidden_bias));
  if (options.initial_visible_bias == VisibleBiasStart::data) {
    rbm.visible->bias_from_mean(visible_means(), theta.visible);
  }
}

BestParameters::BestParameters(Rbm& rbm, const RbmOptions& options)
    : rbm_(rbm), epochs_(options.epochs), best_(options.patience), parameters_(rbm.parameters) {}

void BestParameters::enter(Index epoch, const BestEpoch::Result& result, EpochRecord& record) {
  if (best_.enter(epoch, result, record)) parameters_ = rbm_.parameters;
  if (is_long_ago() || epoch + 1 == epochs_) rbm_.parameters = parameters_;
}

void BestParameters::archive(Archive& archive) {
  best_.archive(archive);
  archive.group("best", parameters_);
}

}  // namespace dbn
