// Progress of annealing: a live line on a terminal, nothing elsewhere.
#pragma once

#include "libdbn/base/types.hpp"

namespace dbn::program {

class AnnealingProgress {
 public:
  AnnealingProgress();
  ~AnnealingProgress();
  AnnealingProgress(const AnnealingProgress&) = delete;
  AnnealingProgress& operator=(const AnnealingProgress&) = delete;

  /// `pass` is 0 for the forward and 1 for the reverse direction.
  void show(Index pass, Index done, Index total);

 private:
  bool live_;
  Index shown_percent_ = 1000;
};

}  // namespace dbn::program
