// Progress of a data import on standard error; Ctrl-C interrupts it.
#pragma once

#include <chrono>

#include "experiments/terminal/stop_signal.hpp"
#include "libdbn/data/formats/input_lines.hpp"

namespace dbn::program {

/// A live line on a terminal; elsewhere one line for each step of the work that takes more than some seconds. The first
/// SIGINT or SIGTERM ends the work by an interrupted error.
class ImportDisplay {
 public:
  ImportDisplay();
  ~ImportDisplay();
  ImportDisplay(const ImportDisplay&) = delete;
  ImportDisplay& operator=(const ImportDisplay&) = delete;

  ImportWatch watch() {
    return [this](const ImportStep& step) { show(step); };
  }

 private:
  using Clock = std::chrono::steady_clock;

  void show(const ImportStep& step);
  void erase();

  StopSignal stop_;
  bool live_;
  bool drawn_ = false;
  std::string step_;
  Clock::time_point start_;
  Clock::time_point last_drawn_;
};

}  // namespace dbn::program
