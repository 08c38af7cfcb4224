#include "experiments/sweep/engines/slurm_arrays.hpp"

#include <algorithm>
#include <set>

#include "experiments/runs/run_directory.hpp"
#include "experiments/sweep/engines/child_process.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

// Controllers of large clusters are busy: they are asked seldom.
constexpr auto between_questions = std::chrono::seconds(2);
// What a checkpoint may take. Slurm sends the notice up to half a minute early or late.
constexpr int notice_seconds = 120;

fs::path jobs_file(const SweepDirectory& directory) { return directory.slurm() / "jobs.json"; }

// {"JOB": ["ID", ...]}: the tasks of each array in the order of their indices.
Json jobs_of(const SweepDirectory& directory) {
  if (!is_present(jobs_file(directory))) return Json::object();
  Json jobs = Json::parse(read_text_file(jobs_file(directory), ErrorKind::config), nullptr, false);
  return jobs.is_object() ? jobs : Json::object();
}

// Whatever the sweep's file is called, the line of the script stays one word.
std::string job_name(const std::string& name) {
  std::string text = "dbn-";
  for (const char c : name) {
    const bool known =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    text += known ? c : '_';
  }
  return text;
}

std::string script_head(const SweepDirectory& directory, const std::string& name, const SlurmOptions& options) {
  const auto line = [](const std::string& option, const std::string& value) {
    return value.empty() ? "" : "#SBATCH --" + option + "=" + value + "\n";
  };
  std::string text = "#!/bin/bash\n" + line("job-name", job_name(name)) + line("partition", options.partition) +
                     line("time", options.time) + line("mem", options.memory);
  text +=
      line("output", "\"" + (fs::absolute(directory.slurm()) / "%j.txt").string() + "\"") + line("open-mode", "append");
  for (const std::string& option : options.more) text += "#SBATCH " + option + "\n";
  return text;
}

}  // namespace

std::string shell_quoted(const std::string& text) {
  const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string array_script(const SweepDirectory& directory, const std::string& name, const SlurmOptions& options,
                         const fs::path& ids_file, Index count, Index rung) {
  const std::string place = shell_quoted(fs::absolute(directory.path()).string());
  std::string text = script_head(directory, name, options);
  text += "#SBATCH --array=0-" + std::to_string(count - 1);
  if (options.throttle > 0) text += "%" + std::to_string(options.throttle);
  text += "\n#SBATCH --cpus-per-task=" + std::to_string(options.threads) +
          "\n#SBATCH --requeue\n#SBATCH --signal=B:USR1@" + std::to_string(notice_seconds) +
          "\n# A notice that comes before the run can answer must not end it.\ntrap '' USR1"
          "\nexport OPENBLAS_NUM_THREADS=1\n"
          "id=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" " +
          shell_quoted(fs::absolute(ids_file).string()) + ")\nmkdir -p " + place +
          "/runs/\"$id\"\n# A shell would pass signals on only after the run has ended.\nexec " +
          shell_quoted(own_program().string()) + " sweep run " + place + " --only \"$id\" --threads " +
          std::to_string(options.threads);
  if (rung > 0) text += " --rung " + std::to_string(rung);
  return text + " 2>>" + place + "/runs/\"$id\"/" + std::string(sweep_errors_name) + "\n";
}

std::optional<std::vector<std::string>> ids_in_queue(const SweepDirectory& directory) {
  const Json jobs = jobs_of(directory);
  std::vector<std::string> ids;
  if (jobs.empty()) return ids;
  const auto tasks = tasks_in_queue();
  if (!tasks) return std::nullopt;
  for (const ArrayTask& task : *tasks) {
    if (!jobs.contains(task.job) || task.index >= jobs[task.job].size()) continue;
    ids.push_back(jobs[task.job][task.index].get<std::string>());
  }
  return ids;
}

void cancel_arrays(const SweepDirectory& directory) {
  const Json jobs = jobs_of(directory);
  std::vector<std::string> names;
  for (const auto& [job, ids] : jobs.items()) names.push_back(job);
  cancel_jobs(names);
}

SlurmArrays::SlurmArrays(SweepDirectory directory, std::string name, SlurmOptions options)
    : directory_(std::move(directory)), name_(std::move(name)), options_(std::move(options)) {}

void SlurmArrays::submit(const std::vector<std::string>& ids, Index rung) {
  const auto queued = ids_in_queue(directory_);
  if (!queued) {
    throw config_error(
        "the controller of Slurm does not answer, so that nobody knows what is in its queue; try again "
        "later");
  }
  const std::set<std::string> present(queued->begin(), queued->end());
  std::vector<std::string> missing = ids;
  std::erase_if(missing, [&](const std::string& id) { return present.contains(id); });
  const Index most = missing.empty() ? 1 : largest_array_size();
  for (Index first = 0; first < missing.size(); first += most) {
    const auto begin = missing.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = missing.begin() + static_cast<std::ptrdiff_t>(std::min(missing.size(), first + most));
    submit_array({begin, end}, rung);
  }
  known_ = ids;
  last_look_ = Clock::now();
}

void SlurmArrays::submit_array(const std::vector<std::string>& ids, Index rung) {
  std::error_code ignored;
  fs::create_directories(directory_.slurm(), ignored);
  Json jobs = jobs_of(directory_);
  const std::string number = std::to_string(jobs.size() + 1);
  const fs::path ids_file = directory_.slurm() / (number + ".ids");
  const fs::path script = directory_.slurm() / (number + ".sh");
  std::string lines;
  for (const std::string& id : ids) lines += id + "\n";
  write_text_file(ids_file, lines);
  write_text_file(script, array_script(directory_, name_, options_, ids_file, ids.size(), rung));
  const std::string job = submit_script({}, script.string());
  jobs_.push_back(job);
  jobs[job] = ids;
  write_text_file(jobs_file(directory_), jobs.dump(2) + "\n");
}

std::vector<std::string> SlurmArrays::poll() {
  if (Clock::now() - last_look_ < between_questions) return known_;
  last_look_ = Clock::now();
  if (auto ids = ids_in_queue(directory_)) known_ = std::move(*ids);
  return known_;
}

void SlurmArrays::cancel() { cancel_arrays(directory_); }

std::string SlurmArrays::describe() const {
  std::string text = "Slurm";
  for (const std::string& job : jobs_) text += (job == jobs_.front() ? " jobs " : ", ") + job;
  return text;
}

void SlurmArrays::submit_last(const std::vector<std::string>& words) {
  std::error_code ignored;
  fs::create_directories(directory_.slurm(), ignored);
  std::string text = script_head(directory_, name_, options_) + "exec " + shell_quoted(own_program().string());
  for (const std::string& word : words) text += " " + shell_quoted(word);
  const fs::path script = directory_.slurm() / "last.sh";
  write_text_file(script, text + "\n");
  std::string after;
  for (const std::string& job : jobs_) after += ":" + job;
  std::vector<std::string> dependency;
  if (!after.empty()) dependency.push_back("--dependency=afterany" + after);
  submit_script(dependency, script.string());
}

}  // namespace dbn::program
