#include <cmath>

#include "libdbn/penalties/penalty.hpp"

namespace dbn {
namespace {

class L1 final : public Penalty {
 public:
  explicit L1(double strength) : strength_(static_cast<real>(strength)) {}

  void add_ascent(ConstMatrixView weights, MatrixView ascent) const override {
    for (Index i = 0; i < weights.rows; ++i) {
      for (Index j = 0; j < weights.columns; ++j) {
        const real w = weights(i, j);
        ascent(i, j) -= w > 0 ? strength_ : w < 0 ? -strength_ : real(0);
      }
    }
  }

 private:
  real strength_;
};

}  // namespace

PenaltyPtr make_l1(double strength) { return std::make_unique<L1>(strength); }

}  // namespace dbn
