// Opened data file whose inputs were located but not read. Not for other folders.
#pragma once

#include "libdbn/data/dataset.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn {

struct OpenedInputs {
  Dataset beside;  ///< all but the inputs
  hdf5::StoredArray inputs;
  Index rows;
  Index columns;
  bool are_bytes;
  bool are_transposed;  ///< rows lie in the last dimension
};

/// Nothing where there are sparse rows. Throws a data error. Does not guard against what a file may do to the HDF5
/// library: call it in a guarded child first.
std::optional<OpenedInputs> open_inputs(const std::filesystem::path& file, const std::string& group);

/// What messages call the data in `group` of a file.
std::string name_of(const std::filesystem::path& file, const std::string& group);

}  // namespace dbn
