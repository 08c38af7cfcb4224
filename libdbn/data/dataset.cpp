#include "libdbn/data/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>

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

}  // namespace

Index Dataset::rows() const {
  return std::visit([](const auto& values) -> Index { return values.shape(0); }, inputs);
}

Index Dataset::columns() const {
  return std::visit([](const auto& values) -> Index { return values.shape(1); }, inputs);
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
  result.class_names = data.class_names;
  result.image = data.image;
  std::visit([&](const auto& values) { result.inputs = selected(values, rows); }, data.inputs);
  if (!data.labels.empty()) {
    result.labels.reserve(rows.size());
    for (Index row : rows) result.labels.push_back(data.labels[row]);
  }
  return result;
}

double greatest_mean_log_likelihood(const Dataset& data) {
  const double share = 1 / static_cast<double>(data.rows());
  std::map<std::string_view, double> shares;
  std::visit(
      [&](const auto& values) {
        const Index bytes = values.shape(1) * sizeof(*values.data());
        const auto* first = reinterpret_cast<const char*>(values.data());
        for (Index n = 0; n < values.shape(0); ++n) shares[{first + n * bytes, bytes}] += share;
      },
      data.inputs);
  double sum = 0;
  for (const auto& [row, p] : shares) sum += p * std::log(p);
  return sum;
}

}  // namespace dbn
