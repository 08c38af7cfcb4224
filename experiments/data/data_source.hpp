// Data source named by a SPEC: FILE, FILE.h5:/group, FILE.npz:array, NAME:split, or several HDF5 files (file_list.hpp).
#pragma once

#include "experiments/config/column_options.hpp"
#include "libdbn/data/formats/row_reader.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/data/streamed_data.hpp"

namespace dbn::program {

/// What a SPEC does not say.
struct DataPlace {
  std::string directory = "data";  ///< of the files of data sets known by name
  ColumnOptions csv = {};
  StreamingChoice streaming = {};  ///< of HDF5 files
};

/// Reads the data. Files are told apart by their contents (file_kind.hpp): HDF5, .npy, .npz, IDX (plain or gzip, with
/// the labels file beside it), else CSV. Dense HDF5 inputs stay in their files where `place` says so. Throws a data
/// error for a file that is absent or damaged, a config error for an unknown NAME.
Dataset read_data(const std::string& spec, const DataPlace& place);

/// True for a file that begins as HDF5 files do.
bool is_hdf5(const std::filesystem::path& file);

/// A file of sparse rows that a SPEC names, or nothing.
std::unique_ptr<SparseFile> open_sparse_rows(const std::string& spec);

/// The rows that read_data would give, one after the other, so that a file's size does not matter; not for sparse rows.
RowReaderPtr open_rows(const std::string& spec, const DataPlace& place);

}  // namespace dbn::program
