#include "libdbn/io/model/model_file.hpp"

#include "libdbn/dbn/classification.hpp"
#include "libdbn/dbn/unrolling.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace model_file_test {
BOOST_AUTO_TEST_SUITE(model_file)

BOOST_AUTO_TEST_CASE(every_part_comes_back_bit_for_bit) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  const Model model = small_model(1);
  write_model(file, model);
  BOOST_CHECK(same(read_model(file), model));
  BOOST_CHECK(!same(read_model(file), small_model(2)));
}

BOOST_AUTO_TEST_CASE(parts_that_are_absent_stay_absent) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Model model;
  model.layers = {random_rbm("bernoulli:5", "bernoulli:3", 1)};
  write_model(file, model);
  const Model found = read_model(file);
  BOOST_CHECK(same(found, model));
  BOOST_CHECK(found.network.empty());
  BOOST_CHECK(found.transform->is_identity());
}

BOOST_AUTO_TEST_CASE(an_autoencoder_keeps_the_place_of_its_code) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Model model;
  model.layers = {random_rbm("5", "4", 1), random_rbm("4", "gaussian:2", 2)};
  model.network = unroll_autoencoder(model);
  write_model(file, model);
  const Model found = read_model(file);
  BOOST_CHECK(same(found, model));
  BOOST_CHECK_EQUAL(found.network.code_layers, 2);
  BOOST_CHECK_EQUAL(classes_of(found), 0);
  write_model(file, small_model(1));
  BOOST_CHECK_EQUAL(read_model(file).network.code_layers, 0);
  Hdf5Editor(file, Hdf5Editor::Mode::change).number_attribute("network", "code_layers", 3, H5T_STD_I64LE);
  check_failure([&] { read_model(file); }, ErrorKind::model, {file.string(), "'code_layers' is 3", "from 1 to 2"});
  // A code with nothing behind it, and outputs that are not the inputs.
  model.network.code_layers = 4;
  check_failure([&] { write_model(file, model); }, ErrorKind::model, {file.string(), "code comes after layer 4 of 4"});
  model.network.code_layers = 2;
  model.network.layers.pop_back();
  check_failure([&] { write_model(file, model); }, ErrorKind::model, {"autoencoder", "has 4 units, expected 5"});
}

BOOST_AUTO_TEST_CASE(a_regressor_keeps_its_kind_and_the_names_of_its_targets) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Model model = small_model(1);
  model.network.layers.back().activation = Activation::linear;
  model.target_names = {"height", "w\xc3\xa9ight"};
  write_model(file, model);
  const Model found = read_model(file);
  BOOST_CHECK(same(found, model));
  BOOST_CHECK(found.target_names == model.target_names);
  BOOST_CHECK(found.network.kind() == NetworkKind::regressor);
  BOOST_CHECK_EQUAL(classes_of(found), 0);
  BOOST_CHECK_EQUAL(hdf5::open_file(file, ErrorKind::model).group("network").text_attribute("kind"), "regressor");
  model.target_names.pop_back();
  check_failure([&] { write_model(file, model); }, ErrorKind::model, {"names of targets", "2 units, expected 1"});
  model.target_names.clear();
  write_model(file, model);
  BOOST_CHECK(read_model(file).target_names.empty());
  Hdf5Editor(file, Hdf5Editor::Mode::change).text_attribute("network", "kind", "classifier");
  check_failure([&] { read_model(file); }, ErrorKind::model, {"'kind' is \"classifier\"", "kind \"regressor\""});
  write_model(file, small_model(1));
  BOOST_CHECK(read_model(file).network.kind() == NetworkKind::classifier);
}

BOOST_AUTO_TEST_CASE(recognition_weights_of_directed_layers) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Model model;
  model.layers = {random_rbm("3", "2", 1), random_rbm("2", "4", 2), random_rbm("4", "3", 3)};
  write_model(file, model);
  BOOST_CHECK(read_model(file).recognition.empty());
  untie(model);
  for (Index i = 0; i < 2; ++i) fill_normal(model.recognition[i], 1, static_cast<unsigned>(10 + i));
  write_model(file, model);
  BOOST_CHECK(same(read_model(file), model));
  save_checkpoint(file, model, "[run]\n", [](Archive&) {});
  BOOST_CHECK(same(read_model(file), model));

  const auto refused = [&](const std::string& name, const std::vector<hsize_t>& shape,
                           const std::vector<double>& values, const std::vector<std::string>& words) {
    write_model(file, model);
    Hdf5Editor(file, Hdf5Editor::Mode::change).replace(name, shape, values);
    std::vector<std::string> all = words;
    all.insert(all.end(), {file.string(), name});
    check_failure([&] { read_model(file); }, ErrorKind::model, all);
  };
  refused("/layers/0/recognition_weights", {2, 3}, std::vector<double>(6, 1), {"(2, 3)", "expected (3, 2)"});
  refused("/layers/0/recognition_weights", {6}, std::vector<double>(6, 1), {"(6)"});
  refused("/layers/0/recognition_weights", {3, 2}, {1, 2, 3, std::nan(""), 5, 6}, {"is nan", "expected finite"});

  Model shallow = model;
  shallow.recognition.pop_back();
  check_failure([&] { write_model(file, shallow); }, ErrorKind::model, {"recognition weights has 1", "expected 2"});
  shallow.recognition.push_back(zeros(3, 4));
  check_failure([&] { write_model(file, shallow); }, ErrorKind::model, {"layers/1/recognition_weights", "(2, 4)"});
}

// What another program leaves out goes up as it comes down; a top layer has nothing to be told apart.
BOOST_AUTO_TEST_CASE(recognition_weights_from_elsewhere) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Model model;
  model.layers = {random_rbm("3", "2", 1), random_rbm("2", "4", 2), random_rbm("4", "3", 3)};
  write_model(file, model);
  Hdf5Editor(file, Hdf5Editor::Mode::change).numbers("/layers/1/recognition_weights", {2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Model found = read_model(file);
  BOOST_REQUIRE_EQUAL(found.recognition.size(), 2);
  BOOST_CHECK(found.recognition[0] == model.layers[0].parameters.weights);
  BOOST_CHECK(found.recognition[1] == (Matrix{{1, 2, 3, 4}, {5, 6, 7, 8}}));
  Hdf5Editor(file, Hdf5Editor::Mode::change)
      .numbers("/layers/2/recognition_weights", {4, 3}, std::vector<double>(12, 1));
  check_failure([&] { read_model(file); }, ErrorKind::model, {"/layers/2/recognition_weights", "undirected"});
}

BOOST_AUTO_TEST_CASE(the_same_model_gives_the_same_bytes) {
  const TemporaryDirectory directory;
  write_model(directory.path() / "a.h5", small_model(3));
  sleep(1);  // a modification time inside would show
  write_model(directory.path() / "b.h5", small_model(3));
  BOOST_CHECK(read_text_file(directory.path() / "a.h5", ErrorKind::model) ==
              read_text_file(directory.path() / "b.h5", ErrorKind::model));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_holds_a_model) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  const Model model = small_model(4);
  save_checkpoint(file, model, "[run]\n", [](Archive&) {});
  BOOST_CHECK(same(read_model(file), model));
}

// Values are exact in float32; the orientation of the weights is that of (visible, hidden).
BOOST_AUTO_TEST_CASE(files_of_other_programs_need_only_the_layers) {
  for (const hid_t type : {H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_IEEE_F64BE, H5T_STD_I32BE}) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "foreign.h5";
    Hdf5Editor(file, Hdf5Editor::Mode::create).foreign_model(type);
    const Model model = read_model(file);
    BOOST_REQUIRE_EQUAL(model.layers.size(), 1);
    const RbmParameters& parameters = model.layers[0].parameters;
    BOOST_CHECK_EQUAL(parameters.weights.shape(0), 3);
    BOOST_CHECK_EQUAL(parameters.weights(0, 1), -1);
    BOOST_CHECK_EQUAL(parameters.weights(2, 1), 8);
    if (type != H5T_STD_I32BE) BOOST_CHECK_EQUAL(parameters.weights(2, 0), real(-0.125));
    BOOST_CHECK_EQUAL(parameters.visible(0, 2), 3);
    BOOST_CHECK_EQUAL(parameters.hidden(0, 1), -2);
  }
}

BOOST_AUTO_TEST_CASE(foreign_files_may_have_other_ranks_extras_and_the_energy) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "foreign.h5";
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F64LE);
    editor.number_attribute("/", "version", 1, H5T_IEEE_F64LE);
    editor.text_attribute("/", "energy", "hinton-krizhevsky v/sigma");
    editor.replace("/layers/0/visible_bias", {3, 1}, {1, 2, 3});
    editor.replace("/layers/0/hidden_bias", {1, 2}, {-1, -2});
    editor.numbers("/layers/0/visible_sigma", {3}, {1, 1, 1});
    editor.numbers("/layers/0/comment", {1}, {7});
    editor.group("/extras");
  }
  const Model model = read_model(file);
  BOOST_CHECK_EQUAL(model.layers[0].parameters.visible(0, 1), 2);
  BOOST_CHECK_EQUAL(model.layers[0].parameters.hidden(0, 1), -2);
}

BOOST_AUTO_TEST_CASE(sigma_is_one_where_the_file_has_none) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "foreign.h5";
  {
    Hdf5Editor editor(file, Hdf5Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F64LE);
    editor.text_attribute("/layers/0", "visible", "gaussian:3");
  }
  const Matrix visible = read_model(file).layers[0].parameters.visible;
  BOOST_REQUIRE_EQUAL(visible.shape(0), 2);
  for (Index j = 0; j < 3; ++j) BOOST_CHECK_EQUAL(visible(1, j), 1);
}

BOOST_AUTO_TEST_CASE(an_inconsistent_model_is_not_written) {
  const TemporaryDirectory directory;
  Model model = small_model(1);
  model.layers[1] = random_rbm("bernoulli:5", "bernoulli:3", 1);
  check_failure([&] { write_model(directory.path() / "model.h5", model); }, ErrorKind::model, {"layers/1"});
  BOOST_CHECK(std::filesystem::is_empty(directory.path()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace model_file_test
