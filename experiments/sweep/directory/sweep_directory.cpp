#include "experiments/sweep/directory/sweep_directory.hpp"

#include "experiments/runs/run_directory.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {

namespace fs = std::filesystem;

bool SweepDirectory::holds_sweep() const { return is_present(plan_file()); }

RunLock SweepDirectory::lock() const {
  if (const std::string entry = other_entry_in(path_); !holds_sweep() && !entry.empty()) {
    throw config_error(path_.string() + " is not the directory of a sweep (it holds " + entry +
                       "); choose another one with --out");
  }
  std::error_code error;
  fs::create_directories(path_ / "runs", error);
  if (error) {
    throw config_error(path_.string() + ": the directory of the sweep cannot be made: " + error.message() +
                       "; choose a place you can write to with --out");
  }
  return RunLock(path_);
}

void SweepDirectory::write(const SweepPlan& plan, std::string_view sweep_text, const Config& base) const {
  write_text_file(path_ / "sweep.cfg", sweep_text);
  write_text_file(base_file(), base.given_text());
  // Last: where it is, the others are.
  write_text_file(plan_file(), plan_json(plan).dump(2) + "\n");
}

SweepPlan SweepDirectory::read() const {
  if (!holds_sweep()) {
    throw config_error(path_.string() + ": there is no sweep here (no plan.json); start one with 'dbn sweep run FILE'");
  }
  return read_plan(read_text_file(plan_file(), ErrorKind::config), plan_file());
}

Config SweepDirectory::config(const SweepPlan& plan, const PlannedRun& run) const {
  std::vector<std::string> assignments = plan.assignments(run);
  assignments.push_back("run.out=" + this->run(run.id).string());
  return Config::read(base_file(), assignments);
}

}  // namespace dbn::program
