// Interface of a layer of stochastic units; everything else in the library is layer-agnostic.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/random.hpp"
#include "libdbn/base/types.hpp"

namespace dbn {

/// The values that one unit can take, as far as integrals over it are concerned: finitely many, x >= 0, or any real
/// number with a normal distribution given its input.
enum class Domain { bounded, half_line, line };

/// A unit with finitely many states in its layer: choice c > 0 of a unit with one column sets it to c, choice c of a
/// unit with several columns sets the c-th to 1 and the others to 0.
struct Atom {
  Index column;
  Index columns;
  Index choices;
};

/// The kind and shape of one layer: behaviour without numbers, immutable and shared. With own energy U(x) and
/// interaction s(x) the machine's energy is
///
///     E(v, h) = U(v) + U(h) - sum_ij s(v_i) W_ij s(h_j)
///
/// and a layer that receives the inputs I from the other side has p(x | I) ~ exp(-U(x) + s(x) . I).
///
/// Every function takes `parameters` (P, N): row 0 is the bias, row 1, where the kind has it, sigma. `states`, `inputs`
/// and `out` are (rows, N). A NaN state is a missing unit: it contributes nothing to energies, interactions and
/// gradients. Implementations are pure: rows may be computed on any thread and in any cut.
class Units {
 public:
  virtual ~Units() = default;

  /// The name in the table of kinds, e.g. "bernoulli".
  virtual std::string_view kind() const = 0;
  /// Text that `make_units` turns into an equal layer, e.g. "bernoulli:500" or "bernoulli:500+softmax:1x10".
  virtual std::string spec() const = 0;
  /// N, the number of columns of a state.
  virtual Index size() const = 0;
  /// Names of the parameter rows: "bias" first, then "sigma" for kinds with a scale.
  virtual std::vector<std::string> parameter_names() const = 0;
  /// The deterministic unit that fine-tuning puts in its place, by its name in `activations()`; empty when there is
  /// none.
  virtual std::string_view activation() const { return {}; }
  /// Parameters of a layer that knows nothing yet: bias 0, sigma 1. (P, N)
  Matrix neutral_parameters() const;

  /// energy[n] += U(x_n).
  virtual void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const = 0;
  /// out = s(x), with 0 where x is missing.
  virtual void interaction(ConstMatrixView parameters, ConstMatrixView states, MatrixView out) const = 0;
  /// True when s(x) = x for every present unit, so that callers may skip the copy.
  virtual bool interaction_is_identity() const = 0;
  /// log_normalizer[n] += log sum_x exp(-U(x) + s(x) . I_n); an integral for continuous units.
  virtual void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const = 0;
  /// out = E[x | I].
  virtual void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const = 0;
  /// out ~ p(x | I); row n uses row n of `draws`.
  virtual void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const = 0;
  /// Both at once, where a fused pass is cheaper.
  virtual void mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws,
                               MatrixView mean_out, MatrixView sample_out) const;

  /// The same for rows that resemble the rows of `like`: a unit that is missing there stays missing, and a row of
  /// counts keeps its length. `like` may be `out`.
  virtual void mean_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like,
                         MatrixView out) const;
  virtual void sample_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like, const Draws& draws,
                           MatrixView out) const;

  /// gradient += sum_n scale d/dparameters [ -U(x_n) + s(x_n) . I_n ], with the states given. (P, N) Without inputs (no
  /// columns) only row 0, the bias, which does not depend on them.
  virtual void add_gradient(ConstMatrixView parameters, ConstMatrixView states, ConstMatrixView inputs, double scale,
                            MatrixView gradient) const = 0;
  /// gradient += sum_n scale d/dparameters log_normalizer(I_n): the same with the states summed out.
  virtual void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                                     MatrixView gradient) const = 0;

  /// Layers of counts have rows of different length D (the number of draws) and multiply the biases of the hidden layer
  /// by D (replicated softmax, Salakhutdinov & Hinton 2009, equation 5). For all others D is 1.
  virtual bool has_lengths() const { return false; }
  /// D of one row of states.
  virtual double length(ConstMatrixView /*row*/) const { return 1; }
  /// D when it is the same for every row, else 0.
  virtual double fixed_length() const { return 1; }
  /// inputs_n += copies_n t, where t is the input that acts like the bias: U(x) = U_0(x) - t . s(x).
  virtual void add_bias_as_input(ConstMatrixView parameters, const double* copies, MatrixView inputs) const;
  /// gradient += scale sum_n copies_n d/dparameters [ t ] . s(x_n): what the copies of t in the inputs add to
  /// add_gradient, which takes inputs as given numbers. Linear in x, so means may stand for states.
  virtual void add_bias_input_gradient(ConstMatrixView parameters, ConstMatrixView states, const double* copies,
                                       double scale, MatrixView gradient) const;

  /// The number of joint states, or infinity for continuous units and numbers beyond double.
  virtual double state_count() const = 0;
  /// The units one by one, for kinds with s(x) = x, U(x) = -bias . x and independent units of finitely many states; for
  /// others a config error.
  virtual std::vector<Atom> atoms() const;
  /// What the unit of this column can be.
  virtual Domain domain(Index /*column*/) const { return Domain::bounded; }
  /// K when the last K columns are a single softmax group, the place of a class label; else 0.
  virtual Index label_classes() const { return 0; }
  /// The layer that `row` (1, N) presents: without its missing units, with its length fixed. Appends the columns that
  /// remain, counted from `first_column`, to `kept`; null when nothing remains. Called only for rows with missing units
  /// or of variable length; kinds without either may leave it, which is a data error then.
  virtual std::shared_ptr<const Units> presented(ConstMatrixView row, Index first_column,
                                                 std::vector<Index>& kept) const;
  /// Joint states first .. first + out.rows - 1 in counting order, unit 0 most significant.
  virtual void enumerate(Index first, MatrixView out) const = 0;

  /// Throws a data error that names the row (counted from `first_row`), the column and the remedy if a state is
  /// outside the kind's domain. Probabilities are accepted for binary units. `what` names the data.
  virtual void check_states(ConstMatrixView states, std::string_view what, Index first_row) const = 0;
  /// Throws a model error that names the column unless the parameters are finite and in their domain (sigma > 0).
  virtual void check_parameters(ConstMatrixView parameters, std::string_view what) const;
  /// Moves parameters back into their domain after an update (a lower bound on sigma, for instance).
  virtual void project(MatrixView /*parameters*/) const {}
  /// Parameters of row "bias" that give the mean activity `mean` (1, N) without input, clamped so that an always-on or
  /// always-off unit stays finite (Hinton 2010, section 8).
  virtual void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const = 0;
};

using UnitsPtr = std::shared_ptr<const Units>;

/// A layer from its text: KIND:SIZE blocks joined by '+'; a bare number N means bernoulli:N. Throws a config error.
UnitsPtr make_units(std::string_view spec);
/// Puts the missing entries (NaN) of `like` into `states`.
void restore_missing(ConstMatrixView like, MatrixView states);

/// The kinds that `make_units` knows.
std::vector<std::string> unit_kinds();

}  // namespace dbn
