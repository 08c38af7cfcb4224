// Inverse temperatures of parallel tempering, and swap rates of neighbors.
#pragma once

#include <string>
#include <string_view>

#include "libdbn/base/archive.hpp"

namespace dbn {

/// Falling inverse temperatures that begin at 1.
class TemperatureLadder {
 public:
  /// `text` is a count ("10": evenly from 1 to 0) or a falling list ("1 0.8 0.5 0.2 0"). Throws a config error.
  explicit TemperatureLadder(std::string_view text);

  Index size() const { return betas_.size(); }
  double beta(Index rung) const { return betas_[rung]; }

  /// Counts one attempt to swap rungs `rung` and `rung + 1`.
  void count_swap(Index rung, bool accepted);
  /// Share of accepted swaps between `rung` and `rung + 1` since the last respacing; NaN before the first attempt.
  double swap_rate(Index rung) const;
  /// Moves the inner rungs so that rejections are spread evenly over the ladder, by linear interpolation of their
  /// running sum, and forgets the counts. Does nothing before every pair was tried.
  void respace();

  void archive(Archive& archive);

 private:
  std::vector<double> betas_;
  std::vector<double> attempts_;
  std::vector<double> accepted_;
};

}  // namespace dbn
