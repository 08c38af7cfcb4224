// Reconstruction error of a model.
#pragma once

#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn {

struct ReconstructionScore {
  Index rows = 0;
  double values = 0;  ///< that are there, over all rows
  double squares = 0;

  double squared_error_per_row() const { return rows == 0 ? 0 : squares / static_cast<double>(rows); }
  double squared_error_per_value() const { return values == 0 ? 0 : squares / values; }
};

/// What a model makes of rows: the outputs of an autoencoder, else the means up through all layers and down again.
Matrix reconstruction(const Model& model, ConstMatrixView visible, Workers& workers = Workers::serial());

/// Reconstructions of a block of rows. (rows, V) -> (rows, V)
using Reconstructor = std::function<Matrix(ConstMatrixView visible)>;

/// Reconstructs every row of `source` at presentation 0, in blocks; missing values are left out.
ReconstructionScore score_reconstruction(const Reconstructor& reconstruct, const RowSource& source);

/// `states` (rows, V) of the visible units in the units of the data: the input transform undone, label units behind its
/// columns as they are. Bits that were made of the data are left as they are.
Matrix in_units_of_data(const Model& model, Matrix states);

}  // namespace dbn
