#include "libdbn/data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

template <class Elements>
Elements selected(const Elements& source, std::span<const Index> rows) {
  const Index columns = source.shape(1);
  Elements result = Elements::from_shape({rows.size(), columns});
  for (Index i = 0; i < rows.size(); ++i) {
    std::copy_n(source.data() + rows[i] * columns, columns, result.data() + i * columns);
  }
  return result;
}

StoredRowsPtr selected(const StoredRowsPtr& source, std::span<const Index> rows) {
  return select_stored_rows(source, {rows.begin(), rows.end()});
}

template <Index axis>
struct Extent {
  Index operator()(const StoredRowsPtr& stored) const { return axis == 0 ? stored->rows() : stored->columns(); }
  template <class Tensor>
  Index operator()(const Tensor& values) const {
    return values.shape(axis);
  }
};

}  // namespace

Index Dataset::rows() const { return std::visit(Extent<0>(), inputs); }
Index Dataset::columns() const { return std::visit(Extent<1>(), inputs); }

bool Dataset::is_bytes() const {
  return stored() != nullptr ? stored()->is_bytes() : std::holds_alternative<ByteMatrix>(inputs);
}

const StoredRows* Dataset::stored() const {
  const auto* pointer = std::get_if<StoredRowsPtr>(&inputs);
  return pointer == nullptr ? nullptr : pointer->get();
}

Index Dataset::classes() const {
  if (labels.empty()) return 0;
  const std::int32_t largest = *std::max_element(labels.begin(), labels.end());
  return std::max(static_cast<Index>(largest + 1), class_names.size());
}

Dataset row_range(const Dataset& data, Index first, Index count) {
  std::vector<Index> rows(count);
  std::iota(rows.begin(), rows.end(), first);
  return select_rows(data, rows);
}

Dataset select_rows(const Dataset& data, std::span<const Index> rows) {
  const Index available = data.rows();
  for (Index row : rows) {
    if (row < available) continue;
    throw Error(ErrorKind::internal, data.name + ": row " + std::to_string(row) +
                                         " was asked for, but there are only " + std::to_string(available));
  }
  Dataset result;
  result.name = data.name;
  result.column_names = data.column_names;
  result.class_names = data.class_names;
  result.target_names = data.target_names;
  result.image = data.image;
  result.absent_is_zero = data.absent_is_zero;
  result.notes = data.notes;
  std::visit([&](const auto& values) { result.inputs = selected(values, rows); }, data.inputs);
  if (!data.labels.empty()) {
    result.labels.reserve(rows.size());
    for (Index row : rows) result.labels.push_back(data.labels[row]);
  }
  if (!data.weights.empty()) {
    for (Index row : rows) result.weights.push_back(data.weights[row]);
  }
  result.targets = select_rows(data.targets, rows);
  return result;
}

Matrix select_rows(const Matrix& values, std::span<const Index> rows) {
  return values.size() == 0 ? Matrix() : selected(values, rows);
}

bool is_row_weight(double weight) { return std::isfinite(weight) && weight >= 0; }

bool all_zero(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 0; });
}

std::vector<double> row_shares(Index rows, std::span<const double> weights) {
  if (weights.empty()) return std::vector<double>(rows, 1 / static_cast<double>(rows));
  require_equal("row weights: rows", weights.size(), rows);
  // Divided by the greatest first: of equal weights that makes ones, whose sum is exact.
  const double greatest = *std::max_element(weights.begin(), weights.end());
  std::vector<double> shares(weights.begin(), weights.end());
  if (greatest == 0) return shares;
  for (double& share : shares) share /= greatest;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

const std::vector<double>& RowSource::weights() const {
  static const std::vector<double> none;
  return none;
}

const Matrix& RowSource::targets() const {
  static const Matrix none;
  return none;
}

double greatest_mean_log_likelihood(const Dataset& data) {
  const std::vector<double> share_of = row_shares(data.rows(), data.weights);
  std::map<std::string, double, std::less<>> shares;
  data.for_each_row([&](Index n, const auto* elements) {
    const std::string_view row(reinterpret_cast<const char*>(elements), data.columns() * sizeof(*elements));
    const auto found = shares.find(row);
    (found == shares.end() ? shares.emplace(row, 0).first : found)->second += share_of[n];
  });
  double sum = 0;
  for (const auto& [row, p] : shares) sum += p > 0 ? p * std::log(p) : 0;
  return sum;
}

}  // namespace dbn
