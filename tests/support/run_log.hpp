// What the log of a run says about where the run is.
#pragma once

#include "tests/support/program.hpp"

namespace dbn::test {

/// As many as the log of a run directory has lines of epochs: it is written at once, the history with each checkpoint.
inline Index epochs_in_log(const std::filesystem::path& run_directory) {
  std::error_code ignored;
  if (!std::filesystem::exists(run_directory / "log.txt", ignored)) return 0;
  const std::string text = contents_of(run_directory / "log.txt");
  Index epochs = 0;
  for (auto at = text.find("  epoch "); at != std::string::npos; at = text.find("  epoch ", at + 1)) ++epochs;
  return epochs;
}

}  // namespace dbn::test
