#include <csignal>
#include <exception>
#include <iostream>
#include <new>

#include "experiments/commands.hpp"
#include "libdbn/base/errors.hpp"

namespace {

int failure(dbn::ErrorKind kind, const std::string& message) {
  std::cerr << "dbn: " << message << std::endl;
  return dbn::exit_code(kind);
}

}  // namespace

int main(int argc, char** argv) {
  // A full disk or a reader that went away is an error of the write that meets it, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    dbn::program::run_command(std::vector<std::string>(argv + 1, argv + argc));
    std::cout.flush();
    if (!std::cout) throw dbn::Error(dbn::ErrorKind::internal, "the results could not be written to standard output");
    return 0;
  } catch (const dbn::Error& error) {
    return failure(error.kind(), error.what());
  } catch (const std::bad_alloc&) {
    return failure(dbn::ErrorKind::internal, "not enough memory; use smaller layers, fewer rows or a smaller batch");
  } catch (const std::exception& error) {
    return failure(dbn::ErrorKind::internal, std::string("unexpected error: ") + error.what());
  }
}
