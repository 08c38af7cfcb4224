// Layout of a model in an HDF5 file:
//
//     /                    attrs: format, version, kind = "model" | "checkpoint", energy, library
//     /layers/0 .. n-1     attrs: visible = "bernoulli:784", hidden = "bernoulli:500"
//       weights (V,H)      visible_bias (V)   hidden_bias (H)   visible_sigma (V), hidden_sigma (H) with gaussian
//       blocks
//     /network             attr kind = "autoencoder" or "regressor"; of an autoencoder code_layers: how many layers
//     lead
//                          to its code
//     /network/0 .. m-1    weights (in,out)   bias (out)   attr activation
//     /data                attrs: transform, image_height, image_width;   shift (V)   scale (V)   class_names (C)
//                          target_names (T)   column_names (V)
#pragma once

#include "libdbn/dbn/model.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn {

inline constexpr std::string_view model_format = "libdbn";
inline constexpr std::int64_t model_format_version = 1;
/// The gaussian interaction is v/sigma (Hinton 2010; Krizhevsky 2009), not v/sigma^2 (Cho et al. 2011).
inline constexpr std::string_view energy_convention = "hinton-krizhevsky v/sigma";

/// Writes the root attributes; `kind` is "model", "checkpoint" or "data".
void write_file_identity(const hdf5::Group& root, std::string_view kind);
/// The kind in the root attributes. Throws unless format and version are known here and the energy, if given, is ours.
std::string read_file_identity(const hdf5::Group& root);

void write_model_parts(const hdf5::Group& root, const Model& model);
Model read_model_parts(const hdf5::Group& root);

}  // namespace dbn
