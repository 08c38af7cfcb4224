// Centering: the same models parameterized around offsets, which conditions the gradient better.
#pragma once

#include "libdbn/base/options.hpp"
#include "libdbn/rbm/statistics.hpp"

namespace dbn {

/// Where the offsets come from: running means over the data phase, the model phase, or the average of both.
enum class CenteringOffsets { none, data, model, both };
/// Names in a config, in the order of CenteringOffsets.
std::vector<std::string> centering_offsets();

/// The machine whose biases a fresh layer is given: the centered one, with offsets at the data mean and at the hidden
/// mean that the hidden biases alone make (1/2 for 0), as in the program of Melchior, Fischer & Wiskott 2016; or the
/// uncentered one, whose offsets start at the means of the first batch.
enum class CenteringStart { centered, uncentered };

/// The centered machine has E = U'(v) + U'(h) - (s(v) - mu) W (s(h) - lambda). With the same W it is the uncentered
/// machine with biases b = b' - W lambda and c = c' - W^T mu (in the units of an input; times sigma for gaussian ones),
/// which is what is kept as the model: penalties act on it and files hold it, whatever the offsets (Melchior, Fischer &
/// Wiskott 2016, algorithm 1; Montavon & Mueller 2012).
class Centering {
 public:
  Centering(CenteringOffsets offsets, double sliding) : kind_(offsets), sliding_(sliding) {}

  bool active() const { return kind_ != CenteringOffsets::none; }
  /// Takes the biases of `rbm` for b' and c' at the offsets of CenteringStart::centered, and turns them into those of
  /// the uncentered machine. `visible_means` (1, V) of the training rows.
  void begin(Rbm& rbm, const Matrix& visible_means);
  /// Moves the offsets towards this update's means. The estimate has to state `data_means`; its ascent is still that of
  /// the likelihood alone, from which the means of the model phase are found.
  void move_offsets(const Rbm& rbm, const GradientEstimate& estimate);
  /// Turns the ascent into that of W, b' and c', and the biases of `rbm` into b' and c'.
  void enter(Rbm& rbm, GradientEstimate& estimate) const;
  /// Turns b' and c' back into the biases of the uncentered machine, after the update.
  void leave(Rbm& rbm) const;

  void archive(Archive& archive);

 private:
  CenteringOffsets kind_;
  double sliding_;
  Matrix visible_;  ///< mu (1, V), of s(v)
  Matrix hidden_;   ///< lambda (1, H)
};

}  // namespace dbn
