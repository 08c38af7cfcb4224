// Engine interface: where the runs of a sweep are executed, this machine or a cluster.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// Runs are processes of this program, started with 'dbn sweep run DIRECTORY --only ID', and keep their own status; an
/// engine only starts them and tells which it still has.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Takes runs over, which are to pause after `rung` epochs of the halving's stage, or never when that is 0. Runs that
  /// the engine still has from an earlier sweep command are not started a second time.
  virtual void submit(const std::vector<std::string>& ids, Index rung) = 0;
  /// The runs that are not over, whether they wait or run. What it no longer names has written its last status.
  virtual std::vector<std::string> poll() = 0;
  /// Asks all runs to write a checkpoint and end; poll tells when they have.
  virtual void cancel() = 0;
  /// Whether the runs end with this process.
  virtual bool needs_this_process() const { return true; }
  /// "2 runs at a time on this machine, 1 thread each".
  virtual std::string describe() const = 0;
};
using EnginePtr = std::unique_ptr<Engine>;

}  // namespace dbn::program
