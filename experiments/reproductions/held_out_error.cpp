#include "experiments/reproductions/held_out_error.hpp"

#include <algorithm>

#include "experiments/evaluation/evaluation.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/symmetric_eigen.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {
namespace {

template <class Visit>
void for_each_centered(const RowSource& source, const Matrix& means, const Visit& visit) {
  for_each_block(source, rows_per_block, [&](Index, const Batch& block) {
    Matrix centered = block.inputs;
    const MatrixView rows = centered;
    for (Index n = 0; n < rows.rows; ++n) kernels::add_scaled(means.data(), -1, rows.columns, rows.row(n));
    visit(centered);
  });
}

Matrix covariance_of(const RowSource& source, const Matrix& means, Workers& workers) {
  Matrix covariance = zeros(source.columns(), source.columns());
  for_each_centered(source, means, [&](const Matrix& rows) {
    matmul(workers, transposed(rows), rows, covariance, 1 / static_cast<real>(source.rows()), 1);
  });
  return covariance;
}

}  // namespace

Json evaluated(ReproductionContext& context, const ReproductionPart& part, const Model& model) {
  const TrainingData data = context.data(part);
  const auto of = [&](const InputData& rows) {
    return as_json(evaluate(model, rows.data(), rows.rows(), context.workers()), model);
  };
  Json object;
  if (data.validation() != nullptr) object["validation"] = of(*data.validation());
  object["test"] = of(*data.test());
  return object;
}

double squared_error_of_components(const RowSource& training, const RowSource& test, Index components,
                                   Workers& workers) {
  const Matrix means = column_means(training);
  const Matrix vectors = symmetric_eigen(covariance_of(training, means, workers)).vectors;
  const ConstMatrixView kept = ConstMatrixView(vectors).row_range(0, std::min(components, vectors.shape(0)));
  double left = 0;
  for_each_centered(test, means, [&](const Matrix& rows) {
    Matrix along = zeros(rows.shape(0), kept.rows);
    matmul(workers, rows, transposed(kept), along);
    left +=
        kernels::dot(rows.data(), rows.data(), rows.size()) - kernels::dot(along.data(), along.data(), along.size());
  });
  return left / static_cast<double>(test.rows());
}

}  // namespace dbn::program
