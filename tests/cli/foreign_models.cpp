// Models written by h5py alone, as a researcher would write them: only what the format asks for, in either precision.
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/likelihood/exact.hpp"
#include "tests/support/python.hpp"
#include "tests/support/small_runs.hpp"

namespace foreign_models_test {
BOOST_AUTO_TEST_SUITE(foreign_models)

using namespace dbn::test;

namespace {

const std::string writer = R"(
import sys, h5py, numpy as np
rng = np.random.default_rng(5)
for precision in ('float32', 'float64'):
    with h5py.File(precision + '.h5', 'w') as f:
        f.attrs.update(format='libdbn', version=1, kind='model')
        g = f.create_group('layers/0')
        g.attrs.update(visible='gaussian:3+bernoulli:2', hidden='bernoulli:4')
        g['weights'] = rng.standard_normal((5, 4)).astype(precision)
        g['visible_bias'] = rng.standard_normal(5).astype(precision)
        g['hidden_bias'] = rng.standard_normal(4).astype(precision)
        g['visible_sigma'] = np.array([0.5, 1, 2, 1, 1], precision)
    rng = np.random.default_rng(5)
with h5py.File('rows.h5', 'w') as f:
    f['inputs'] = np.array([[0.5, -1, 2, 0, 1], [0, 0.25, -3, 1, 1]])
)";

std::vector<double> numbers_in(const std::filesystem::path& file, const std::string& name) {
  const auto array = dbn::hdf5::open_file(file, dbn::ErrorKind::data).array(name);
  std::vector<double> values(array.count());
  array.read(values.data());
  return values;
}

dbn::Matrix matrix_in(const std::filesystem::path& file, const std::string& name, dbn::Index rows, dbn::Index columns) {
  const std::vector<double> values = numbers_in(file, name);
  dbn::Matrix result = dbn::zeros(rows, columns);
  BOOST_REQUIRE_EQUAL(values.size(), result.size());
  std::copy(values.begin(), values.end(), result.begin());
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_command_takes_them) {
  const std::string interpreter = python_with_h5py();
  if (interpreter.empty()) return;
  TemporaryDirectory directory;
  const auto& here = directory.path();
  write_file(here / "write.py", writer);
  BOOST_REQUIRE_EQUAL(std::system(("cd '" + here.string() + "' && " + interpreter + " write.py").c_str()), 0);
  for (const std::string model : {"float32.h5", "float64.h5"}) {
    dbn::Rbm rbm = dbn::make_rbm(dbn::make_units("gaussian:3+bernoulli:2"), dbn::make_units("bernoulli:4"));
    rbm.parameters.weights = matrix_in(here / model, "layers/0/weights", 5, 4);
    rbm.parameters.hidden = matrix_in(here / model, "layers/0/hidden_bias", 1, 4);
    dbn::copy(matrix_in(here / model, "layers/0/visible_bias", 1, 5),
              dbn::MatrixView(rbm.parameters.visible).row_range(0, 1));
    rbm.parameters.visible(1, 0) = dbn::real(0.5);
    rbm.parameters.visible(1, 2) = 2;
    const dbn::Matrix rows = matrix_in(here / "rows.h5", "inputs", 2, 5);
    const dbn::Energies log_p = dbn::exact_log_likelihood(rbm, rows);

    const auto likelihood = run_well(here, {"likelihood", model, "--data", "rows.h5", "--json"}).json();
    check_close(likelihood["log_z"].get<double>(), dbn::exact_log_z(rbm), 1e-6, "log Z");
    check_close(likelihood["mean_log_likelihood"].get<double>(), (log_p[0] + log_p[1]) / 2, 1e-6, "log p");
    run_well(here, {"transform", model, "--data", "rows.h5", "--out", "codes.h5", "--force"});
    const std::vector<double> codes = numbers_in(here / "codes.h5", "hidden");
    const dbn::Matrix means = dbn::hidden_mean(rbm, rows);
    BOOST_REQUIRE_EQUAL(codes.size(), means.size());
    for (dbn::Index i = 0; i < means.size(); ++i)
      check_close(codes[i], static_cast<double>(means.data()[i]), 1e-5, "mean");
    run_well(here, {"sample", model, "--count", "3", "--steps", "5", "--out", "samples.h5", "--force"});
    BOOST_CHECK_EQUAL(numbers_in(here / "samples.h5", "visible").size(), 15);
    const auto inspected = run_well(here, {"inspect", model, "--json"}).json();
    BOOST_CHECK_EQUAL(inspected["layers"][0]["visible"].get<std::string>(), "gaussian:3+bernoulli:2");
    BOOST_TEST(inspected["energy"].get<std::string>().find("v/sigma") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace foreign_models_test
