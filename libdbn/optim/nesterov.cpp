// Nesterov's accelerated ascent in the form whose parameters are the looked-ahead ones (Nesterov 1983; Sutskever et al.
// 2013, section 2; Bengio, Boulanger-Lewandowski & Pascanu 2013, equation 7):
//
//     velocity <- momentum velocity + rate ascent
//     theta    <- theta + momentum velocity + rate ascent
#include "libdbn/base/kernels.hpp"
#include "libdbn/optim/update_rules.hpp"

namespace dbn {
namespace {

class Nesterov final : public UpdateRule {
 public:
  Index slots() const override { return 1; }
  std::vector<std::string> slot_names() const override { return {"velocity"}; }
  bool is_memoryless(const StepSize& size) const override { return size.momentum == 0; }
  void move(real* theta, const real* ascent, std::span<real* const> slots, Index count,
            const StepSize& size) const override {
    const auto rate = static_cast<real>(size.rate);
    if (is_memoryless(size)) return kernels::add_scaled(ascent, rate, count, theta);
    const auto momentum = static_cast<real>(size.momentum);
    real* velocity = slots[0];
    for (Index i = 0; i < count; ++i) {
      velocity[i] = momentum * velocity[i] + rate * ascent[i];
      theta[i] += momentum * velocity[i] + rate * ascent[i];
    }
  }
};

}  // namespace

UpdateRulePtr make_nesterov() { return std::make_unique<Nesterov>(); }

}  // namespace dbn
