// Sweep directory: plan, runs and table.
#pragma once

#include <filesystem>

#include "experiments/sweep/plan/plan.hpp"
#include "libdbn/io/files/run_lock.hpp"

namespace dbn::program {

class SweepDirectory {
 public:
  explicit SweepDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path plan_file() const { return path_ / "plan.json"; }
  std::filesystem::path base_file() const { return path_ / "base.cfg"; }
  std::filesystem::path run(const std::string& id) const { return path_ / "runs" / id; }
  /// What went to and came from Slurm.
  std::filesystem::path slurm() const { return path_ / "slurm"; }

  bool holds_sweep() const;
  /// One process at a time starts runs here. Makes the directory if need be. Throws a config error when another one
  /// does, or for a directory with other things in it.
  RunLock lock() const;
  /// Writes sweep.cfg, base.cfg and plan.json into the locked directory; runs that are there stay. `base` is the config
  /// without axes.
  void write(const SweepPlan& plan, std::string_view sweep_text, const Config& base) const;
  /// Throws a config error when there is no plan, or one that cannot be read.
  SweepPlan read() const;

  /// The config of a run, whose run.out is its place here.
  Config config(const SweepPlan& plan, const PlannedRun& run) const;

 private:
  std::filesystem::path path_;
};

}  // namespace dbn::program
