// Filters of hidden units as pictures, and norms of their weights.
#pragma once

#include <filesystem>

#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// What each hidden unit of `layer` looks for, as a picture of the data: the columns of W_0 W_1 ... W_layer, (H_layer,
/// pixels), at most `most` of them, picked evenly. Above the first layer this is the linear combination of the filters
/// below, which leaves out their nonlinearity (Lee, Ekanadham & Ng 2008; Erhan et al. 2009, section 3.3). Label units
/// are left out.
Matrix receptive_fields(const Model& model, Index layer, Index pixels, Index most = static_cast<Index>(-1));
/// The same of a network, whose layers go upward in the same way.
Matrix receptive_fields(const Network& network, Index layer, Index pixels, Index most = static_cast<Index>(-1));

/// `count` numbers below `total`, evenly spread and rising; all of them where `total` is not greater.
std::vector<Index> evenly_picked(Index total, Index count);

/// Writes the receptive fields side by side as gray PNG: 0 is mid-gray and each field has a scale of its own. Throws a
/// config error when the visible units are no picture.
void write_filters(const std::filesystem::path& file, const Model& model, Index layer);

/// Writes hidden means as gray PNG, a line for each of the first rows (1000 at most) and a column for each unit of
/// `layer` (Hinton 2010, section 16.1): a dead unit is a black column. Means beyond [0, 1] have 0 as mid-gray.
/// Gives the number of rows drawn.
Index write_activations(const std::filesystem::path& file, const Model& model, Index layer, const RowSource& rows,
                        Workers& workers);

/// Euclidean norm of the weights of each hidden unit.
std::vector<double> weight_norms(const Rbm& rbm);

/// How a visible row is arranged as a picture: as the data said, with label units left out, else the square that it
/// fills. Throws a config error when it is neither.
ImageShape image_shape(const Model& model);

}  // namespace dbn::program
