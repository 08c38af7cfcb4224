// Layers of other programs: names, order, transposition, units, and what must not pass.
#include "libdbn/io/exchange/layer_names.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/model_arrays.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

namespace layer_names_test {
BOOST_AUTO_TEST_SUITE(layer_names)

using namespace dbn;
using namespace dbn::test;

namespace {

using Arrays = std::vector<NamedArray>;

NamedArray counted(std::string name, std::vector<Index> shape, double first = 1) {
  Index count = 1;
  for (const Index extent : shape) count *= extent;
  NamedArray array{std::move(name), NamedArray::Type::float64, std::move(shape), {}, {}};
  for (Index i = 0; i < count; ++i) array.numbers.push_back(first + static_cast<double>(i));
  return array;
}

Arrays scikit(const std::string& prefix, Index hidden, Index visible, double first = 1) {
  return {counted(prefix + "components_", {hidden, visible}, first),
          counted(prefix + "intercept_hidden_", {hidden}, first + 100),
          counted(prefix + "intercept_visible_", {visible}, first + 200)};
}

Arrays operator+(Arrays a, const Arrays& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Model imported(const Arrays& arrays, const ImportedUnits& units = {}) {
  return model_of_arrays(with_names_of_model(arrays, units, "x.npz"), "x.npz");
}

void check_refused(const Arrays& arrays, const std::vector<std::string>& parts, const ImportedUnits& units = {},
                   ErrorKind kind = ErrorKind::model) {
  check_failure([&] { imported(arrays, units); }, kind, parts);
}

}  // namespace

BOOST_AUTO_TEST_CASE(scikit_components_are_transposed) {
  const Model model = imported(scikit("", 2, 3));
  BOOST_REQUIRE_EQUAL(model.layers.size(), 1);
  const Rbm& rbm = model.layers[0];
  BOOST_CHECK_EQUAL(rbm.visible->spec(), "bernoulli:3");
  BOOST_CHECK_EQUAL(rbm.hidden->spec(), "bernoulli:2");
  // components_ [[1, 2, 3], [4, 5, 6]] is (hidden, visible).
  BOOST_TEST(same(rbm.parameters.weights, Matrix{{1, 4}, {2, 5}, {3, 6}}));
  BOOST_TEST(same(rbm.parameters.hidden, Matrix{{101, 102}}));
  BOOST_TEST(same(rbm.parameters.visible, Matrix{{201, 202, 203}}));
}

BOOST_AUTO_TEST_CASE(stacks_are_in_the_order_of_their_numbers) {
  Arrays arrays;
  for (const int layer : {10, 2, 0}) {
    const Index visible = layer == 0 ? 5 : layer == 2 ? 4 : 3;
    arrays = arrays + scikit(std::to_string(layer) + "/", visible - 1, visible, layer);
  }
  const Model model = imported(arrays, {"gaussian", ""});
  BOOST_REQUIRE_EQUAL(model.layers.size(), 3);
  BOOST_CHECK_EQUAL(model.layers[0].visible->spec(), "gaussian:5");
  BOOST_CHECK_EQUAL(model.layers[1].visible->spec(), "bernoulli:4");
  const std::vector<real> first{0, 2, 10};
  for (Index i = 0; i < 3; ++i) BOOST_CHECK_EQUAL(model.layers[i].parameters.weights(0, 0), first[i]);
}

BOOST_AUTO_TEST_CASE(names_of_a_model_without_units) {
  const Arrays arrays{counted("weights", {3, 2}), counted("visible_bias", {3}), counted("hidden_bias", {1, 2}),
                      counted("visible_sigma", {3}), counted("learning_curve", {7})};
  const Model model = imported(arrays, {"gaussian", "relu"});
  BOOST_TEST(same(model.layers[0].parameters.weights, Matrix{{1, 2}, {3, 4}, {5, 6}}));
  BOOST_TEST(same(model.layers[0].parameters.visible, Matrix{{1, 2, 3}, {1, 2, 3}}));
  BOOST_CHECK_EQUAL(model.layers[0].hidden->spec(), "relu:2");
}

BOOST_AUTO_TEST_CASE(a_model_and_its_arrays_are_the_same) {
  TemporaryDirectory directory;
  const auto file = directory.path() / "m.h5";
  const Model model = small_model(3);
  write_model(file, model);
  const Arrays arrays = model_arrays(file);
  BOOST_TEST(same(imported(arrays), model));
  // The values are those of the model and not only what came back.
  for (const NamedArray& array : arrays) {
    if (array.name != "layers/1/weights") continue;
    BOOST_CHECK_EQUAL(array.numbers.at(5), static_cast<double>(model.layers[1].parameters.weights(1, 2)));
  }
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  check_refused({}, {"x.npz: found no arrays", "components_"});
  check_refused({counted("w", {2})}, {"found w; expected weights (V, H)"});
  check_refused({counted("components_", {2, 3})}, {"has no array intercept_hidden_"});
  Arrays swapped = scikit("", 2, 3);
  std::swap(swapped[1].shape, swapped[2].shape);
  std::swap(swapped[1].numbers, swapped[2].numbers);
  check_refused(swapped, {"intercept_hidden_", "found shape (3), expected (2)", "(2, 3)", "transposed"});
  check_refused({counted("weights", {6}), counted("visible_bias", {3})}, {"'weights'", "two dimensions"});
  check_refused({counted("weights", {3, 2}), counted("hidden_bias", {2})}, {"/layers/0", "visible_bias"});
  check_refused({counted("weights", {3, 2}), counted("visible_bias", {2}), counted("hidden_bias", {2})},
                {"x.npz: /layers/0/visible_bias", "found shape (2), expected (3)"});
  check_refused(scikit("", 2, 3) + scikit("", 2, 3), {"is there twice"});
  check_refused(scikit("0/", 2, 3) + scikit("1/", 2, 4), {"/layers/1/weights", "found shape (4, 2), expected (2, 2)"});
  check_refused(scikit("", 2, 3), {"bernouli", "bernoulli"}, {"bernouli", ""}, ErrorKind::config);
  Arrays infinite = scikit("", 2, 3);
  infinite[0].numbers[4] = std::numeric_limits<double>::quiet_NaN();
  check_refused(infinite, {"/layers/0/weights", "element (1, 1) is nan"});
  // Beyond float32 a value would become infinite.
  if (sizeof(real) == sizeof(float)) {
    infinite[0].numbers[4] = 1e300;
    check_refused(infinite, {"/layers/0/weights", "element (1, 1) is inf"});
  }
  check_refused(scikit("", 2, 3) + Arrays{counted("network/0//weights", {2, 2})}, {"cannot be a path"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace layer_names_test
