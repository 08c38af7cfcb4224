// Activity of the hidden units of a model on data: dead and always-on units.
#pragma once

#include "libdbn/data/dataset.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn::program {

/// Hidden units of one layer whose mean given the data ranges over less than 0.01: below 1/2 they are dead, else always
/// on.
struct LayerActivity {
  Index units = 0;
  std::vector<Index> dead;  ///< their numbers, from 0
  std::vector<Index> always_on;
  double mean_activity = 0;
};

/// One for each layer, in one pass over the rows.
std::vector<LayerActivity> layer_activities(const Model& model, const RowSource& rows, Workers& workers);

}  // namespace dbn::program
