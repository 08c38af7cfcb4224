// Readers of a run's history.csv and times.csv, which another process may be writing.
#pragma once

#include <filesystem>

#include "libdbn/train/history.hpp"

namespace dbn::program {

/// The complete lines of history.csv; none when there is no file yet. A last line without its end and lines with
/// another number of cells than the header are left out.
std::vector<EpochRecord> read_history_file(const std::filesystem::path& file);

/// What one epoch took.
struct EpochTime {
  std::string stage;
  Index epoch = 0;  ///< from 0 within the stage
  double training = 0;
  double saving = 0;

  double seconds() const { return training + saving; }
};

/// What times.csv tells, epochs that were gone through again counted once.
struct RunTimes {
  std::vector<EpochTime> epochs;  ///< in the order in which they were first gone through; the last pass counts
  double seconds = 0;             ///< of training and saving so far
  double fraction = 0;            ///< of the run's work that is done; 0 where the file does not say

  bool allow_estimate() const { return fraction > 0 && seconds > 0; }
  double seconds_left() const { return seconds * (1 - fraction) / fraction; }
};
RunTimes read_times_file(const std::filesystem::path& file);

}  // namespace dbn::program
