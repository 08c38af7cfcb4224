// Pool of concurrent runs on this machine.
#pragma once

#include <deque>

#include "experiments/sweep/directory/sweep_directory.hpp"
#include "experiments/sweep/engines/child_process.hpp"
#include "experiments/sweep/engines/engine.hpp"

namespace dbn::program {

/// How many runs at a time, and threads of each; jobs x threads are the cores unless both are given.
struct PoolSize {
  Index jobs = 0;     ///< 0: as many as the cores have room for
  Index threads = 0;  ///< 0: what the jobs leave
};
PoolSize fitted(PoolSize wanted, Index cores, Index runs);

class LocalPool final : public Engine {
 public:
  /// `size` as `fitted` gives it.
  LocalPool(SweepDirectory directory, PoolSize size);
  /// Asks what runs to end and waits for it.
  ~LocalPool() override;

  void submit(const std::vector<std::string>& ids, Index rung) override;
  std::vector<std::string> poll() override;
  void cancel() override;
  std::string describe() const override;

 private:
  struct Task {
    std::string id;
    Index rung;
  };
  struct Work {
    Task task;
    ChildProcess process;
  };

  void collect_ended();
  void start_next();
  ChildProcess started(const Task& task) const;
  void note_end(const std::string& id, const ProcessEnd& end);

  SweepDirectory directory_;
  PoolSize size_;
  std::deque<Task> waiting_;
  std::vector<Work> running_;
};

}  // namespace dbn::program
