#include "experiments/reproductions/held_out_error.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/evaluation/evaluation.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {
namespace {

// Vectors are rows here, as kernels like them.
void make_orthonormal(Matrix& vectors) {
  const MatrixView rows = vectors;
  for (Index i = 0; i < rows.rows; ++i) {
    for (Index k = 0; k < i; ++k) {
      const double along = kernels::dot(rows.row(i), rows.row(k), rows.columns);
      kernels::add_scaled(rows.row(k), static_cast<real>(-along), rows.columns, rows.row(i));
    }
    const double length = std::sqrt(kernels::dot(rows.row(i), rows.row(i), rows.columns));
    const double scale = length > 0 ? 1 / length : 0;
    std::transform(rows.row(i), rows.row(i) + rows.columns, rows.row(i),
                   [scale](real x) { return static_cast<real>(static_cast<double>(x) * scale); });
  }
}

template <class Visit>
void for_each_centered(const RowSource& source, const Matrix& means, const Visit& visit) {
  for_each_block(source, rows_per_block, [&](Index, const Batch& block) {
    Matrix centered = block.inputs;
    const MatrixView rows = centered;
    for (Index n = 0; n < rows.rows; ++n) kernels::add_scaled(means.data(), -1, rows.columns, rows.row(n));
    visit(centered);
  });
}

Matrix principal_components(const RowSource& training, const Matrix& means, Index components, Workers& workers) {
  constexpr Index more = 20;
  // Neighbors part by the ratio of their variances in each iteration, which is 0.95 around MNIST's 30th.
  constexpr Index iterations = 400;
  const Index columns = training.columns();
  Matrix covariance = zeros(columns, columns);
  for_each_centered(training, means, [&](const Matrix& rows) {
    matmul(workers, transposed(rows), rows, covariance, 1 / static_cast<real>(training.rows()), 1);
  });
  const Index count = std::min(components + more, columns);
  Matrix vectors = zeros(count, columns);
  const Draws draws = Rng(1).next();
  for (Index i = 0; i < count; ++i) {
    for (Index j = 0; j < columns; ++j) vectors(i, j) = static_cast<real>(draws.normal(i, j));
  }
  for (Index i = 0; i < iterations; ++i) {
    make_orthonormal(vectors);
    Matrix next = zeros(count, columns);
    matmul(workers, vectors, covariance, next);
    vectors = std::move(next);
  }
  make_orthonormal(vectors);
  return vectors;
}

}  // namespace

Json evaluated(ReproductionContext& context, const ReproductionPart& part, const Model& model) {
  const TrainingData data = context.data(part);
  const auto of = [&](const PresentedData& rows) {
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
  const Matrix vectors = principal_components(training, means, components, workers);
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
