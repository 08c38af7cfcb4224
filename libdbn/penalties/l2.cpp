#include "libdbn/base/kernels.hpp"
#include "libdbn/penalties/penalty.hpp"

namespace dbn {
namespace {

class L2 final : public Penalty {
 public:
  explicit L2(double strength) : strength_(static_cast<real>(strength)) {}

  void add_ascent(ConstMatrixView weights, MatrixView ascent) const override {
    for (Index i = 0; i < weights.rows; ++i) {
      kernels::add_scaled(weights.row(i), -strength_, weights.columns, ascent.row(i));
    }
  }

 private:
  real strength_;
};

}  // namespace

PenaltyPtr make_l2(double strength) { return std::make_unique<L2>(strength); }

}  // namespace dbn
