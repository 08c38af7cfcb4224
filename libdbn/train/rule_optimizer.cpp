#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/train/network_optimizer.hpp"

namespace dbn {
namespace {

class RuleOptimizer final : public NetworkOptimizer {
 public:
  RuleOptimizer(const Network& network, const FinetuneOptions& options)
      : options_(options), rule_(make_update_rule(options.optimizer)) {
    for (const NetworkLayer& layer : network.layers) {
      weights_.emplace_back(*rule_, layer.weights.shape(0), layer.weights.shape(1));
      biases_.emplace_back(*rule_, 1, layer.bias.shape(1));
    }
  }

  void step(BatchLoss& loss, Index epoch) override {
    const StepSize size{options_.learning_rate.at(epoch), options_.momentum.at(epoch)};
    for (const Index i : loss.free_weights()) {
      const auto ascent_of_rows = [&](Index first, MatrixView ascent) { loss.weights_ascent(i, first, ascent); };
      require_finite(weights_[i].step(loss.weights(i), ascent_of_rows, size, loss.workers()), i, size);
    }
    for (const Index i : loss.free_biases()) {
      require_finite(biases_[i].step(loss.bias(i), loss.bias_ascent(i), size), i, size);
    }
    loss.follow();
  }

  void archive(Archive& archive) override {
    for (Index i = 0; i < weights_.size(); ++i) {
      archive.group("weights_" + std::to_string(i), weights_[i]);
      archive.group("bias_" + std::to_string(i), biases_[i]);
    }
  }

 private:
  static void require_finite(bool finite, Index layer, const StepSize& size) {
    if (finite) return;
    throw diverged_error("the weights of layer " + std::to_string(layer) +
                         " are no longer finite; lower finetune.learning_rate (now " + to_text(size.rate) + ")");
  }

  FinetuneOptions options_;
  UpdateRulePtr rule_;
  std::vector<OptimizerState> weights_;
  std::vector<OptimizerState> biases_;
};

}  // namespace

NetworkOptimizerPtr make_rule_optimizer(const Network& network, const FinetuneOptions& options) {
  return std::make_unique<RuleOptimizer>(network, options);
}

}  // namespace dbn
