// Sweep driver: from the current state of a sweep to its end, on any engine.
#pragma once

#include "experiments/sweep/engines/engine.hpp"
#include "experiments/sweep/sweep_progress.hpp"
#include "experiments/terminal/stop_signal.hpp"

namespace dbn::program {

/// The runs of a plan as they stand, in its order; the queue of Slurm is asked where the sweep has jobs there.
std::vector<RunStatus> observe_runs(const SweepDirectory& directory, const SweepPlan& plan);

/// Does every run that is not finished, rung after rung where the plan has halving, and passes over those that fail; a
/// run that failed in an earlier call is tried again. Throws an interrupted error after a StopSignal, once the runs of
/// an engine that needs this process have ended.
void drive_sweep(const SweepDirectory& directory, const SweepPlan& plan, Engine& engine, SweepProgress& progress,
                 const StopSignal& stop);

/// The runs that the engine is to be given for a rung (0: to the end): of `ids` those that are not finished and have
/// not come so far yet.
std::vector<std::string> due_at(const SweepDirectory& directory, const std::vector<std::string>& ids, Index rung);

/// The ids of all runs.
std::vector<std::string> ids_of(const SweepPlan& plan);

/// What is left to do by an engine that gets one rung after the other from separate calls: the first rung with runs to
/// do behind `passed`, the last rung that was tried. Runs that failed at that one are not tried again.
struct Remainder {
  std::vector<std::string> ids;
  Index rung = 0;
};
Remainder remainder(const SweepDirectory& directory, const SweepPlan& plan, Index passed);

/// Compares `ids` after a rung; what stays behind is stopped, unless it is finished. Gives what goes on.
std::vector<std::string> pass_rung(const SweepDirectory& directory, const SweepPlan& plan,
                                   const std::vector<std::string>& ids, Index rung);

}  // namespace dbn::program
