// Sweeps that take a moment, for tests of the program.
#pragma once

#include "tests/support/small_runs.hpp"

namespace dbn::test {

/// One small layer and a classifier whose errors differ from run to run; a run takes a tenth of a second.
inline const std::string sweep_base =
    "[data]\n"
    "train = bars-and-stripes:4x4\n"
    "test = bars-and-stripes:4x4\n"
    "validation = 0.25\n"
    "[dbn]\n"
    "layers = 12\n"
    "[rbm]\n"
    "epochs = 20\n"
    "batch_size = 5\n"
    "[finetune]\n"
    "epochs = 40\n"
    "batch_size = 4\n"
    "optimizer = adam\n"
    "learning_rate = 0.02\n"
    "patience = 0\n"
    "[run]\n"
    "checkpoint_minutes = 0\n"
    "checkpoint_every = 20\n";

/// 12 runs: two sizes, two rates, three seeds.
inline const std::string twelve_runs =
    "[sweep]\n"
    "base = base.cfg\n"
    "seeds = 3\n"
    "[grid]\n"
    "dbn.layers = 12 | 12 8\n"
    "rbm.learning_rate = 0.1 | 0.01\n";

inline const std::vector<std::string> table_files{"table.json", "table.csv", "groups.csv", "table.h5", "table.html"};

struct SweepFixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  explicit SweepFixture(const std::string& base = sweep_base) { write_file(here / "base.cfg", base); }

  void write_sweep(const std::string& text) const { write_file(here / "s.cfg", text); }

  nlohmann::json planned(const std::string& text) const {
    write_sweep(text);
    return run_well(here, {"sweep", "plan", "s.cfg", "--json"}).json();
  }

  void check_refused(const std::string& text, const std::vector<std::string>& messages) const {
    write_sweep(text);
    check_fails(here, {"sweep", "run", "s.cfg", "--out", "refused"}, 2, messages);
    BOOST_CHECK(!std::filesystem::exists(here / "refused"));
  }

  /// The state of each run in the order of the plan.
  std::vector<std::string> states(const std::string& sweep) const {
    std::vector<std::string> result;
    const auto status = run_well(here, {"sweep", "status", sweep, "--json"}).json();
    for (const auto& run : status["runs"]) result.push_back(run["state"].get<std::string>());
    return result;
  }

  std::vector<std::string> ids(const std::string& sweep) const {
    std::vector<std::string> result;
    const auto plan = nlohmann::json::parse(contents_of(here / sweep / "plan.json"));
    for (const auto& run : plan["runs"]) result.push_back(run["id"].get<std::string>());
    return result;
  }

  void check_same_table(const std::string& found, const std::string& expected) const {
    for (const std::string& file : table_files) {
      const bool same = contents_of(here / found / file) == contents_of(here / expected / file);
      BOOST_CHECK_MESSAGE(same, file << " of " << found << " and of " << expected << " differ");
    }
  }
};

}  // namespace dbn::test
