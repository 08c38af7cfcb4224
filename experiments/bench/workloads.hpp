// Workloads of `dbn bench`: updates of every estimator, annealing, fine-tuning.
#pragma once

#include <memory>

#include "experiments/bench/measurement.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/train/rbm_options.hpp"

namespace dbn::program {

/// What is measured and how large it is.
struct WorkShape {
  std::string name;           ///< an estimator, or annealing, or finetuning
  Index gibbs_steps = 1;      ///< of an estimator
  std::vector<Index> layers;  ///< visible and hidden units; all layers in fine-tuning
  Index rows = 100;           ///< of a batch, or chains
  std::string visible = "bernoulli";
  NegativeVisible negative_visible = NegativeVisible::samples;

  std::string layers_text() const;
};

/// A shape from "NAME" or "NAME:STEPS" and layers like "784x500". Throws config errors.
WorkShape parse_work(const std::string& name, const std::string& layers);

/// Rows to learn from: those of `source`, or where it is null random ones of which `density` is not 0.
struct Rows {
  const RowSource* source = nullptr;
  double density = 0.19;
};

/// Makes the work of this shape; `workers` must outlive it. The machine has learned from a hundred batches before, so
/// that its samples resemble the data. Throws a config error where the columns of the rows are not the visible units.
Work make_work(const WorkShape& shape, const Rows& rows, Workers& workers);

/// Names that parse_work knows.
std::vector<std::string> work_names();

}  // namespace dbn::program
