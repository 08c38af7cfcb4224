// Conditional distribution of one visible unit with finitely many states, given all the others.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// p(choice of one atom | the other visible units), the hidden units summed out:
///
///     p(c) ~ exp(t_c + sum_j log_normalizer_j(base_j + W_cj))
///
/// where `base` (H) are the inputs to the hidden units when the atom contributes nothing.
class Choices {
 public:
  explicit Choices(const Rbm& rbm);

  /// log p(c) of every choice. One object serves one thread.
  const std::vector<double>& log_probabilities(const Atom& atom, const real* base);
  /// The inputs to the hidden units under each choice of the last call. (choices, H)
  const Matrix& inputs() const { return inputs_; }
  /// The weights' row of a choice, or null for choice 0 of a unit with a single column, which sends nothing.
  const real* weights_of(const Atom& atom, Index choice) const;

 private:
  const Rbm& rbm_;
  Matrix bias_inputs_;
  Matrix inputs_;
  std::vector<double> log_probabilities_;
};

}  // namespace dbn
