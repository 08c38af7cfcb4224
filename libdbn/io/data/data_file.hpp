// Data sets and tables of results in HDF5 files.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {

/// The data in `group` ("" or "/" for the root; or the path of a dataset, which is then taken as inputs):
///
///     inputs (N, V)       also called samples, x or X: uint8, other integers, float16, 32 or 64; NaN = missing.
///                         (N, H, W) are images; attributes height and width say so for (N, V)
///     labels (N)          also called label, y, Y or target: array_parts.hpp says what they may be; optional
///     weights (N)         finite numbers >= 0, not all 0: what each row counts in training; optional
///     column_names (V)    optional; names decide, not positions, where a model or other data have names too
///     class_names (C)     optional
///     targets (N, T)      or (N): finite numbers to be predicted; optional
///     target_names (T)    optional
///
/// Inputs with the attribute MATLAB_class have their dimensions reversed, unless the labels say otherwise, and so have
/// others where the labels are as many as columns and not as rows; a note says so. Another dataset with as many rows is
/// named in a note. Sparse rows (sparse_file.hpp) are read as dense ones where these take at most 1 GiB.
/// Throws a data error that names file and object.
Dataset read_hdf5_data(const std::filesystem::path& file, const std::string& group = "");

/// The same rows one after the other; sparse rows are refused.
RowReaderPtr hdf5_rows(const std::filesystem::path& file, const std::string& group = "");

/// The names called `name` ("column_names", "class_names") in a model or a data file. Throws a data error where there
/// are none.
std::vector<std::string> read_names_of(const std::filesystem::path& file, const std::string& name);

/// Writes a file that read_hdf5_data reads, bytes as bytes, atomically. Throws a data error.
void write_hdf5_data(const std::filesystem::path& file, const Dataset& data);

/// Writes what the reader gives as write_hdf5_data would, a block at a time. Returns the notes of the reader. Throws a
/// data error also when there are no rows.
std::vector<std::string> write_hdf5_rows(const std::filesystem::path& file, RowReader& rows, const ImportWatch& watch);

/// A named array of results; refers to values that must outlive the call.
struct TableEntry {
  std::string name;
  std::variant<const Matrix*, const ByteMatrix*, const Energies*, const Labels*, const std::vector<double>*,
               const std::vector<std::string>*>
      values;
  std::string axes;  ///< names of the dimensions, e.g. "rows,units"
};

/// Writes the arrays to an HDF5 file, each under its name at the root, atomically. Throws a data error.
void write_hdf5_table(const std::filesystem::path& file, const std::vector<TableEntry>& entries);

}  // namespace dbn
