#include <csignal>
#include <iostream>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "experiments/commands/commands.hpp"
#include "experiments/terminal/failure.hpp"

namespace {

// A file that is opened while 0, 1 or 2 is closed would get that number, and messages would be written into it.
// Standard output cannot be written then: results that are lost stay an error.
void fill_closed_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(number, F_GETFD) < 0) open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY);
  }
}

// As with `| head`: whoever read has seen enough.
bool reader_went_away() {
  pollfd standard{STDOUT_FILENO, POLLOUT, 0};
  return poll(&standard, 1, 0) > 0 && (standard.revents & POLLERR) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  fill_closed_standard_descriptors();
  // A full disk or a reader that went away is an error of the write that meets it, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    dbn::program::run_command(std::vector<std::string>(argv + 1, argv + argc));
    std::cout.flush();
    if (!std::cout && !reader_went_away()) {
      throw dbn::Error(dbn::ErrorKind::internal, "the results could not be written to standard output");
    }
    return 0;
  } catch (...) {
    const dbn::program::Failure failure = dbn::program::failure_of(std::current_exception());
    std::cerr << "dbn: " << failure.message << std::endl;
    return dbn::exit_code(failure.kind);
  }
}
