// Progress of a run on standard error: a live bar on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>

#include "libdbn/train/training_run.hpp"

namespace dbn::program {

enum class Verbosity { quiet, normal };

/// Columns of the terminal behind standard error; 80 when there is none.
Index terminal_width();

/// One line about an epoch: stage, number (of `epochs` where given), and the metrics that tell most.
std::string epoch_line(const EpochRecord& record, std::optional<Index> epochs = std::nullopt);

class ProgressDisplay {
 public:
  explicit ProgressDisplay(Verbosity verbosity);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// After a batch: moves the bar, at most some times a second.
  void batch(const Progress& progress);
  /// After an epoch, with its line; or any other message.
  void line(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;

  std::string bar(const Progress& progress, double seconds) const;
  void erase();

  Verbosity verbosity_;
  bool live_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_;
  double first_fraction_ = -1;
  Index rows_ = 0;
  double rows_per_second_ = 0;
};

}  // namespace dbn::program
