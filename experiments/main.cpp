#include <csignal>
#include <iostream>

#include "experiments/commands/commands.hpp"
#include "experiments/terminal/failure.hpp"

int main(int argc, char** argv) {
  // A full disk or a reader that went away is an error of the write that meets it, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    dbn::program::run_command(std::vector<std::string>(argv + 1, argv + argc));
    std::cout.flush();
    if (!std::cout) throw dbn::Error(dbn::ErrorKind::internal, "the results could not be written to standard output");
    return 0;
  } catch (...) {
    const dbn::program::Failure failure = dbn::program::failure_of(std::current_exception());
    std::cerr << "dbn: " << failure.message << std::endl;
    return dbn::exit_code(failure.kind);
  }
}
