// scripts/bench_peers.py: that its loops do the work they are compared for, and that it runs.
#include "tests/support/python.hpp"
#include "tests/support/small_runs.hpp"

namespace bench_peers_test {
BOOST_AUTO_TEST_SUITE(bench_peers)

using namespace dbn::test;

namespace {

// Every uniform number is 1/2, so an update is known: means above 1/2 become 1. Two updates, for the velocity.
const std::string updating = R"(
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
import bench_peers as peers

class Halves:
    def random(self, dtype, out):
        out[...] = 0.5

machine = peers.NumpyMachine(6, 4, 5)
machine.weights *= 100
machine.random = Halves()
parameters = [machine.weights, machine.visible_bias, machine.hidden_bias]
weights, visible, hidden = (x.astype(float) for x in parameters)
velocities = [np.zeros_like(x) for x in (weights, visible, hidden)]
mean = lambda x: 1 / (1 + np.exp(-x))
for number in range(2):
    v0 = machine.batches[number].astype(float)
    h0 = mean(v0 @ weights + hidden)
    v1 = (mean((h0 > 0.5) @ weights.T + visible) > 0.5) * 1.0
    h1 = mean(v1 @ weights + hidden)
    ascents = [(v0.T @ h0 - v1.T @ h1) / 5 - peers.DECAY * weights, (v0 - v1).mean(0), (h0 - h1).mean(0)]
    for x, velocity, ascent in zip((weights, visible, hidden), velocities, ascents):
        velocity *= peers.MOMENTUM
        velocity += peers.RATE * ascent
        x += velocity
    machine.update(number)
for x, wanted in zip(parameters, (weights, visible, hidden)):
    assert np.abs(x - wanted).max() < 1e-6, (x, wanted)
)";

int run_python(const std::filesystem::path& here, const std::string& words) {
  const std::string command =
      "cd '" + here.string() + "' && PYTHONDONTWRITEBYTECODE=1 " + python_with_h5py() + " " + words;
  return std::system(command.c_str());
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_numpy_loop_is_contrastive_divergence) {
  if (python_with_h5py().empty()) return;
  TemporaryDirectory directory;
  write_file(directory.path() / "update.py", updating);
  BOOST_CHECK_EQUAL(run_python(directory.path(), "update.py '" DBN_SOURCE_DIR "/scripts'"), 0);
}

BOOST_AUTO_TEST_CASE(all_are_measured) {
  if (python_with_h5py().empty()) return;
  TemporaryDirectory directory;
  const auto& here = directory.path();
  BOOST_REQUIRE_EQUAL(run_python(here, "'" DBN_SOURCE_DIR "/scripts/bench_peers.py' --dbn '" DBN_PROGRAM
                                       "' --layers 12x8 --batches 5 --rounds 1 --seconds 0.05 --json > b.json"),
                      0);
  const auto report = nlohmann::json::parse(contents_of(here / "b.json"));
  BOOST_REQUIRE_GE(report["results"].size(), 3);
  BOOST_CHECK_EQUAL(report["results"][2]["program"].get<std::string>(), "numpy");
  for (const auto& row : report["results"]) BOOST_CHECK_GT(row["seconds"].get<double>(), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace bench_peers_test
