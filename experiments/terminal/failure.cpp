#include "experiments/terminal/failure.hpp"

#include <new>

#include "libdbn/base/characters.hpp"

namespace dbn::program {

Failure failure_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return {error.kind(), printable(error.what())};
  } catch (const std::bad_alloc&) {
    return {ErrorKind::internal, "not enough memory; use smaller layers, fewer rows or a smaller batch"};
  } catch (const std::exception& error) {
    return {ErrorKind::internal, "unexpected error: " + printable(error.what())};
  }
}

}  // namespace dbn::program
