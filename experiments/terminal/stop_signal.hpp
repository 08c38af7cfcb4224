// Stop requests: Ctrl-C, SIGTERM and the time-limit signal of a cluster, polled by the training loop.
#pragma once

#include <array>
#include <csignal>

namespace dbn::program {

/// While it lives, the first SIGINT, SIGTERM or SIGUSR1 only makes `requested` true; a second SIGINT or SIGTERM ends
/// the process at once with the exit code of an interruption. What the signals did before comes back at the end. One at
/// a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// A SIGUSR1 from now on waits for the next StopSignal of this thread, also where it would be ignored.
  static void hold_notices();

  bool requested() const;
  /// Whether SIGUSR1 alone came while the last one lived: the notice of a cluster that time is nearly over, or that the
  /// place is wanted.
  static bool was_notice();

 private:
  static constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGUSR1};
  std::array<struct sigaction, signals.size()> before_{};
};

}  // namespace dbn::program
