// Files written here in the tools of others, and files of others in every tool here.
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/python.hpp"
#include "tests/support/small_runs.hpp"

namespace other_programs_test {
BOOST_AUTO_TEST_SUITE(other_programs)

using namespace dbn::test;

namespace {

bool runs(const std::filesystem::path& here, const std::string& command) {
  return std::system(("cd '" + here.string() + "' && " + command).c_str()) == 0;
}

bool has_tools() {
  if (std::system("command -v h5dump >/dev/null && command -v h5ls >/dev/null") == 0) return true;
  std::printf("SKIPPED: h5dump and h5ls are not here\n");
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(h5ls_and_h5dump_show_models_and_checkpoints) {
  if (!has_tools()) return;
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "t.cfg", small_config);
  run_well(here, {"train", "t.cfg", "--out", "run", "--quiet", "--threads", "1"});
  for (const std::string file : {"run/model.h5", "run/checkpoint.h5"}) {
    BOOST_REQUIRE(runs(here, "h5ls -r " + file + " > ls.txt"));
    const std::string tree = contents_of(here / "ls.txt");
    for (const std::string part : {"/layers/0/weights", "Dataset {16, 12}", "/network/2/bias"})
      BOOST_TEST(tree.find(part) != std::string::npos, part);
    // All of it, with its checksums.
    BOOST_TEST(runs(here, "h5dump " + file + " > dump.txt"), file);
    const dbn::Model model = dbn::read_model(here / file);
    BOOST_REQUIRE(runs(here, "h5dump -m '%.9g' -y -w 1 -d /layers/1/hidden_bias " + file + " > bias.txt"));
    std::ostringstream value;
    value.precision(9);
    value << model.layers[1].parameters.hidden(0, 5);
    BOOST_TEST(contents_of(here / "bias.txt").find(value.str()) != std::string::npos, value.str());
    BOOST_TEST(runs(here, "h5dump -A " + file + " | grep -q '\"hinton-krizhevsky v/sigma\"'"));
  }
}

BOOST_AUTO_TEST_CASE(a_model_by_h5py_alone_passes_through_the_tools) {
  const std::string interpreter = python_with_h5py();
  if (interpreter.empty()) return;
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "write.py", R"(
import h5py, numpy as np
rng = np.random.default_rng(5)
for name, shift in (('mine', 0), ('other', 0.125)):
    rng = np.random.default_rng(5)
    with h5py.File(name + '.h5', 'w') as f:
        f.attrs.update(format='libdbn', version=1, kind='model')
        for i, (v, h) in enumerate(((9, 4), (4, 3))):
            g = f.create_group(f'layers/{i}')
            g.attrs.update(visible=f'bernoulli:{v}', hidden=f'bernoulli:{h}')
            g['weights'] = rng.standard_normal((v, h)) + shift * (i == 1)
            g['visible_bias'], g['hidden_bias'] = np.zeros(v), np.zeros(h)
)");
  BOOST_REQUIRE(runs(here, interpreter + " write.py"));
  const std::vector<std::string> data{"--data", "bars-and-stripes:3x3"};
  for (std::vector<std::string> command :
       {std::vector<std::string>{"inspect", "mine.h5", "--histograms", "--norms", "--verify", "--filters", "f.png",
                                 "--layer", "1", "--activations", "a.png"},
        {"evaluate", "mine.h5"},
        {"likelihood", "mine.h5", "--method", "bound"},
        {"transform", "mine.h5", "--out", "codes.h5"}}) {
    command.insert(command.end(), data.begin(), data.end());
    run_well(here, command);
  }
  run_well(here, {"sample", "mine.h5", "--count", "2", "--out", "samples.h5"});
  const auto object = run_well(here, {"diff", "mine.h5", "other.h5", "--json"}).json();
  BOOST_REQUIRE_EQUAL(object["different"].size(), 1);
  check_close(object["different"][0]["difference_norm"].get<double>(), 0.125 * std::sqrt(12.0), 1e-9, "norm");
  run_well(here, {"export", "mine.h5", "--out", "mine.npz"});
  run_well(here, {"export", "mine.h5", "--out", "tables"});
  run_well(here, {"import", "mine.npz", "--out", "back.h5"});
  // In their own precision: both are float64 in the archive.
  write_file(here / "compare.py",
             "import h5py, numpy as np\n"
             "z, f = np.load('mine.npz'), h5py.File('mine.h5')\n"
             "assert (z['layers/1/weights'] == f['layers/1/weights'][()]).all()\n"
             "assert z['layers/1/weights'].dtype == np.float64\n");
  BOOST_TEST(runs(here, interpreter + " compare.py"));
  write_file(here / "t.cfg", "[data]\ntrain = bars-and-stripes:3x3\n[dbn]\ninit = mine.h5\n[rbm]\nepochs = 1\n");
  run_well(here, {"train", "t.cfg", "--out", "run", "--quiet", "--threads", "1"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace other_programs_test
