#include "experiments/annealing_progress.hpp"

#include <cstdio>

#include <unistd.h>

namespace dbn::program {

AnnealingProgress::AnnealingProgress() : live_(isatty(STDERR_FILENO) != 0) {}

AnnealingProgress::~AnnealingProgress() {
  if (live_) std::fputs("\r\x1b[K", stderr);
}

void AnnealingProgress::show(Index pass, Index done, Index total) {
  const Index percent = 50 * pass + 50 * done / total;
  if (!live_ || percent == shown_percent_) return;
  shown_percent_ = percent;
  std::fprintf(stderr, "\rannealing %s  %3zu %%", pass == 0 ? "forward" : "reverse", percent);
}

}  // namespace dbn::program
