#include "libdbn/io/files/guard.hpp"

#include <atomic>
#include <csignal>
#include <fstream>

#include <sys/resource.h>

#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;

namespace guard_test {
BOOST_AUTO_TEST_SUITE(guard)

BOOST_AUTO_TEST_CASE(text_comes_back_whole) {
  const std::string text = std::string(1'000'000, 'x') + '\0' + "end";
  BOOST_CHECK(run_guarded("file", ErrorKind::model, [&] { return text; }) == text);
  BOOST_CHECK(run_guarded("file", ErrorKind::model, [] { return std::string(); }).empty());
}

BOOST_AUTO_TEST_CASE(errors_keep_kind_and_message) {
  check_failure([] { run_guarded("file", ErrorKind::model, []() -> std::string { throw data_error("row 7"); }); },
                ErrorKind::data, {"row 7"});
  check_failure([] { run_guarded("file", ErrorKind::model, []() -> std::string { throw std::bad_alloc(); }); },
                ErrorKind::model, {"file", "memory"});
}

BOOST_AUTO_TEST_CASE(a_crash_is_a_damaged_file) {
  for (const int number : {SIGSEGV, SIGABRT}) {
    const auto crash = [&]() -> std::string {
      raise(number);
      return "";
    };
    check_failure([&] { run_guarded("some.h5", ErrorKind::data, crash); }, ErrorKind::data,
                  {"some.h5", "damaged", "crashed"});
  }
  check_failure([] { run_guarded("some.h5", ErrorKind::model, []() -> std::string { _exit(3); }); }, ErrorKind::model,
                {"some.h5", "damaged"});
}

BOOST_AUTO_TEST_CASE(an_endless_loop_ends) {
  const auto sleep_on = []() -> std::string {
    while (true) pause();
  };
  check_failure([&] { run_guarded("some.h5", ErrorKind::model, sleep_on, {.seconds = 1}); }, ErrorKind::model,
                {"some.h5", "within 1 seconds"});
  // Waiting is for disks; who computes without an end is stopped earlier.
  const auto count_on = []() -> std::string {
    std::atomic<unsigned> n = 0;
    while (true) ++n;
  };
  check_failure([&] { run_guarded("some.h5", ErrorKind::model, count_on, {.processor_seconds = 1}); }, ErrorKind::model,
                {"some.h5", "within 1 seconds of processor time"});
}

// A file that takes a while to read is not a damaged one.
BOOST_AUTO_TEST_CASE(a_large_file_has_more_time) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "large.h5";
  std::ofstream(file).put('x');
  std::filesystem::resize_file(file, std::uintmax_t{40} << 20);
  const auto wait = []() -> std::string {
    sleep(2);
    return "read";
  };
  BOOST_CHECK_EQUAL(run_guarded(file, ErrorKind::model, wait, {.seconds = 1}), "read");
  check_failure([&] { run_guarded("small.h5", ErrorKind::model, wait, {.seconds = 1}); }, ErrorKind::model,
                {"small.h5"});
}

// A crash is the child's alone: what the program does on its own crash is not done for it.
BOOST_AUTO_TEST_CASE(handlers_of_the_parent_stay_with_it) {
  const auto previous = std::signal(SIGSEGV, [](int) { _exit(0); });
  const auto crash = []() -> std::string {
    raise(SIGSEGV);
    return "";
  };
  check_failure([&] { run_guarded("some.h5", ErrorKind::model, crash); }, ErrorKind::model, {"Segmentation fault"});
  std::signal(SIGSEGV, previous);
}

// A terminal sends Ctrl-C to the child as well, whose end would look like a damaged file.
BOOST_AUTO_TEST_CASE(an_interrupt_is_for_the_parent) {
  const auto interrupted = []() -> std::string {
    for (const int number : {SIGINT, SIGTERM}) raise(number);
    return "went on";
  };
  BOOST_CHECK_EQUAL(run_guarded("some.h5", ErrorKind::model, interrupted), "went on");
}

BOOST_AUTO_TEST_CASE(a_crash_leaves_no_core) {
  const auto core_bytes = [] {
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    return std::to_string(limit.rlim_cur);
  };
  rlimit before{};
  getrlimit(RLIMIT_CORE, &before);
  const rlimit all{before.rlim_max, before.rlim_max};
  setrlimit(RLIMIT_CORE, &all);
  BOOST_CHECK_EQUAL(run_guarded("some.h5", ErrorKind::model, core_bytes), "0");
  setrlimit(RLIMIT_CORE, &before);
}

#ifndef __SANITIZE_ADDRESS__
BOOST_AUTO_TEST_CASE(memory_is_limited) {
  const auto swallow = [] { return std::string(std::size_t{1} << 32, 'x').substr(0, 1); };
  check_failure([&] { run_guarded("some.h5", ErrorKind::model, swallow, {.memory = std::size_t{1} << 28}); },
                ErrorKind::model, {"some.h5", "memory"});
}

BOOST_AUTO_TEST_CASE(a_large_file_has_more_memory) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "large.h5";
  std::ofstream(file).put('x');
  std::filesystem::resize_file(file, std::uintmax_t{200} << 20);
  const auto swallow = [] { return std::string(std::size_t{600} << 20, 'x').substr(0, 1); };
  const GuardLimits little{.memory = std::size_t{64} << 20};
  BOOST_CHECK_EQUAL(run_guarded(file, ErrorKind::model, swallow, little), "x");
  check_failure([&] { run_guarded("small.h5", ErrorKind::model, swallow, little); }, ErrorKind::model, {"memory"});
}
#endif

BOOST_AUTO_TEST_SUITE_END()

}  // namespace guard_test
