// `dbn sweep plan`: which runs there are, in which order, under which ids, and which sweep files are refused.
#include <set>

#include "libdbn/base/random.hpp"
#include "libdbn/base/text.hpp"
#include "tests/support/sweeps.hpp"

namespace sweep_plans_test {
BOOST_AUTO_TEST_SUITE(sweep_plans)

using namespace dbn::test;

namespace {

using Rows = std::vector<std::vector<std::string>>;

const std::string head = "[sweep]\nbase = base.cfg\n";

Rows values_of(const nlohmann::json& plan) {
  Rows rows;
  for (const auto& run : plan["runs"]) {
    rows.emplace_back();
    for (const auto& axis : plan["axes"]) rows.back().push_back(run["values"][axis.get<std::string>()]);
  }
  return rows;
}

std::vector<std::string> ids_of(const nlohmann::json& plan) {
  std::vector<std::string> ids;
  for (const auto& run : plan["runs"]) ids.push_back(run["id"]);
  return ids;
}

void check_rows(const nlohmann::json& plan, const Rows& expected) {
  const Rows found = values_of(plan);
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == expected[i], boost::test_tools::per_element());
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_order_of_a_grid, SweepFixture) {
  const auto plan = planned(head + "seeds = 2\n[grid]\ndbn.layers = 6 | 6 4\nrbm.learning_rate = 0.10 | 0.01\n");
  BOOST_CHECK_EQUAL(plan["axes"].dump(), R"(["dbn.layers","rbm.learning_rate","run.seed"])");
  check_rows(plan, {{"6", "0.1", "1"},
                    {"6", "0.1", "2"},
                    {"6", "0.01", "1"},
                    {"6", "0.01", "2"},
                    {"6 4", "0.1", "1"},
                    {"6 4", "0.1", "2"},
                    {"6 4", "0.01", "1"},
                    {"6 4", "0.01", "2"}});
  BOOST_CHECK_EQUAL(plan["name"].get<std::string>(), "s");
  BOOST_CHECK_EQUAL(plan["base"].get<std::string>(), "base.cfg");
  BOOST_CHECK_EQUAL(plan["metric"].dump(), R"({"goal":"minimize","name":"validation_error"})");
  BOOST_CHECK(!std::filesystem::exists(here / "sweeps"));
}

BOOST_FIXTURE_TEST_CASE(zip_goes_together_and_with_the_grid, SweepFixture) {
  check_rows(planned(head + "seeds = 7 | 3\n[zip]\nrbm.epochs = 1 | 2\nfinetune.epochs = 10 | 20\n[grid]\nrbm.momentum "
                            "= 0 | 0.5\n"),
             {{"0", "1", "10", "7"},
              {"0", "1", "10", "3"},
              {"0", "2", "20", "7"},
              {"0", "2", "20", "3"},
              {"0.5", "1", "10", "7"},
              {"0.5", "1", "10", "3"},
              {"0.5", "2", "20", "7"},
              {"0.5", "2", "20", "3"}});
}

// The draws by the generator itself: the seed, a purpose, a checksum of the key, the number of the point.
BOOST_FIXTURE_TEST_CASE(random_points_are_the_generators, SweepFixture) {
  const auto sweep = [](int points, int seed) {
    return head + "points = " + std::to_string(points) + "\nrandom_seed = " + std::to_string(seed) +
           "\n[random]\nrbm.learning_rate = log-uniform(1e-3, 1e-1)\nrbm.epochs = int(1, 3)\nrbm.momentum = "
           "uniform(0.2, 0.4)\nrbm.estimator = choice(cd | pcd)\n";
  };
  const auto plan = planned(sweep(20, 5));
  const Rows rows = values_of(plan);
  BOOST_REQUIRE_EQUAL(rows.size(), 20);
  const auto place = [](const std::string& key, dbn::Index point) {
    std::uint64_t checksum = 0xcbf29ce484222325;
    for (const char c : key + '\0') checksum = (checksum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return dbn::Rng(5, dbn::Purpose::subset, checksum).next().open_uniform(point, 0);
  };
  std::set<std::string> epochs;
  for (dbn::Index i = 0; i < rows.size(); ++i) {
    const double rate = 1e-3 * std::pow(100, place("rbm.learning_rate", i));
    check_close(std::stod(rows[i][0]), rate, 1e-5 * rate, "log-uniform");
    BOOST_CHECK_EQUAL(rows[i][1], std::to_string(1 + static_cast<int>(3 * place("rbm.epochs", i))));
    check_close(std::stod(rows[i][2]), 0.2 + 0.2 * place("rbm.momentum", i), 1e-6, "uniform");
    BOOST_CHECK_EQUAL(rows[i][3], place("rbm.estimator", i) < 0.5 ? "cd" : "pcd");
    BOOST_CHECK_LE(rows[i][0].size(), 10);
    epochs.insert(rows[i][1]);
  }
  BOOST_CHECK_EQUAL(epochs.size(), 3);
  // More points keep those that were there, and so does a key more; another seed does not.
  const auto more = ids_of(planned(sweep(25, 5)));
  const auto ids = ids_of(plan);
  BOOST_TEST(std::vector<std::string>(more.begin(), more.begin() + 20) == ids, boost::test_tools::per_element());
  const Rows with_key = values_of(planned(sweep(20, 5) + "rbm.weight_decay = log-uniform(1e-5, 1e-3)\n"));
  for (dbn::Index i = 0; i < rows.size(); ++i) BOOST_CHECK_EQUAL(with_key[i][0], rows[i][0]);
  BOOST_CHECK_NE(ids_of(planned(sweep(20, 6))).front(), ids.front());
}

BOOST_FIXTURE_TEST_CASE(ids_follow_what_decides_results, SweepFixture) {
  const std::string axes = "[grid]\nrbm.learning_rate = 0.1 | 0.01\n";
  const auto ids = ids_of(planned(head + axes));
  BOOST_REQUIRE_EQUAL(ids.size(), 2);
  BOOST_CHECK_NE(ids[0], ids[1]);
  for (const std::string& id : ids) {
    BOOST_CHECK_EQUAL(id.size(), 12);
    BOOST_CHECK_EQUAL(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  // Stable over programs and machines.
  BOOST_CHECK_EQUAL(ids[0], "5afef5125af4");
  // Points that are added keep the others; values that are the same are one run.
  const auto more = ids_of(planned(head + "[grid]\nrbm.learning_rate = 0.5 | 0.1 | 0.10 | 1e-2 | 0.01\n"));
  BOOST_REQUIRE_EQUAL(more.size(), 3);
  BOOST_CHECK_EQUAL(more[1], ids[0]);
  BOOST_CHECK_EQUAL(more[2], ids[1]);
  // What changes no result has no part in it, nor has a default that is written down.
  write_file(here / "base.cfg", sweep_base + "threads = 3\nseed = 1\nsnapshots = doubling\nout = elsewhere\n");
  BOOST_TEST(ids_of(planned(head + axes)) == ids, boost::test_tools::per_element());
  write_file(here / "base.cfg", sweep_base + "seed = 2\n");
  BOOST_CHECK_NE(ids_of(planned(head + axes))[0], ids[0]);
  const auto with_set = run_well(here, {"sweep", "plan", "s.cfg", "--json", "--set", "run.seed=1"}).json();
  BOOST_TEST(ids_of(with_set) == ids, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(what_is_refused_before_anything_starts, SweepFixture) {
  check_refused("[sweep]\nbas = base.cfg\n", {"s.cfg:2", "unknown option 'sweep.bas'; did you mean 'sweep.base'?"});
  check_refused("base = base.cfg\n", {"s.cfg:1", "'base' stands in no section"});
  check_refused("[sweap]\nbase = base.cfg\n", {"s.cfg:2", "unknown section 'sweap'; did you mean 'sweep'?"});
  check_refused("[grid]\nrbm.epochs = 1 | 2\n", {"s.cfg", "sweep.base is missing"});
  check_refused("[sweep]\nbase = bse.cfg\n", {"s.cfg:2: sweep.base", "bse.cfg: cannot be read"});
  check_refused(head + "[grid]\nrbm.epoch = 1 | 2\n",
                {"s.cfg:4: unknown option 'rbm.epoch'; did you mean 'rbm.epochs'?"});
  check_refused(head + "[grid]\nrbm.epochs = 1 | -2\n", {"s.cfg:4: rbm.epochs", "'-2'", "integer"});
  check_refused(head + "[grid]\nrbm.epochs = 1 | | 2\n", {"s.cfg:4: rbm.epochs", "lacks a value"});
  check_refused(head + "[grid]\nrbm.estimator = cd | pcdd\n", {"s.cfg:4: rbm.estimator", "did you mean 'pcd'?"});
  check_refused(head + "[grid]\ndbn.layers = 6 | bernuolli:6\n", {"s.cfg:4: dbn.layers", "bernuolli"});
  check_refused(head + "[grid]\nrbm.epochs = 1\n[zip]\nrbm.epochs = 2\n", {"s.cfg:6: rbm.epochs", "line 4"});
  check_refused(head + "[zip]\nrbm.epochs = 1 | 2\nfinetune.epochs = 1\n",
                {"s.cfg:5: finetune.epochs has 1", "line 4"});
  check_refused(head + "[grid]\nrun.threads = 1 | 2\n", {"s.cfg:4: run.threads", "changes no result"});
  check_refused(head + "[grid]\nrbm.1.epochs = 1 | 2\n", {"s.cfg:4: rbm.1.epochs", "there is no layer 1"});
  check_refused(head + "seeds = 0\n", {"s.cfg:3: sweep.seeds", "count of seeds >= 1"});
  check_refused(head + "seeds = 1 | x\n", {"s.cfg:3: run.seed", "'x'"});
  check_refused(head + "seeds = 2\n[grid]\nrun.seed = 1 | 2\n", {"s.cfg:5: run.seed", "line 3"});
  check_refused(head + "goal = least\n", {"s.cfg:3: sweep.goal", "minimize"});
  check_refused(head + "metric = test_error\n", {"s.cfg:3: sweep.metric", "test data", "validation_error"});
  check_refused(head + "points = 3\n", {"s.cfg", "[random] is empty"});
  check_refused(head + "[random]\nrbm.epochs = int(1, 3)\n", {"s.cfg", "needs sweep.points"});
  const std::string random = head + "points = 3\n[random]\nrbm.learning_rate = ";
  check_refused(random + "loguniform(1, 2)\n", {"s.cfg:5: rbm.learning_rate", "did you mean 'log-uniform'?"});
  check_refused(random + "0.1\n", {"s.cfg:5: rbm.learning_rate", "is not a distribution"});
  check_refused(random + "uniform(2, 1)\n", {"s.cfg:5", "lower one first"});
  check_refused(random + "uniform(1)\n", {"s.cfg:5", "two numbers"});
  check_refused(random + "log-uniform(0, 1)\n", {"s.cfg:5", "above 0"});
  check_refused(random + "int(1.5, 2)\n", {"s.cfg:5", "two integers"});
  check_refused(random + "uniform(-2, -1)\n", {"s.cfg:5: rbm.learning_rate"});
  check_refused(head + "[halving]\nfactor = 2\n", {"s.cfg", "needs rungs"});
  check_refused(head + "[halving]\nrungs = 4 2\n", {"s.cfg:4: halving.rungs", "rising"});
  check_refused(head + "[halving]\nrungs = 2\nmetric = test_error\n", {"s.cfg:5: halving.metric", "test data"});
  check_refused(head + "[halving]\nrungs = 2\nfactor = 1\n", {"s.cfg:5: halving.factor"});
}

BOOST_FIXTURE_TEST_CASE(layers_that_a_depth_does_not_have, SweepFixture) {
  write_file(here / "base.cfg", "[dbn]\nlayers = 6 4\n[rbm.1]\nepochs = 2\n");
  check_refused(head + "[grid]\ndbn.layers = 6 4 | 6\n",
                {"s.cfg:4: dbn.layers = 6: base.cfg:4: rbm.1.epochs: there is no layer 1"});
}

BOOST_FIXTURE_TEST_CASE(the_sweeps_of_the_project_are_valid, SweepFixture) {
  int sweeps = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(DBN_SOURCE_DIR) / "configs/sweeps")) {
    if (!entry.is_regular_file()) continue;
    run_well(here, {"sweep", "plan", entry.path().string()});
    ++sweeps;
  }
  BOOST_CHECK_GE(sweeps, 3);
}

BOOST_FIXTURE_TEST_CASE(usage, SweepFixture) {
  write_sweep(twelve_runs);
  check_fails(here, {"sweep", "pln", "s.cfg"}, 2, {"unknown verb", "did you mean 'plan'?"});
  check_fails(here, {"sweep", "absent.cfg"}, 2, {"absent.cfg"});
  check_fails(here, {"sweep", "run"}, 2, {"FILE_OR_DIR is missing"});
  check_fails(here, {"sweep", "run", "absent.cfg"}, 2, {"absent.cfg: cannot be read"});
  check_fails(here, {"sweep", "status", "."}, 2, {"no plan.json"});
  check_fails(here, {"sweep", "resume", "s.cfg"}, 2, {"no sweep to resume"});
  check_fails(here, {"sweep", "run", "s.cfg", "--throttle", "2"}, 2, {"go with --slurm"});
  check_fails(here, {"sweep", "run", "s.cfg", "--out", "."}, 2, {"not the directory of a sweep"});
  check_fails(here, {"sweep", "run", "s.cfg", "--jobs", "-1"}, 2, {"--jobs"});
  BOOST_CHECK_EQUAL(run_well(here, {"sweep", "run", "s.cfg", "--dry-run"}).output,
                    run_well(here, {"sweep", "plan", "s.cfg"}).output);
  BOOST_CHECK(!std::filesystem::exists(here / "sweeps"));
  const std::string script =
      run_well(here, {"sweep", "run", "s.cfg", "--dry-run", "--slurm", "--partition", "long", "--time", "1:00:00",
                      "--memory", "2G", "--throttle", "3", "--threads", "2", "--slurm-option=--account=x"})
          .output;
  for (const char* line : {"#!/bin/bash\n", "#SBATCH --partition=long\n", "#SBATCH --time=1:00:00\n",
                           "#SBATCH --mem=2G\n", "#SBATCH --array=0-11%3\n", "#SBATCH --cpus-per-task=2\n",
                           "#SBATCH --account=x\n", "#SBATCH --requeue\n", "#SBATCH --signal=B:USR1@", "trap '' USR1\n",
                           "export OPENBLAS_NUM_THREADS=1\n", "\nexec ", " --only \"$id\" --threads 2"}) {
    BOOST_CHECK_MESSAGE(script.find(line) != std::string::npos, line << " is not in " << script);
  }
  BOOST_CHECK(script.find("--only") > script.rfind("\nexec "));
  BOOST_CHECK(run_well(here, {"sweep", "keys"}).output.find("log-uniform") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sweep_plans_test
