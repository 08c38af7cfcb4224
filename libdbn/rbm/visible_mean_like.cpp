#include "libdbn/rbm/visible_mean_like.hpp"

#include "libdbn/base/checks.hpp"
#include "libdbn/rbm/layer_pass.hpp"

namespace dbn {

Matrix visible_mean_like(const Rbm& rbm, ConstMatrixView hidden, ConstMatrixView like, Workers& workers) {
  require_equal("mean of visible units: rows to resemble", like.rows, hidden.rows);
  const LayerPass pass(rbm, Side::visible, workers);
  Matrix result;
  pass.inputs(hidden, result);
  pass.mean_like(result, like, result);
  return result;
}

}  // namespace dbn
