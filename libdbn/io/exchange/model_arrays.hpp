// Model as a list of arrays, for exchange with other programs.
#pragma once

#include <filesystem>

#include "libdbn/dbn/model.hpp"
#include "libdbn/io/exchange/named_array.hpp"

namespace dbn {

/// The datasets and attributes that make up the model in a model file or a checkpoint, under their paths there
/// ("layers/0/weights" (V, H); "layers/0/visible", a text), in the precision in which they are stored. Throws a model
/// error unless the file holds a valid model.
std::vector<NamedArray> model_arrays(const std::filesystem::path& file);

/// Every array of numbers and every attribute of a HDF5 file of any origin, to a depth of 4 groups. Throws a model
/// error.
std::vector<NamedArray> hdf5_arrays(const std::filesystem::path& file);

/// The model that such arrays make up, with every check that a model file goes through. What is not part of a model
/// is ignored. `file_name` is where they come from, for the messages of model errors.
Model model_of_arrays(const std::vector<NamedArray>& arrays, const std::string& file_name);

}  // namespace dbn
