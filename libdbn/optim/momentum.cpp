// Gradient ascent with momentum (Polyak 1964; Hinton 2010, section 9):
//
//     velocity <- momentum velocity + rate ascent
//     theta    <- theta + velocity
//
// Without momentum there is no velocity. The rate enters once, so a constant ascent g moves theta at rate g / (1 -
// momentum) in the long run.
#include "libdbn/base/kernels.hpp"
#include "libdbn/optim/update_rules.hpp"

namespace dbn {
namespace {

class Momentum final : public UpdateRule {
 public:
  Index slots() const override { return 1; }
  std::vector<std::string> slot_names() const override { return {"velocity"}; }
  bool is_memoryless(const StepSize& size) const override { return size.momentum == 0; }
  void move(real* theta, const real* ascent, std::span<real* const> slots, Index count,
            const StepSize& size) const override {
    if (is_memoryless(size)) return kernels::add_scaled(ascent, static_cast<real>(size.rate), count, theta);
    kernels::momentum_step(theta, slots[0], ascent, static_cast<real>(size.rate), static_cast<real>(size.momentum),
                           count);
  }
};

}  // namespace

UpdateRulePtr make_momentum() { return std::make_unique<Momentum>(); }

}  // namespace dbn
