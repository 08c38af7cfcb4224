// A Python with h5py, where there is one.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace dbn::test {

/// The interpreter, or nothing; then the test counts as skipped.
inline std::string python_with_h5py() {
  for (const std::string candidate : {"python3", "/usr/bin/python3"}) {
    if (std::system((candidate + " -c 'import h5py, numpy' >/dev/null 2>&1").c_str()) == 0) return candidate;
  }
  std::printf("SKIPPED: python3 with h5py is not here\n");
  return "";
}

}  // namespace dbn::test
