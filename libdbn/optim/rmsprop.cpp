// RMSprop (Tieleman & Hinton 2012, lecture 6.5), with decay 0.9 and epsilon = 1e-8, and momentum on the scaled steps:
//
//     s <- 0.9 s + 0.1 ascent^2
//     velocity <- momentum velocity + rate ascent / (sqrt(s) + epsilon);   theta <- theta + velocity
#include <cmath>

#include "libdbn/optim/update_rules.hpp"

namespace dbn {
namespace {

class Rmsprop final : public UpdateRule {
 public:
  Index slots() const override { return 2; }
  std::vector<std::string> slot_names() const override { return {"velocity", "mean_square"}; }
  void move(real* theta, const real* ascent, std::span<real* const> slots, Index count,
            const StepSize& size) const override {
    constexpr real decay = real(0.9);
    constexpr real epsilon = real(1e-8);
    const auto rate = static_cast<real>(size.rate);
    const auto momentum = static_cast<real>(size.momentum);
    real* velocity = slots[0];
    real* mean_square = slots[1];
    for (Index i = 0; i < count; ++i) {
      mean_square[i] = decay * mean_square[i] + (1 - decay) * ascent[i] * ascent[i];
      velocity[i] = momentum * velocity[i] + rate * ascent[i] / (std::sqrt(mean_square[i]) + epsilon);
      theta[i] += velocity[i];
    }
  }
};

}  // namespace

UpdateRulePtr make_rmsprop() { return std::make_unique<Rmsprop>(); }

}  // namespace dbn
