// Groups of K units of which exactly one is on: U(x) = -bias . x, s(x) = x, p(x_gk = 1 | I) = softmax within the group.
// A missing group is NaN in all its K columns.
#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/units/categorical.hpp"
#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

class Softmax final : public LinearUnits {
 public:
  Softmax(Index groups, Index choices) : LinearUnits("softmax", groups * choices), groups_(groups), choices_(choices) {}

  std::string spec() const override { return "softmax:" + std::to_string(groups_) + "x" + std::to_string(choices_); }
  std::string_view activation() const override { return groups_ == 1 ? "softmax" : ""; }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("softmax log_normalizer", inputs, size());
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index g = 0; g < size(); g += choices_)
        log_normalizer[n] += Categorical::log_normalizer(parameters.row(0) + g, inputs.row(n) + g, choices_);
    }
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("softmax mean", inputs, out);
    for_groups(parameters, inputs, [&](Index n, Index g, const Categorical& group) {
      for (Index k = 0; k < choices_; ++k) out(n, g * choices_ + k) = static_cast<real>(group.probability(k));
    });
  }

  // One uniform a group, at the group's number.
  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("softmax sample", inputs, out);
    for_groups(parameters, inputs, [&](Index n, Index g, const Categorical& group) {
      real* states = out.row(n) + g * choices_;
      std::fill_n(states, choices_, real(0));
      states[group.choice(draws.open_uniform(n, g))] = real(1);
    });
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for_groups(parameters, inputs, [&](Index, Index g, const Categorical& group) {
      for (Index k = 0; k < choices_; ++k)
        gradient(0, g * choices_ + k) += static_cast<real>(scale * group.probability(k));
    });
  }

  std::vector<Atom> atoms() const override {
    std::vector<Atom> result;
    for (Index g = 0; g < groups_; ++g) result.push_back({g * choices_, choices_, choices_});
    return result;
  }

  double state_count() const override { return std::pow(static_cast<double>(choices_), static_cast<double>(groups_)); }
  Index label_classes() const override { return groups_ == 1 ? choices_ : 0; }

  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      std::fill_n(out.row(n), size(), real(0));
      Index state = first + n;
      for (Index g = groups_; g-- > 0; state /= choices_) out(n, g * choices_ + state % choices_) = real(1);
    }
  }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    const Index present = append_present(row, first_column, kept);
    if (present % choices_ != 0) throw data_error("a softmax group is missing in part; " + spec());
    return present == 0 ? nullptr : std::make_shared<Softmax>(present / choices_, choices_);
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (Index n = 0; n < states.rows; ++n) {
      for (Index g = 0; g < groups_; ++g) check_group(states.row(n) + g * choices_, what, first_row + n, g);
    }
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    constexpr double least = 1e-3;
    for (Index i = 0; i < size(); ++i)
      parameters(0, i) = static_cast<real>(std::log(std::max(least, static_cast<double>(mean(0, i)))));
  }

 private:
  template <class Visit>
  void for_groups(ConstMatrixView parameters, ConstMatrixView inputs, const Visit& visit) const {
    Categorical group(choices_);
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index g = 0; g < groups_; ++g) {
        group.set(parameters.row(0) + g * choices_, inputs.row(n) + g * choices_);
        visit(n, g, group);
      }
    }
  }

  void check_group(const real* states, std::string_view what, Index row, Index group) const {
    Index ones = 0;
    Index zeros_found = 0;
    Index missing = 0;
    for (Index k = 0; k < choices_; ++k) {
      ones += states[k] == real(1);
      zeros_found += states[k] == real(0);
      missing += std::isnan(states[k]);
    }
    if (missing == choices_ || (ones == 1 && zeros_found + 1 == choices_)) return;
    throw data_error(std::string(what) + ": row " + std::to_string(row) + ", columns " +
                     std::to_string(group * choices_) + " to " + std::to_string((group + 1) * choices_ - 1) +
                     " (softmax group " + std::to_string(group) + ") hold " + std::to_string(ones) + " ones and " +
                     std::to_string(zeros_found) + " zeros; expected exactly one 1 and the rest 0, or NaN in all for " +
                     "a missing group");
  }

  Index groups_;
  Index choices_;
};

}  // namespace

UnitsPtr make_softmax(std::string_view shape) {
  const auto numbers = split(shape, 'x');
  if (numbers.size() != 2) {
    throw config_error("'" + std::string(shape) +
                       "' is not a shape of softmax units; expected GROUPSxCHOICES, e.g. softmax:1x10");
  }
  return std::make_shared<Softmax>(parse_unit_count("softmax", numbers[0]), parse_unit_count("softmax", numbers[1]));
}

}  // namespace dbn
