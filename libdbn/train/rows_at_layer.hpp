// Training rows of a layer: the data propagated through the layers below.
#pragma once

#include <optional>

#include "libdbn/data/labeled_rows.hpp"
#include "libdbn/data/presented.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/train/training_plan.hpp"

namespace dbn {

/// Rows of `source` as they arrive at layer `layer` > 0, with the classes beside them where the layer is the top one
/// and has units for the label. Each row is what it is at presentation 0, and all arguments must outlive this.
///
/// The rows of a source that lies in blocks lie in the same blocks, and are made block by block in pieces that follow
/// from these alone, so that they are the same bytes wherever they are kept: see Propagated. Throws a config error
/// where the plan wants rows of a source in memory to be kept elsewhere.
class RowsAtLayer {
 public:
  RowsAtLayer(const Model& model, const TrainingPlan& plan, const RowSource& source, Index layer, Workers& workers);
  ~RowsAtLayer();

  const RowSource& rows() const;

 private:
  class Propagated;
  std::unique_ptr<Propagated> propagated_;
  std::optional<LabeledRows> labeled_;
};

}  // namespace dbn
