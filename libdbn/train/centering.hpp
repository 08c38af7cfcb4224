// Centering: the same models parameterized around offsets, which conditions the gradient better.
#pragma once

#include "libdbn/base/options.hpp"
#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// Where the offsets come from: running means over the data phase, the model phase, or the average of both.
enum class CenteringOffsets { none, data, model, both };
/// Names in a config, in the order of CenteringOffsets.
std::vector<std::string> centering_offsets();

/// The centered machine has E = U'(v) + U'(h) - (s(v) - mu) W (s(h) - lambda). With the same W it is the uncentered
/// machine with biases b = b' - W lambda and c = c' - W^T mu (in the units of an input; times sigma for gaussian ones),
/// which is what is kept as the model: penalties act on it and files hold it, whatever the offsets (Melchior, Fischer &
/// Wiskott 2016, algorithm 1; Montavon & Mueller 2012).
class Centering {
 public:
  Centering(CenteringOffsets offsets, double sliding) : kind_(offsets), sliding_(sliding) {}

  bool active() const { return kind_ != CenteringOffsets::none; }
  /// Moves the offsets towards this update's means (the estimate has to state `data_means`) and turns the ascent into
  /// that of W, b' and c'. Then turns the biases of `rbm` into b' and c'.
  void enter(Rbm& rbm, GradientEstimate& estimate);
  /// Turns b' and c' back into the biases of the uncentered machine, after the update.
  void leave(Rbm& rbm) const;

  void archive(Archive& archive);

 private:
  void move_offsets(const Rbm& rbm, const GradientEstimate& estimate);

  CenteringOffsets kind_;
  double sliding_;
  Matrix visible_;  ///< mu (1, V), of s(v)
  Matrix hidden_;   ///< lambda (1, H)
};

}  // namespace dbn
