// Data named by a SPEC: FILE, FILE.h5:/group, or NAME:split.
#pragma once

#include "libdbn/data/dataset.hpp"

namespace dbn::program {

/// What a SPEC does not say.
struct DataPlace {
  std::string directory = "data";          ///< of the files of data sets known by name
  std::string label_column = "automatic";  ///< of CSV files
  std::string weight_column = "none";      ///< of CSV files
  std::string target_columns = "none";     ///< of CSV files
};

/// Reads the data. Files are told apart by their contents: HDF5, IDX (plain or gzip, with the labels file beside it),
/// else CSV. Throws a data error for a file that is absent or damaged, a config error for an unknown NAME.
Dataset read_data(const std::string& spec, const DataPlace& place);

}  // namespace dbn::program
