#include "libdbn/likelihood/label_posterior.hpp"

#include <cmath>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/likelihood/unit_conditional.hpp"

namespace dbn {
namespace {

constexpr Index rows_per_piece = 16;

}  // namespace

Index label_classes(const Rbm& rbm) { return rbm.visible->label_classes(); }

void require_label_units(const Rbm& rbm) {
  if (label_classes(rbm) > 0) return;
  throw config_error("visible " + rbm.visible->spec() +
                     " has no label units; the last block must be one softmax group, e.g. bernoulli:500+softmax:1x10");
}

Matrix label_probabilities(const Rbm& rbm, ConstMatrixView visible, Workers& workers) {
  require_label_units(rbm);
  const Index classes = label_classes(rbm);
  const Index others = rbm.visible->size() - classes;
  if (visible.columns != others) require_columns("rows to classify", visible, rbm.visible->size());
  // A missing label sends nothing to the hidden units.
  Matrix rows({visible.rows, rbm.visible->size()}, std::numeric_limits<real>::quiet_NaN());
  copy(visible.column_range(0, others), MatrixView(rows).column_range(0, others));
  const Matrix inputs = inputs_to_hidden(rbm, rows, workers);
  const DiscreteUnit label{others, classes, classes};
  Matrix result = zeros(visible.rows, classes);
  workers.run_pieces(visible.rows, rows_per_piece, [&](Index first, Index count) {
    UnitConditional conditional(rbm);
    for (Index n = first; n < first + count; ++n) {
      const std::vector<double>& log_p = conditional.log_probabilities(label, ConstMatrixView(inputs).row(n));
      for (Index k = 0; k < classes; ++k) result(n, k) = static_cast<real>(std::exp(log_p[k]));
    }
  });
  return result;
}

}  // namespace dbn
