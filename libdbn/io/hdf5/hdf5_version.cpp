#include "libdbn/io/hdf5/hdf5_version.hpp"

#include <hdf5.h>

namespace dbn::hdf5 {

std::string linked_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  if (H5get_libversion(&major, &minor, &release) < 0) return "unknown";
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace dbn::hdf5
