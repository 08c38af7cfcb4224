// Adam (Kingma & Ba 2015, algorithm 1), with beta1 = momentum, beta2 = 0.999, epsilon = 1e-8:
//
//     m <- beta1 m + (1 - beta1) ascent,   s <- beta2 s + (1 - beta2) ascent^2
//     theta <- theta + rate (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon)
//
// Usual: momentum 0.9, rate 0.001. The momentum should be constant: the correction of m assumes so.
#include <cmath>

#include "libdbn/optim/update_rules.hpp"

namespace dbn {
namespace {

class Adam final : public UpdateRule {
 public:
  Index slots() const override { return 2; }
  std::vector<std::string> slot_names() const override { return {"first_moment", "second_moment"}; }
  void move(real* theta, const real* ascent, std::span<real* const> slots, Index count,
            const StepSize& size) const override {
    constexpr double decay = 0.999;
    constexpr real epsilon = real(1e-8);
    const auto t = static_cast<double>(size.step + 1);
    const auto first = static_cast<real>(size.momentum);
    const auto second = static_cast<real>(decay);
    const auto rate = static_cast<real>(size.rate / (1 - std::pow(size.momentum, t)));
    const auto correction = static_cast<real>(1 / (1 - std::pow(decay, t)));
    real* m = slots[0];
    real* s = slots[1];
    for (Index i = 0; i < count; ++i) {
      m[i] = first * m[i] + (1 - first) * ascent[i];
      s[i] = second * s[i] + (1 - second) * ascent[i] * ascent[i];
      theta[i] += rate * m[i] / (std::sqrt(s[i] * correction) + epsilon);
    }
  }
};

}  // namespace

UpdateRulePtr make_adam() { return std::make_unique<Adam>(); }

}  // namespace dbn
