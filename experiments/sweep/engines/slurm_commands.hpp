// Calls of the Slurm commands.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// One task of a job array.
struct ArrayTask {
  std::string job;
  Index index;
  auto operator<=>(const ArrayTask&) const = default;
};

/// Hands a script to sbatch with more options; gives the number of the job. Throws a config error with what sbatch
/// said.
std::string submit_script(const std::vector<std::string>& options, const std::string& script);
/// The tasks of this user that Slurm has not done with; nothing when its controller does not answer.
std::optional<std::vector<ArrayTask>> tasks_in_queue();
void cancel_jobs(const std::vector<std::string>& jobs);
/// Indices of array tasks are below it.
Index largest_array_size();
/// Puts the task whose process this is back into the queue; nothing outside Slurm.
void requeue_own_task();

}  // namespace dbn::program
