// Failure messages and exit codes of exceptions, by kind.
#pragma once

#include <exception>
#include <string>

#include "libdbn/base/errors.hpp"

namespace dbn::program {

struct Failure {
  ErrorKind kind;
  std::string message;
};

Failure failure_of(const std::exception_ptr& exception);

}  // namespace dbn::program
