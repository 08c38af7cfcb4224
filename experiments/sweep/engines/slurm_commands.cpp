#include "experiments/sweep/engines/slurm_commands.hpp"

#include <cstdlib>

#include "experiments/sweep/engines/child_process.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

// The default of Slurm, whose arrays have indices below it.
constexpr Index usual_array_size = 1001;

}  // namespace

std::string submit_script(const std::vector<std::string>& options, const std::string& script) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script);
  const ProgramOutput result = run_to_end(words);
  // "JOB" or "JOB;CLUSTER".
  const std::vector<std::string> parts = split(result.output, ';');
  if (result.end.exit_code == 0 && !parts.empty() && parse_integer(parts.front())) return parts.front();
  constexpr int cannot_execute = 127;
  throw config_error("sbatch does not take " + script + ": " +
                     (result.end.exit_code == cannot_execute
                          ? std::string("there is no sbatch here; leave --slurm out to use this machine")
                          : std::string(trimmed(result.errors + result.output))));
}

std::optional<std::vector<ArrayTask>> tasks_in_queue() {
  const ProgramOutput result = run_to_end({"squeue", "--me", "--noheader", "--array", "--format=%F %K"});
  if (result.end.exit_code != 0) return std::nullopt;
  std::vector<ArrayTask> tasks;
  for (const std::string& line : split(result.output, '\n')) {
    const std::vector<std::string> words = words_of(line);
    const auto index = words.size() == 2 ? parse_integer(words[1]) : std::nullopt;
    if (index && *index >= 0) tasks.push_back({words[0], static_cast<Index>(*index)});
  }
  return tasks;
}

void cancel_jobs(const std::vector<std::string>& jobs) {
  std::vector<std::string> words{"scancel", "--quiet"};
  words.insert(words.end(), jobs.begin(), jobs.end());
  if (!jobs.empty()) run_to_end(words);
}

Index largest_array_size() {
  for (const std::string& line : split(run_to_end({"scontrol", "show", "config"}).output, '\n')) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() != 3 || words.front() != "MaxArraySize") continue;
    if (const auto size = parse_integer(words.back()); size && *size > 0) return static_cast<Index>(*size);
  }
  return usual_array_size;
}

void requeue_own_task() {
  if (const char* job = std::getenv("SLURM_JOB_ID")) run_to_end({"scontrol", "requeue", job});
}

}  // namespace dbn::program
