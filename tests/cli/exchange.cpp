// dbn export and dbn import: what numpy sees, what comes back, and what is refused.
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/python.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_runs.hpp"

namespace exchange_test {
BOOST_AUTO_TEST_SUITE(exchange)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  dbn::Model model = small_model(4);
  Fixture() { dbn::write_model(here / "m.h5", model); }

  void python(const std::string& program) const {
    static const std::string interpreter = python_with_h5py();
    BOOST_REQUIRE(!interpreter.empty());
    write_file(here / "t.py", program);
    BOOST_REQUIRE_EQUAL(std::system(("cd '" + here.string() + "' && " + interpreter + " t.py").c_str()), 0);
  }
};

std::vector<std::vector<double>> table_in(const std::filesystem::path& file) {
  std::istringstream lines(contents_of(file));
  std::vector<std::vector<double>> table;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    table.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) table.back().push_back(std::stod(cell));
  }
  return table;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(there_and_back, Fixture) {
  const auto exported = run_well(here, {"export", "m.h5", "--out", "m.npz", "--json"}).json();
  BOOST_CHECK_EQUAL(exported["out"].get<std::string>(), "m.npz");
  run_well(here, {"import", "m.npz", "--out", "back.h5"});
  BOOST_TEST(same(dbn::read_model(here / "back.h5"), model));
  BOOST_CHECK_EQUAL(contents_of(here / "back.h5"), contents_of(here / "m.h5"));
  // A HDF5 file is taken as well.
  const auto object = run_well(here, {"import", "m.h5", "--out", "again.h5", "--json"}).json();
  BOOST_CHECK_EQUAL(contents_of(here / "again.h5"), contents_of(here / "m.h5"));
  BOOST_CHECK_EQUAL(object["layers"][0]["visible"].get<std::string>(), "gaussian:6");
  BOOST_CHECK_EQUAL(object["network_layers"].get<int>(), 3);
}

BOOST_FIXTURE_TEST_CASE(numpy_sees_the_same_bits, Fixture) {
  if (python_with_h5py().empty()) return;
  run_well(here, {"export", "m.h5", "--out", "m.npz"});
  python(R"(
import h5py, numpy as np
z = np.load('m.npz')                       # allow_pickle is False
f = h5py.File('m.h5')
names = []
f.visititems(lambda name, o: names.append(name) if isinstance(o, h5py.Dataset) and o.dtype.kind == 'f' else None)
assert len(names) == 4 + 3 + 6 + 2, names  # layers, network, shift and scale
for name in names:
    assert z[name].dtype == f[name].dtype and z[name].shape == f[name].shape, name
    assert z[name].tobytes() == f[name][()].tobytes(), name
assert str(z['layers/0/visible']) == 'gaussian:6' and str(z['network/1/activation']) == 'relu'
assert z['data/class_names'].tolist() == ['cat', 'dog\u00e9'] and int(z['data/image_width']) == 3
# In every way that numpy writes: compressed, in Fortran order, big-endian.
np.savez_compressed('packed.npz', **{k: z[k] for k in z.files})
np.savez('turned.npz', **{k: z[k] if z[k].ndim < 2 else np.asfortranarray(z[k]) for k in z.files})
np.savez('big.npz', **{k: z[k].astype(z[k].dtype.newbyteorder('>')) for k in z.files})
np.savez('objects.npz', weights=np.array([None, 1], dtype=object))
)");
  for (const std::string name : {"packed", "turned", "big"}) {
    run_well(here, {"import", name + ".npz", "--out", name + ".h5"});
    BOOST_TEST(same(dbn::read_model(here / (name + ".h5")), model), name);
  }
  check_fails(here, {"import", "objects.npz", "--out", "x.h5"}, 4, {"objects.npz", "'weights'", "Python objects"});
  BOOST_TEST(!std::filesystem::exists(here / "x.h5"));
}

BOOST_FIXTURE_TEST_CASE(scikit_learn, Fixture) {
  if (python_with_h5py().empty()) return;
  python(R"(
import h5py, numpy as np
rng = np.random.default_rng(1)
sizes = [(6, 9), (4, 6)]
with h5py.File('two.h5', 'w') as f:
    for i, (hidden, visible) in enumerate(sizes):
        f[f'{i}/components_'] = rng.standard_normal((hidden, visible))
        f[f'{i}/intercept_hidden_'] = rng.standard_normal(hidden)
        f[f'{i}/intercept_visible_'] = rng.standard_normal(visible)
with h5py.File('two.h5') as f:
    np.savez('one.npz', components_=f['0/components_'], intercept_hidden_=f['0/intercept_hidden_'],
             intercept_visible_=f['0/intercept_visible_'])
    v = np.eye(9)[2]
    h = 1 / (1 + np.exp(-(v @ f['0/components_'][()].T + f['0/intercept_hidden_'][()])))
    np.savetxt('means.csv', h[None, :], delimiter=',')
    np.savetxt('weights.csv', f['1/components_'][()].T, delimiter=',')
with h5py.File('row.h5', 'w') as f:
    f['inputs'] = v[None, :]
)");
  run_well(here, {"import", "one.npz", "--out", "one.h5"});
  const auto object = run_well(here, {"import", "two.h5", "--out", "two_layers.h5", "--json"}).json();
  BOOST_CHECK_EQUAL(object["layers"][1]["visible"].get<std::string>(), "bernoulli:6");
  // The hidden means are those that scikit-learn's formula gives.
  run_well(here, {"transform", "one.h5", "--data", "row.h5", "--out", "codes.h5"});
  const auto codes = dbn::hdf5::open_file(here / "codes.h5", dbn::ErrorKind::data).array("hidden");
  std::vector<double> found(codes.count());
  codes.read(found.data());
  const std::vector<double> expected = table_in(here / "means.csv").at(0);
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (dbn::Index j = 0; j < found.size(); ++j) check_close(found[j], expected[j], 1e-5, "mean");
  const dbn::Model two = dbn::read_model(here / "two_layers.h5");
  const auto weights = table_in(here / "weights.csv");
  for (dbn::Index i = 0; i < 6; ++i) {
    for (dbn::Index j = 0; j < 4; ++j)
      check_close(static_cast<double>(two.layers[1].parameters.weights(i, j)), weights[i][j], 1e-6, "W");
  }
  run_well(here, {"import", "two.h5", "--visible", "gaussian", "--out", "gaussian.h5"});
  BOOST_CHECK_EQUAL(dbn::read_model(here / "gaussian.h5").layers[0].visible->spec(), "gaussian:9");
  check_fails(here, {"import", "two.h5", "--visible", "gausian", "--out", "x.h5"}, 2, {"gaussian"});
  check_fails(here, {"import", "two.h5", "--visible", "bernoulli:8", "--out", "x.h5"}, 4,
              {"two.h5: /layers/0/weights", "found shape (9, 6), expected (8, 6)"});
}

BOOST_FIXTURE_TEST_CASE(csv_directory, Fixture) {
  run_well(here, {"export", "m.h5", "--out", "tables"});
  const dbn::Matrix& weights = model.layers[1].parameters.weights;
  const auto table = table_in(here / "tables/layers.1.weights.csv");
  BOOST_REQUIRE_EQUAL(table.size(), weights.shape(0));
  for (dbn::Index i = 0; i < weights.shape(0); ++i) {
    BOOST_REQUIRE_EQUAL(table[i].size(), weights.shape(1));
    for (dbn::Index j = 0; j < weights.shape(1); ++j)
      BOOST_CHECK_EQUAL(static_cast<dbn::real>(table[i][j]), weights(i, j));
  }
  BOOST_CHECK_EQUAL(table_in(here / "tables/layers.0.visible_sigma.csv").at(2).at(0), 1);
  const std::string attributes = contents_of(here / "tables/attributes.csv");
  BOOST_TEST(attributes.starts_with("name,value\n"));
  BOOST_TEST(attributes.find("\nlayers/0/visible,gaussian:6\n") != std::string::npos);
  check_fails(here, {"export", "m.h5", "--out", "tables"}, 2, {"tables", "exists already"});
}

BOOST_FIXTURE_TEST_CASE(failures, Fixture) {
  check_fails(here, {"export", "absent.h5", "--out", "x.npz"}, 4, {"absent.h5"});
  check_fails(here, {"export", "m.h5"}, 2, {"out"});
  check_fails(here, {"export", "m.h5", "--out", "copy.h5"}, 2, {"copy.h5", "HDF5 already"});
  check_fails(here, {"export", "m.h5", "--out", "nowhere/x.npz"}, 2, {"nowhere/x.npz"});
  std::filesystem::create_directory(here / "empty");
  check_fails(here, {"export", "empty", "--out", "x.npz"}, 4, {"neither checkpoint.h5 nor model.h5"});
  check_fails(here, {"import", "absent.npz", "--out", "x.h5"}, 4, {"absent.npz"});
  write_file(here / "text.npz", "weights");
  check_fails(here, {"import", "text.npz", "--out", "x.h5"}, 4, {"text.npz"});
  run_well(here, {"export", "m.h5", "--out", "m.npz"});
  const std::string archive = contents_of(here / "m.npz");
  write_file(here / "cut.npz", archive.substr(0, archive.size() / 2));
  check_fails(here, {"import", "cut.npz", "--out", "x.h5"}, 4, {"cut.npz", "cut off"});
  check_fails(here, {"import", "m.npz", "--out", "nowhere/x.h5"}, 2, {"nowhere/x.h5"});
  Hdf5Editor(here / "other.h5", Hdf5Editor::Mode::create).numbers("/table", {2}, {1, 2});
  check_fails(here, {"import", "other.h5", "--out", "x.h5"}, 4, {"other.h5: found table", "components_"});
  check_fails(here, {"export", "other.h5", "--out", "x.npz"}, 4, {"other.h5"});
  BOOST_TEST(!std::filesystem::exists(here / "x.npz"));
  BOOST_TEST(!std::filesystem::exists(here / "x.h5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace exchange_test
