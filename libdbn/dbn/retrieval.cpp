#include "libdbn/dbn/retrieval.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/kernels.hpp"
#include "libdbn/base/linalg.hpp"

namespace dbn {
namespace {

constexpr Index queries_per_block = 256;
constexpr Index early = 10;

// Rows of length 1; a row of zeros is like no other and stays.
Matrix directions(ConstMatrixView codes) {
  Matrix result = copy_of(codes);
  const MatrixView rows = result;
  for (Index n = 0; n < rows.rows; ++n) {
    const double norm = std::sqrt(kernels::dot(rows.row(n), rows.row(n), rows.columns));
    if (norm == 0) continue;
    for (Index j = 0; j < rows.columns; ++j) rows(n, j) = static_cast<real>(static_cast<double>(rows(n, j)) / norm);
  }
  return result;
}

/// Sums of what one query after the other contributes.
class Scores {
 public:
  explicit Scores(Index ranked) : ranked_(ranked) {
    for (Index count = 1; count < ranked; count *= 2) curve_.push_back({count});
    if (ranked > 0) curve_.push_back({ranked});
  }

  /// `is_right` says of each rank whether the candidate there is right.
  void add(const std::vector<bool>& is_right) {
    const auto all = static_cast<double>(std::count(is_right.begin(), is_right.end(), true));
    if (all == 0) return;
    ++queries_;
    double right = 0;
    double precisions = 0;
    auto point = curve_.begin();
    for (Index rank = 0; rank < is_right.size(); ++rank) {
      const auto retrieved = static_cast<double>(rank + 1);
      right += is_right[rank] ? 1 : 0;
      if (is_right[rank]) precisions += right / retrieved;
      if (rank + 1 == std::min(early, ranked_)) precision_at_10_ += right / retrieved;
      if (rank + 1 != point->retrieved) continue;
      point->precision += right / retrieved;
      point->recall += right / all;
      ++point;
    }
    average_precisions_ += precisions / all;
  }

  RetrievalScore means(Index candidates) const {
    RetrievalScore result;
    result.queries = queries_;
    result.candidates = candidates;
    if (queries_ == 0) return result;
    const auto count = static_cast<double>(queries_);
    result.precision_at_10 = precision_at_10_ / count;
    result.mean_average_precision = average_precisions_ / count;
    for (const RetrievalPoint& sum : curve_)
      result.curve.push_back({sum.retrieved, sum.precision / count, sum.recall / count});
    return result;
  }

 private:
  Index ranked_;
  Index queries_ = 0;
  double precision_at_10_ = 0;
  double average_precisions_ = 0;
  std::vector<RetrievalPoint> curve_;
};

}  // namespace

RetrievalScore score_retrieval(const LabeledCodes& queries, const LabeledCodes& candidates, Retrieval retrieval,
                               Workers& workers) {
  require_columns("codes of candidates", candidates.codes, queries.codes.columns);
  require_equal("retrieval: labels of queries", queries.labels.size(), queries.codes.rows);
  require_equal("retrieval: labels of candidates", candidates.labels.size(), candidates.codes.rows);
  const bool themselves = retrieval == Retrieval::from_themselves;
  if (themselves) require_equal("retrieval: candidates", candidates.codes.rows, queries.codes.rows);
  const Matrix of_queries = directions(queries.codes);
  const Matrix of_candidates = directions(candidates.codes);
  const Index count = candidates.codes.rows;
  Scores scores(count - (themselves && count > 0 ? 1 : 0));
  std::vector<Index> order(count);
  for (Index first = 0; first < queries.codes.rows; first += queries_per_block) {
    const Index rows = std::min(queries_per_block, queries.codes.rows - first);
    Matrix cosines = zeros(rows, count);
    matmul(workers, ConstMatrixView(of_queries).row_range(first, rows), transposed(of_candidates), cosines);
    for (Index n = 0; n < rows; ++n) {
      const std::int32_t label = queries.labels[first + n];
      if (label == missing_label) continue;
      std::iota(order.begin(), order.end(), Index(0));
      std::sort(order.begin(), order.end(), [&](Index a, Index b) {
        return cosines(n, a) != cosines(n, b) ? cosines(n, a) > cosines(n, b) : a < b;
      });
      std::vector<bool> is_right;
      for (const Index candidate : order) {
        if (themselves && candidate == first + n) continue;
        is_right.push_back(candidates.labels[candidate] == label);
      }
      scores.add(is_right);
    }
  }
  return scores.means(count);
}

}  // namespace dbn
