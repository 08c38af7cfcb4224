// What dbn inspect shows beyond the tree: against numbers by hand, on models, checkpoints, run directories and damage.
#include "experiments/inspection/unit_pictures.hpp"
#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/png_reader.hpp"
#include "tests/support/small_models.hpp"
#include "tests/support/small_runs.hpp"

namespace inspect_options_test {
BOOST_AUTO_TEST_SUITE(inspect_options)

using namespace dbn::test;

namespace {

/// A fine-tuned stack, trained once for all tests of this file.
class Runs {
 public:
  static const std::filesystem::path& here() {
    static const Runs runs;
    return runs.directory_.path();
  }

 private:
  Runs() {
    write_file(directory_.path() / "t.cfg", small_config);
    run_well(directory_.path(), {"train", "t.cfg", "--out", "run", "--quiet", "--threads", "1"});
  }

  TemporaryDirectory directory_;
};

nlohmann::json inspected(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "inspect");
  arguments.push_back("--json");
  return run_well(Runs::here(), arguments).json();
}

nlohmann::json object_at(const nlohmann::json& report, const std::string& path) {
  for (const auto& object : report["objects"]) {
    if (object["path"] == path) return object;
  }
  BOOST_ERROR("no object " << path);
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(histograms_count_every_value_once) {
  const auto report = inspected({"run", "--histograms"});
  BOOST_CHECK_EQUAL(report["file"].get<std::string>(), "run/checkpoint.h5");
  const auto histogram = object_at(report, "/layers/0/weights")["histogram"];
  const auto edges = histogram["edges"].get<std::vector<double>>();
  const auto counts = histogram["counts"].get<std::vector<int>>();
  BOOST_REQUIRE_EQUAL(edges.size(), counts.size() + 1);
  BOOST_CHECK_EQUAL(histogram["outside"].get<int>(), 0);
  const dbn::Model model = dbn::read_model(Runs::here() / "run/model.h5");
  std::vector<int> expected(counts.size(), 0);
  for (const dbn::real weight : model.layers[0].parameters.weights) {
    const auto value = static_cast<double>(weight);
    for (dbn::Index i = 0; i < counts.size(); ++i) {
      const bool is_last = i + 1 == counts.size();
      if (value >= edges[i] && (value < edges[i + 1] || (is_last && value == edges[i + 1]))) ++expected[i];
    }
  }
  BOOST_TEST(counts == expected, boost::test_tools::per_element());
  BOOST_TEST(!object_at(report, "/state/run/layers/0/weights").contains("histogram"));
  const std::string text = run_well(Runs::here(), {"inspect", "run", "--histograms"}).output;
  BOOST_TEST(text.find("\nhistograms\n") != std::string::npos);
  BOOST_TEST(text.find("##") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(norms_are_those_of_columns) {
  dbn::Model model = small_model(2);
  model.layers[0].parameters.weights =
      dbn::Matrix{{3, 0, 1, 0}, {4, 0, 1, 0}, {0, 0, 1, 0}, {0, 0, 1, 2}, {0, 0, 0, 0}, {0, 0, 0, 0}};
  dbn::write_model(Runs::here() / "norms.h5", model);
  const auto report = inspected({"norms.h5", "--norms"});
  const auto norms = report["layers"][0]["weight_norms"].get<std::vector<double>>();
  BOOST_TEST((norms == std::vector<double>{5, 0, 2, 2}));
  BOOST_CHECK_EQUAL(report["layers"][1]["weight_norms"].size(), 3);
  const std::string text = run_well(Runs::here(), {"inspect", "norms.h5", "--norms"}).output;
  std::istringstream lines(text.substr(text.find("weight norms")));
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);
  std::istringstream words(line);
  std::vector<std::string> found;
  for (std::string word; words >> word;) found.push_back(word);
  BOOST_TEST((found == std::vector<std::string>{"layer", "0", "4", "0", "1", "2", "5", "0"}), line);
}

BOOST_AUTO_TEST_CASE(filters_of_upper_layers_are_products) {
  const dbn::Model model = dbn::read_model(Runs::here() / "run/model.h5");
  const dbn::Matrix fields = dbn::program::receptive_fields(model, 1, 16);
  const dbn::Matrix& below = model.layers[0].parameters.weights;
  const dbn::Matrix& above = model.layers[1].parameters.weights;
  BOOST_REQUIRE_EQUAL(fields.shape(0), 6);
  for (dbn::Index k = 0; k < 6; ++k) {
    for (dbn::Index i = 0; i < 16; ++i) {
      double sum = 0;
      for (dbn::Index j = 0; j < 12; ++j) sum += static_cast<double>(below(i, j)) * static_cast<double>(above(j, k));
      check_close(static_cast<double>(fields(k, i)), sum, 1e-5, "field");
    }
  }
  inspected({"run", "--filters", "f.png", "--layer", "1"});
  const GrayPicture picture = read_png(Runs::here() / "f.png");
  // 6 fields of 4 x 4 in 3 columns and 2 rows, with borders.
  BOOST_CHECK_EQUAL(picture.width, 3 * 5 + 1);
  BOOST_CHECK_EQUAL(picture.height, 2 * 5 + 1);
  // Field 4 is in row 1, column 1; its strongest pixel is 1 or 255 and signs are on their sides of 128.
  double greatest = 0;
  for (dbn::Index i = 0; i < 16; ++i) greatest = std::max(greatest, std::abs(static_cast<double>(fields(4, i))));
  for (dbn::Index i = 0; i < 16; ++i) {
    const int expected = static_cast<int>(std::lround(128 + 127 * static_cast<double>(fields(4, i)) / greatest));
    const int found = picture.at(6 + i / 4, 6 + i % 4);
    BOOST_TEST(std::abs(found - expected) <= 1);
  }
}

BOOST_AUTO_TEST_CASE(activations_are_means_of_rows) {
  dbn::Model model;
  model.layers.push_back(dbn::make_rbm(dbn::make_units("bernoulli:9"), dbn::make_units("bernoulli:4")));
  dbn::RbmParameters& parameters = model.layers[0].parameters;
  parameters.hidden(0, 0) = -20;
  parameters.hidden(0, 1) = 20;
  for (dbn::Index i = 0; i < 9; ++i) parameters.weights(i, 3) = i == 4 ? 3 : 0;
  parameters.hidden(0, 3) = -1;
  dbn::write_model(Runs::here() / "units.h5", model);
  const auto report =
      inspected({"units.h5", "--data", "bars-and-stripes:3x3", "--activations", "a.png", "--threads", "1"});
  const auto numbers = [&](const char* key) { return report["layers"][0][key].get<std::vector<int>>(); };
  BOOST_TEST((numbers("dead_unit_numbers") == std::vector<int>{0}));
  // The mean of unit 2 is 1/2 for all rows.
  BOOST_TEST((numbers("always_on_unit_numbers") == std::vector<int>{1, 2}));
  BOOST_CHECK_EQUAL(report["activation_rows"].get<int>(), 16);
  const GrayPicture picture = read_png(Runs::here() / "a.png");
  BOOST_CHECK_EQUAL(picture.width, 4 + 2);
  BOOST_CHECK_EQUAL(picture.height, 16 + 2);
  dbn::Index bright = 0;
  for (dbn::Index n = 0; n < 16; ++n) {
    BOOST_CHECK_EQUAL(picture.at(1 + n, 1), 0);
    BOOST_CHECK_EQUAL(picture.at(1 + n, 2), 255);
    BOOST_TEST(std::abs(picture.at(1 + n, 3) - 128) <= 1);
    const int on = static_cast<int>(std::lround(255 / (1 + std::exp(-2.0))));
    const int off = static_cast<int>(std::lround(255 / (1 + std::exp(1.0))));
    const int found = picture.at(1 + n, 4);
    BOOST_TEST((found == on || found == off));
    if (found == on) ++bright;
  }
  BOOST_CHECK_EQUAL(bright, 8);
  const std::string text = run_well(Runs::here(), {"inspect", "units.h5", "--data", "bars-and-stripes:3x3"}).output;
  BOOST_TEST(text.find("dead  of layer 0: 0\n") != std::string::npos);
  BOOST_TEST(text.find("always on  of layer 0: 1 2\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(history_is_that_of_the_file) {
  const auto history = inspected({"run", "--history", "--curves", "h.svg"})["history"];
  BOOST_CHECK_EQUAL(history["stage"].size(), 17);
  BOOST_CHECK_EQUAL(history["stage"][6].get<std::string>(), "rbm.1");
  BOOST_CHECK_EQUAL(history["epoch"][6].get<int>(), 0);
  BOOST_TEST(history["training_loss"][0].is_null());
  BOOST_TEST(!history.contains("swap_rate"));
  std::istringstream lines(contents_of(Runs::here() / "run/history.csv"));
  std::string header;
  std::string line;
  std::getline(lines, header);
  for (int i = 0; i < 3; ++i) std::getline(lines, line);
  std::istringstream names(header);
  std::istringstream values(line);
  std::string name;
  std::string value;
  int compared = 0;
  while (std::getline(names, name, ',') && std::getline(values, value, ',')) {
    if (name != "free_energy") continue;
    BOOST_CHECK_EQUAL(history[name][2].get<double>(), std::stod(value));
    ++compared;
  }
  BOOST_CHECK_EQUAL(compared, 1);
  const std::string text = run_well(Runs::here(), {"inspect", "run", "--history"}).output;
  BOOST_TEST(text.find("\nstage     epoch  learning_rate") != std::string::npos, text);
  BOOST_TEST(text.find("progress  finished; 17 epochs are done") != std::string::npos, text);
  const std::string svg = contents_of(Runs::here() / "h.svg");
  BOOST_TEST(svg.starts_with("<svg "));
  BOOST_TEST(svg.find(">reconstruction_error<") != std::string::npos);
  BOOST_TEST(svg.find(">finetune<") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(verify_names_what_is_at_fault) {
  const auto& here = Runs::here();
  BOOST_TEST(inspected({"run", "--verify"})["verified"]["checksums"].get<bool>());
  BOOST_TEST(inspected({"run/model.h5", "--verify"})["verified"]["model"].get<bool>());
  // One bit in the middle of a dataset.
  std::string bytes = contents_of(here / "run/checkpoint.h5");
  const dbn::Model model = dbn::read_model(here / "run/model.h5");
  const dbn::Matrix& weights = model.layers[0].parameters.weights;
  const std::string stored(reinterpret_cast<const char*>(weights.data()), weights.size() * sizeof(dbn::real));
  const auto at = bytes.rfind(stored);
  BOOST_REQUIRE(at != std::string::npos);
  bytes[at + 100] ^= 1;
  write_file(here / "flipped.h5", bytes);
  check_fails(here, {"inspect", "flipped.h5", "--verify"}, 4, {"flipped.h5: /", "weights"});

  // A text.
  bytes[at + 100] ^= 1;
  const auto config = bytes.find("[data]");
  BOOST_REQUIRE(config != std::string::npos);
  bytes[config + 1] ^= 1;
  write_file(here / "text.h5", bytes);
  check_fails(here, {"inspect", "text.h5", "--verify"}, 4, {"text.h5: /config"});
  // A text that nothing but verifying looks at.
  dbn::Dataset data = dbn::bars_and_stripes(2, 2);
  data.class_names = {"row", "column"};
  dbn::write_hdf5_data(here / "data.h5", data);
  BOOST_TEST(inspected({"data.h5", "--verify"})["verified"]["checksums"].get<bool>());
  std::string names = contents_of(here / "data.h5");
  const auto row = names.find(std::string("row\0\0\0column", 12));
  BOOST_REQUIRE(row != std::string::npos);
  names[row] ^= 1;
  write_file(here / "names.h5", names);
  check_fails(here, {"inspect", "names.h5", "--verify"}, 4, {"names.h5: /class_names"});
  // States that no run saves, and one that is not there.
  const auto changed = [&](const std::string& file, const auto& change) {
    std::filesystem::copy_file(here / "run/checkpoint.h5", here / file);
    Hdf5Editor editor(here / file, Hdf5Editor::Mode::change);
    change(editor);
  };
  const std::string state = "/state/run/layers/0/weights";
  changed("state.h5", [&](Hdf5Editor& editor) { editor.replace(state, {1, 2}, {1, HUGE_VAL}); });
  check_fails(here, {"inspect", "state.h5", "--verify"}, 4, {"state.h5: " + state, "infinite"});
  changed("stateless.h5", [](Hdf5Editor& editor) { editor.remove("/state/run/history"); });
  check_fails(here, {"inspect", "stateless.h5", "--verify"}, 4, {"stateless.h5: /state/run/history"});

  const auto damaged = [&](const std::string& file, const auto& change) {
    Hdf5Editor editor(here / file, Hdf5Editor::Mode::create);
    editor.foreign_model(H5T_IEEE_F64LE);
    change(editor);
  };
  damaged("good.h5", [](Hdf5Editor&) {});
  BOOST_TEST(!inspected({"good.h5", "--verify"})["verified"]["checksums"].get<bool>());
  damaged("nan.h5", [](Hdf5Editor& editor) { editor.replace("/layers/0/hidden_bias", {2}, {1, NAN}); });
  check_fails(here, {"inspect", "nan.h5", "--verify"}, 4, {"nan.h5: /layers/0/hidden_bias", "is nan"});
  damaged("shape.h5", [](Hdf5Editor& editor) { editor.replace("/layers/0/weights", {2, 3}, {1, 2, 3, 4, 5, 6}); });
  check_fails(here, {"inspect", "shape.h5", "--verify"}, 4, {"shape.h5: /layers/0/weights", "found shape (2, 3)"});
  damaged("newer.h5", [](Hdf5Editor& editor) { editor.number_attribute("/", "version", 2, H5T_STD_I64LE); });
  check_fails(here, {"inspect", "newer.h5", "--verify"}, 4, {"newer.h5", "format version 2"});
}

BOOST_AUTO_TEST_CASE(failures) {
  const auto& here = Runs::here();
  check_fails(here, {"inspect", "run/model.h5", "--history"}, 4, {"run/model.h5: only a checkpoint has a history"});
  check_fails(here, {"inspect", "run/model.h5", "--curves", "x.svg"}, 4, {"only a checkpoint has a history"});
  check_fails(here, {"inspect", "run", "--curves", "x.png"}, 2, {"x.png", ".svg"});
  check_fails(here, {"inspect", "run", "--activations", "x.png"}, 2, {"--activations needs --data"});
  check_fails(here, {"inspect", "run", "--filters", "x.png", "--layer", "2"}, 2, {"--layer 2", "has 2 layers"});
  std::filesystem::create_directories(here / "empty");
  check_fails(here, {"inspect", "empty"}, 4, {"empty: the directory has neither checkpoint.h5 nor model.h5"});
  Hdf5Editor(here / "table.h5", Hdf5Editor::Mode::create).numbers("/table", {2}, {1, 2});
  check_fails(here, {"inspect", "table.h5", "--norms"}, 4, {"table.h5 is no model"});
  for (const std::string file : {"x.svg", "x.png"}) BOOST_TEST(!std::filesystem::exists(here / file));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inspect_options_test
