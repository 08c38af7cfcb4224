// Execution of one run of a sweep in this process.
#pragma once

#include "experiments/sweep/directory/sweep_directory.hpp"
#include "experiments/training/training_session.hpp"

namespace dbn::program {

struct SingleRunOptions {
  std::string id;
  Index threads = 1;
  Index rung = 0;  ///< pause after so many epochs of the halving's stage; 0: never
};

/// Begins or continues a run and keeps its status.json up to date; a finished run is left alone. Throws what training
/// throws, after noting it. A notice of Slurm that time is up (SIGUSR1) puts the task back into the queue.
void run_single(const SweepDirectory& directory, const SingleRunOptions& options);

}  // namespace dbn::program
