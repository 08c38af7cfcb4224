// Ctrl-C and SIGTERM as a question that the training loop asks.
#pragma once

namespace dbn::program {

/// While it lives, the first SIGINT or SIGTERM only makes `requested` true; the second ends the process at once with
/// the exit code of an interruption. One at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  bool requested() const;
};

}  // namespace dbn::program
