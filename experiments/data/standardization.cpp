#include "experiments/data/standardization.hpp"

#include <cmath>

#include "experiments/text/format.hpp"
#include "libdbn/data/description/moments.hpp"
#include "libdbn/data/input_rows.hpp"

namespace dbn::program {
namespace {

constexpr Index most_rows = 10'000;

Moments moments_of(const Matrix& rows, Index column) {
  Moments moments;
  for (Index n = 0; n < rows.shape(0); ++n) {
    const auto x = static_cast<double>(rows(n, column));
    if (!std::isnan(x)) moments.add(x);
  }
  return moments;
}

}  // namespace

std::optional<std::string> standardization_warning(const Units& visible, const RowSource& rows,
                                                   const std::string& name) {
  std::vector<Index> gaussian;
  for (Index i = 0; i < visible.size(); ++i) {
    if (visible.domain(i) == Domain::line) gaussian.push_back(i);
  }
  if (gaussian.empty()) return std::nullopt;
  const Matrix values = read_all(rows, most_rows);
  Index count = 0;
  Index example = 0;
  Moments of_example;
  for (const Index i : gaussian) {
    const Moments moments = moments_of(values, i);
    if (moments.are_standard()) continue;
    if (count++ > 0) continue;
    example = i;
    of_example = moments;
  }
  if (count == 0) return std::nullopt;
  return "warning: " + std::to_string(count) + " of " + std::to_string(gaussian.size()) + " columns of " + name +
         " that gaussian units see are not standardized (column " + std::to_string(example) + " has mean " +
         short_text(of_example.mean()) + ", standard deviation " + short_text(of_example.deviation()) +
         "); set data.transform = standardize, which is fitted on the training rows and stored with the model";
}

}  // namespace dbn::program
