#include "experiments/stop_signal.hpp"

#include <csignal>

#include <unistd.h>

#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

volatile std::sig_atomic_t signals_seen = 0;

// Only what is safe inside a signal handler: a flag, and _exit.
void on_signal(int) {
  if (signals_seen != 0) _exit(exit_code(ErrorKind::interrupted));
  signals_seen = 1;
}

void set_handler(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  signals_seen = 0;
  set_handler(&on_signal);
}

StopSignal::~StopSignal() { set_handler(SIG_DFL); }

bool StopSignal::requested() const { return signals_seen != 0; }

}  // namespace dbn::program
