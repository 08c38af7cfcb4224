// What kinds of units have in common, so that a new one overrides only what is its own: see tests/examples/ising.cpp.
#pragma once

#include <cmath>
#include <limits>

#include "libdbn/base/checks.hpp"
#include "libdbn/units/kinds.hpp"

namespace dbn {

/// A kind with its name and N: "KIND:N".
class NamedUnits : public Units {
 public:
  NamedUnits(std::string_view kind, Index size) : kind_(kind), size_(size) {}

  std::string_view kind() const final { return kind_; }
  Index size() const final { return size_; }
  std::string spec() const override { return std::string(kind_) + ":" + std::to_string(size_); }

 protected:
  /// "KIND what", for messages.
  std::string named(std::string_view what) const { return std::string(kind_) + " " + std::string(what); }

 private:
  std::string_view kind_;
  Index size_;
};

/// Kinds with s(x) = x and U(x) = U_0(x) - bias . x, where U_0 has no parameters; it is 0 unless `add_energy` is
/// overridden. x is the sufficient statistic: the gradient of log p by the bias is x, that of the log-normalizer E[x].
class LinearUnits : public NamedUnits {
 public:
  using NamedUnits::NamedUnits;

  std::vector<std::string> parameter_names() const final { return {"bias"}; }
  /// energy[n] -= bias . x_n.
  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override;
  void interaction(ConstMatrixView parameters, ConstMatrixView states, MatrixView out) const final;
  bool interaction_is_identity() const final { return true; }
  void add_gradient(ConstMatrixView parameters, ConstMatrixView states, ConstMatrixView inputs, double scale,
                    MatrixView gradient) const final;
  /// gradient_i += scale sum_n E[x_ni], from `mean`.
  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override;

 protected:
  /// Calls visit(n, i, bias_i + I_ni) for all units of all rows, for kinds of one column a unit.
  template <class Visit>
  void for_total_inputs(ConstMatrixView parameters, ConstMatrixView inputs, const Visit& visit) const {
    require_columns(named("inputs"), inputs, size());
    for (Index n = 0; n < inputs.rows; ++n) {
      for (Index i = 0; i < inputs.columns; ++i)
        visit(n, i, static_cast<double>(parameters(0, i)) + static_cast<double>(inputs(n, i)));
    }
  }
};

/// Kinds whose states cannot be listed. `Base` is LinearUnits, or NamedUnits for another interaction.
template <class Base>
class ContinuousUnits : public Base {
 public:
  using Base::Base;

  double state_count() const final { return std::numeric_limits<double>::infinity(); }
  void enumerate(Index, MatrixView) const final { refuse_enumeration(*this); }
  Domain domain(Index) const override = 0;
};

/// `Units::presented` of kinds with one column a unit and a constructor Kind(N).
template <class Kind>
UnitsPtr units_present(ConstMatrixView row, Index first_column, std::vector<Index>& kept) {
  const Index present = append_present(row, first_column, kept);
  return present == 0 ? nullptr : std::make_shared<Kind>(present);
}

/// The finite states of one unit.
struct ValueRange {
  real least;
  real greatest;
};
inline constexpr real greatest_real = std::numeric_limits<real>::max();

/// `Units::check_states` of kinds with one column a unit: throws the data error that says `rule` at the first value
/// outside the range. Missing values are none.
void check_values(ConstMatrixView states, std::string_view what, Index first_row, ValueRange range,
                  std::string_view rule);

}  // namespace dbn
