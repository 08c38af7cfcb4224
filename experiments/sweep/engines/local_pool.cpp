#include "experiments/sweep/engines/local_pool.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <thread>

#include "experiments/runs/run_directory.hpp"
#include "experiments/runs/run_state.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

namespace fs = std::filesystem;

constexpr auto between_looks = std::chrono::milliseconds(10);

std::string last_line_of(const fs::path& file) {
  if (!is_present(file)) return "";
  const std::vector<std::string> lines = split(trimmed(read_text_file(file, ErrorKind::config)), '\n');
  return lines.empty() ? "" : lines.back();
}

std::string end_text(const ProcessEnd& end, const fs::path& errors) {
  if (end.signal == 0) return last_line_of(errors);
  std::string text = "ended by signal " + std::to_string(end.signal) + " (" + strsignal(end.signal) + ")";
  if (end.signal == SIGKILL) text += "; the system kills programs that run out of memory";
  return text;
}

}  // namespace

PoolSize fitted(PoolSize wanted, Index cores, Index runs) {
  const Index most = std::max<Index>(1, runs);
  if (wanted.jobs == 0) wanted.jobs = std::min(most, std::max<Index>(1, cores / std::max<Index>(1, wanted.threads)));
  if (wanted.threads == 0) wanted.threads = std::max<Index>(1, cores / wanted.jobs);
  return wanted;
}

LocalPool::LocalPool(SweepDirectory directory, PoolSize size) : directory_(std::move(directory)), size_(size) {}

LocalPool::~LocalPool() {
  cancel();
  while (!running_.empty()) {
    collect_ended();
    std::this_thread::sleep_for(between_looks);
  }
}

void LocalPool::submit(const std::vector<std::string>& ids, Index rung) {
  for (const std::string& id : ids) waiting_.push_back({id, rung});
}

std::vector<std::string> LocalPool::poll() {
  collect_ended();
  start_next();
  std::vector<std::string> ids;
  for (const Work& work : running_) ids.push_back(work.task.id);
  for (const Task& task : waiting_) ids.push_back(task.id);
  return ids;
}

void LocalPool::cancel() {
  waiting_.clear();
  for (const Work& work : running_) work.process.send(SIGTERM);
}

std::string LocalPool::describe() const {
  return std::to_string(size_.jobs) + (size_.jobs == 1 ? " run" : " runs") + " at a time on this machine, " +
         std::to_string(size_.threads) + (size_.threads == 1 ? " thread each" : " threads each");
}

void LocalPool::collect_ended() {
  std::erase_if(running_, [this](const Work& work) {
    const std::optional<ProcessEnd> end = work.process.end();
    if (!end) return false;
    // Another process came first: once that is gone this one finds what it left.
    if (is_in_use(directory_.run(work.task.id))) {
      waiting_.push_back(work.task);
    } else {
      note_end(work.task.id, *end);
    }
    return true;
  });
}

// A run that is at work already, left over by a sweep that was killed, is waited for.
void LocalPool::start_next() {
  for (auto task = waiting_.begin(); task != waiting_.end() && running_.size() < size_.jobs;) {
    if (is_in_use(directory_.run(task->id))) {
      ++task;
      continue;
    }
    running_.push_back({*task, started(*task)});
    task = waiting_.erase(task);
  }
}

ChildProcess LocalPool::started(const Task& task) const {
  const fs::path run = directory_.run(task.id);
  std::error_code ignored;
  fs::create_directories(run, ignored);
  std::vector<std::string> words{
      own_program().string(),       "sweep", "run", directory_.path().string(), "--only", task.id, "--threads",
      std::to_string(size_.threads)};
  if (task.rung > 0) words.insert(words.end(), {"--rung", std::to_string(task.rung)});
  return ChildProcess(words, {"/dev/null", run / sweep_errors_name});
}

// A process that ended by itself has left its status; one that crashed, or never began, has not.
void LocalPool::note_end(const std::string& id, const ProcessEnd& end) {
  const fs::path run = directory_.run(id);
  RunStatus status = read_run_status(run, id);
  const bool has_told = end.signal == 0 && status.state != RunState::running && status.exit_code == end.exit_code;
  if (has_told || status.state == RunState::finished) return;
  status.state = end.signal == SIGTERM || end.signal == SIGINT ? RunState::interrupted : RunState::failed;
  status.exit_code = end.exit_code;
  status.message = end_text(end, run / sweep_errors_name);
  write_run_status(run, status);
}

}  // namespace dbn::program
