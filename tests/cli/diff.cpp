// dbn diff: norms and places against sums by hand, matched units, configs and histories.
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_runs.hpp"

namespace diff_test {
BOOST_AUTO_TEST_SUITE(diff)

using namespace dbn::test;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();
  dbn::Model model = small_model(6);
  Fixture() { dbn::write_model(here / "a.h5", model); }

  nlohmann::json compared(const std::string& a, const std::string& b) const {
    return run_well(here, {"diff", a, b, "--json"}).json();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(equal_files, Fixture) {
  dbn::write_model(here / "b.h5", model);
  const auto object = compared("a.h5", "b.h5");
  BOOST_TEST(object["identical"].get<bool>());
  // 4 + 3 of the layers, 6 of the network, shift, scale and class names.
  BOOST_CHECK_EQUAL(object["compared"].get<int>(), 16);
  BOOST_TEST(run_well(here, {"diff", "a.h5", "b.h5"}).output.find("identical in 16 datasets") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(numbers_attributes_and_what_is_missing, Fixture) {
  dbn::Model other = model;
  other.layers[0].parameters.weights(1, 2) += dbn::real(0.25);
  other.layers[0].parameters.weights(5, 3) -= dbn::real(2);
  other.image = {3, 2};
  other.class_names[1] = "cow";
  other.transform = affine("standardize", shift_of(other.transform), {});
  dbn::write_model(here / "b.h5", other);
  const auto object = compared("a.h5", "b.h5");
  BOOST_TEST(!object["identical"].get<bool>());
  BOOST_REQUIRE_EQUAL(object["different"].size(), 2);
  double squares = 0;
  double norm = 0;
  const dbn::Matrix& a = model.layers[0].parameters.weights;
  const dbn::Matrix& b = other.layers[0].parameters.weights;
  for (dbn::Index i = 0; i < a.size(); ++i) {
    squares += std::pow(static_cast<double>(a.data()[i]) - static_cast<double>(b.data()[i]), 2);
    norm += std::pow(static_cast<double>(a.data()[i]), 2);
  }
  const auto& names = object["different"][0];
  BOOST_CHECK_EQUAL(names["path"].get<std::string>(), "/data/class_names");
  BOOST_CHECK_EQUAL(names["b"].get<std::string>(), "cow");
  const auto& weights = object["different"][1];
  BOOST_CHECK_EQUAL(weights["path"].get<std::string>(), "/layers/0/weights");
  check_close(weights["difference_norm"].get<double>(), std::sqrt(squares), 1e-9, "norm");
  check_close(weights["relative_norm"].get<double>(), std::sqrt(squares / norm), 1e-9, "relative");
  check_close(weights["largest_difference"].get<double>(), 2, 1e-5, "largest");
  BOOST_TEST((weights["at"].get<std::vector<int>>() == std::vector<int>{5, 3}));
  BOOST_CHECK_EQUAL(weights["a"].get<double>(), static_cast<double>(a(5, 3)));
  BOOST_CHECK_EQUAL(weights["b"].get<double>(), static_cast<double>(b(5, 3)));
  BOOST_TEST((object["only_in_a"].get<std::vector<std::string>>() == std::vector<std::string>{"/data/scale"}));
  BOOST_TEST(object["only_in_b"].empty());
  BOOST_TEST((compared("b.h5", "a.h5")["only_in_b"].get<std::vector<std::string>>() ==
              std::vector<std::string>{"/data/scale"}));
  BOOST_REQUIRE_EQUAL(object["attributes"].size(), 2);
  BOOST_CHECK_EQUAL(object["attributes"][0]["name"].get<std::string>(), "image_height");
  BOOST_CHECK_EQUAL(object["attributes"][0]["a"].get<std::string>(), "2");
  const std::string text = run_well(here, {"diff", "a.h5", "b.h5"}).output;
  for (const std::string part : {"/layers/0/weights", "(5,3)", "/data/scale  only in a", "cow"})
    BOOST_TEST(text.find(part) != std::string::npos, part);
}

BOOST_FIXTURE_TEST_CASE(units_in_another_order, Fixture) {
  dbn::Model other = model;
  dbn::Matrix& weights = other.layers[0].parameters.weights;
  dbn::Matrix& above = other.layers[1].parameters.weights;
  // Units 0 and 2 change places; unit 3 becomes its complement.
  for (dbn::Index i = 0; i < 6; ++i) {
    std::swap(weights(i, 0), weights(i, 2));
    weights(i, 3) = -weights(i, 3);
  }
  for (dbn::Index k = 0; k < 3; ++k) {
    std::swap(above(0, k), above(2, k));
    above(3, k) = -above(3, k);
  }
  dbn::write_model(here / "b.h5", other);
  const auto object = run_well(here, {"diff", "a.h5", "b.h5", "--flips", "--json"}).json();
  BOOST_REQUIRE_EQUAL(object["units"].size(), 2);
  BOOST_TEST((object["units"][0]["partner"].get<std::vector<int>>() == std::vector<int>{2, 1, 0, 3}));
  BOOST_CHECK_EQUAL(object["units"][0]["moved"].get<int>(), 2);
  check_close(object["units"][0]["correlation"][3].get<double>(), -1, 1e-5, "flipped");
  check_close(object["units"][0]["mean_correlation"].get<double>(), 1, 1e-5, "below");
  BOOST_CHECK_EQUAL(object["units"][1]["moved"].get<int>(), 0);
  check_close(object["units"][1]["mean_correlation"].get<double>(), 1, 1e-5, "above");
  BOOST_CHECK(object["units"][1]["above_0.9"].get<int>() == 3);
  const auto unsigned_match = compared("a.h5", "b.h5");
  BOOST_TEST(unsigned_match["units"][0]["correlation"][3].get<double>() < 0.9);
  other.layers.pop_back();
  other.network.layers.clear();
  dbn::write_model(here / "short.h5", other);
  BOOST_TEST(compared("a.h5", "short.h5")["units"].empty());
}

BOOST_FIXTURE_TEST_CASE(runs, Fixture) {
  write_file(here / "t.cfg", small_config);
  for (const std::string name : {"one", "same"})
    run_well(here, {"train", "t.cfg", "--out", name, "--quiet", "--threads", "1"});
  run_well(here, {"train", "t.cfg", "--out", "other", "--quiet", "--threads", "1", "--set", "rbm.1.epochs=4", "--set",
                  "rbm.1.momentum=0.3"});
  // Checkpoints are compared with all their state; only the directory differs.
  const auto equal = compared("one", "same");
  BOOST_CHECK_EQUAL(equal["config"].size(), 1);
  BOOST_CHECK_EQUAL(equal["config"][0]["key"].get<std::string>(), "run.out");
  BOOST_TEST(equal["history"]["first_difference"].is_null());
  BOOST_TEST(equal["different"].empty());
  BOOST_TEST(equal["compared"].get<int>() > 16);
  BOOST_TEST(compared("one/model.h5", "same/checkpoint.h5")["identical"].get<bool>());

  const auto object = compared("one", "other");
  std::vector<std::string> keys;
  for (const auto& entry : object["config"]) keys.push_back(entry["key"].get<std::string>());
  BOOST_TEST((keys == std::vector<std::string>{"rbm.1.epochs", "rbm.1.momentum", "run.out"}));
  const auto& first = object["history"]["first_difference"];
  BOOST_CHECK_EQUAL(first["record"].get<int>(), 6);
  BOOST_CHECK_EQUAL(first["stage"].get<std::string>(), "rbm.1");
  BOOST_CHECK_EQUAL(first["metric"].get<std::string>(), "momentum");
  BOOST_CHECK_EQUAL(first["b"].get<double>(), 0.3);
  BOOST_CHECK_EQUAL(object["history"]["a"].get<int>(), 17);
  BOOST_CHECK_EQUAL(object["history"]["b"].get<int>(), 15);
  const std::string text = run_well(here, {"diff", "one", "other"}).output;
  BOOST_TEST(text.find("rbm.1.momentum  a: (none)  b: 0.3") != std::string::npos, text);
  BOOST_TEST(text.find("the first difference is in rbm.1, epoch 1, momentum") != std::string::npos, text);
}

BOOST_FIXTURE_TEST_CASE(any_file, Fixture) {
  for (const std::string name : {"x.h5", "y.h5"}) {
    Hdf5Editor editor(here / name, Hdf5Editor::Mode::create);
    editor.numbers("/nan", {2}, {NAN, 1});
    editor.numbers("/shape", name == "x.h5" ? std::vector<hsize_t>{4} : std::vector<hsize_t>{2, 2}, {1, 2, 3, 4});
    // What is no number differs most, whatever comes after it.
    editor.numbers("/number", {1, 4}, {1, 2, name == "x.h5" ? NAN : 3, name == "x.h5" ? 4.0 : 400.0});
  }
  const auto object = compared("x.h5", "y.h5");
  BOOST_REQUIRE_EQUAL(object["different"].size(), 2);
  BOOST_CHECK_EQUAL(object["different"][0]["path"].get<std::string>(), "/number");
  BOOST_CHECK_EQUAL(object["different"][0]["a"].get<std::string>(), "nan");
  BOOST_TEST((object["different"][0]["at"].get<std::vector<int>>() == std::vector<int>{0, 2}));
  BOOST_CHECK_EQUAL(object["different"][1]["b"].get<std::string>(), "float64 2 x 2");
  BOOST_TEST(!object.contains("units"));
  check_fails(here, {"diff", "a.h5", "absent.h5"}, 4, {"absent.h5"});
  check_fails(here, {"diff", "a.h5"}, 2, {"B"});
  write_file(here / "text.h5", "no HDF5");
  check_fails(here, {"diff", "text.h5", "a.h5"}, 4, {"text.h5", "HDF5"});
  const std::string bytes = contents_of(here / "a.h5");
  write_file(here / "cut.h5", bytes.substr(0, bytes.size() - 300));
  check_fails(here, {"diff", "a.h5", "cut.h5"}, 4, {"cut.h5"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace diff_test
