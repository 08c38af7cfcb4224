// Local sweep, from the plan to the table.
#pragma once

#include "experiments/sweep/engines/local_pool.hpp"
#include "experiments/sweep/results/table.hpp"
#include "experiments/sweep/sweep_driver.hpp"

namespace dbn::program {

/// Does what is left of a sweep, whose directory is locked and written, in processes of this machine. Throws as
/// drive_sweep does.
void drive_locally(const SweepDirectory& directory, const SweepPlan& plan, PoolSize size, SweepProgress& progress,
                   const StopSignal& stop);

/// What a sweep came to.
struct SweepResult {
  std::vector<RunStatus> statuses;
  SweepTable table;
};
/// Looks at the runs as they stand and writes the table into the directory.
SweepResult settle(const SweepDirectory& directory, const SweepPlan& plan);

}  // namespace dbn::program
