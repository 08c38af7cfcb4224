// Version of the linked HDF5 library.
#pragma once

#include <string>

namespace dbn::hdf5 {

/// "major.minor.release" of the library in use, which may differ from that of the headers.
std::string linked_version();

}  // namespace dbn::hdf5
