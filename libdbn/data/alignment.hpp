// Data brought into the order of names that a model, or the training data, expect.
#pragma once

#include <string>
#include <vector>

#include "libdbn/data/dataset.hpp"
#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {

/// The names that data have to meet. An empty list: whoever expects has no names.
struct ExpectedNames {
  std::string who;                        ///< for messages, e.g. "the model"
  std::vector<std::string> column_names;  ///< of the inputs
  std::vector<std::string> class_names;
};

/// Puts columns and classes of `data` into the expected order by their names. Columns that nobody expects are left out;
/// a missing column ("FILE: column 'x' is missing, which the model has") and a class that is not expected are refused
/// by name; a missing column of counts holds zeros. Where one side has no names, positions decide as before. What was
/// done stands in the notes. Throws a data error.
void align(Dataset& data, const ExpectedNames& expected);

/// The same for the classes alone.
void align_classes(Dataset& data, const ExpectedNames& expected);

/// The rows of another reader with their classes in the expected order.
RowReaderPtr with_classes(RowReaderPtr rows, ExpectedNames expected);

}  // namespace dbn
