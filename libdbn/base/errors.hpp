// Error types by kind; the kind decides the exit code of the `dbn` program.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace dbn {

enum class ErrorKind { internal, missed, config, data, model, diverged, sweep, interrupted };

/// The process exit code of a kind: the only place where these numbers are written.
constexpr int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::internal: return 1;
    case ErrorKind::missed: return 1;
    case ErrorKind::config: return 2;
    case ErrorKind::data: return 3;
    case ErrorKind::model: return 4;
    case ErrorKind::diverged: return 5;
    case ErrorKind::sweep: return 6;
    case ErrorKind::interrupted: return 130;
  }
  return 1;
}

/// A failure with its kind. The message says what, where, what was found, what was expected and what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

inline Error config_error(const std::string& message) { return {ErrorKind::config, message}; }
inline Error data_error(const std::string& message) { return {ErrorKind::data, message}; }
inline Error model_error(const std::string& message) { return {ErrorKind::model, message}; }
inline Error diverged_error(const std::string& message) { return {ErrorKind::diverged, message}; }
inline Error interrupted_error(const std::string& message) { return {ErrorKind::interrupted, message}; }

}  // namespace dbn
