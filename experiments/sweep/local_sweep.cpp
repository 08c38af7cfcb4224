#include "experiments/sweep/local_sweep.hpp"

#include <algorithm>
#include <thread>

namespace dbn::program {

void drive_locally(const SweepDirectory& directory, const SweepPlan& plan, PoolSize size, SweepProgress& progress,
                   const StopSignal& stop) {
  const Index due = due_at(directory, ids_of(plan), 0).size();
  LocalPool engine(directory, fitted(size, std::max<Index>(1, std::thread::hardware_concurrency()), due));
  drive_sweep(directory, plan, engine, progress, stop);
}

SweepResult settle(const SweepDirectory& directory, const SweepPlan& plan) {
  std::vector<RunStatus> statuses = observe_runs(directory, plan);
  SweepTable table = make_table(plan, statuses);
  write_table(table, directory.path());
  return {std::move(statuses), std::move(table)};
}

}  // namespace dbn::program
