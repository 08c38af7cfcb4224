#include "experiments/terminal/stop_signal.hpp"

#include <csignal>

#include <unistd.h>

#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

volatile std::sig_atomic_t last_signal = 0;

// Only what is safe inside a signal handler: a flag, and _exit. A notice does not make what follows it the second
// demand: clusters send it before SIGTERM.
void on_signal(int signal) {
  const bool demanded = last_signal != 0 && last_signal != SIGUSR1;
  if (demanded && signal != SIGUSR1) _exit(exit_code(ErrorKind::interrupted));
  if (!demanded) last_signal = signal;
}

void change_mask(int how, int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(how, &set, nullptr);
}

}  // namespace

void StopSignal::hold_notices() { change_mask(SIG_BLOCK, SIGUSR1); }

StopSignal::StopSignal() {
  last_signal = 0;
  struct sigaction action = {};
  action.sa_handler = &on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &action, &before_[i]);
  change_mask(SIG_UNBLOCK, SIGUSR1);
}

StopSignal::~StopSignal() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
}

bool StopSignal::requested() const { return last_signal != 0; }

bool StopSignal::was_notice() { return last_signal == SIGUSR1; }

}  // namespace dbn::program
