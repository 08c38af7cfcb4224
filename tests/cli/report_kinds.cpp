// dbn report of every kind of run: sections that apply, and numbers in the units of the data.
#include <cmath>

#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/report/page/pictures.hpp"
#include "experiments/report/run/worst_mistakes.hpp"
#include "libdbn/data/presented.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/reports.hpp"
#include "tests/support/transforms.hpp"

namespace report_kinds_test {
BOOST_AUTO_TEST_SUITE(report_kinds)

using namespace dbn::test;

namespace {

// Two numbers of each row, and two targets that follow from them.
std::string table_of_targets(int rows, int first) {
  std::string text = "a,b,height,slope\n";
  for (int n = first; n < first + rows; ++n) {
    const double a = std::fmod(n * 0.618034, 1);
    const double b = std::fmod(n * 0.414214, 1);
    text += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(500 + 80 * a * b) + "," +
            std::to_string(a - b) + "\n";
  }
  return text;
}

bool has_picture(const HtmlPage& page, const std::string& id, const std::string& words) {
  const HtmlElement section = page.by_id(id);
  for (const HtmlElement& picture : page.all("img", &section)) {
    if (contains(picture.get("alt"), words)) return true;
  }
  return false;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(regression, ReportPlace) {
  write_file(here / "train.csv", table_of_targets(150, 1));
  write_file(here / "test.csv", table_of_targets(60, 500));
  trained(
      "[data]\ntrain = train.csv\ntest = test.csv\nvalidation = 0.2\ntarget_columns = height,slope\n"
      "[dbn]\nlayers = 8\n[rbm]\nepochs = 2\n"
      "[finetune]\nobjective = regress\noptimizer = lbfgs\nbatch_size = 1000\nepochs = 5\n",
      "run");
  const HtmlPage page = reported("run");
  const auto evaluated =
      run_well(here, {"evaluate", "run", "--data", "test.csv", "--target-columns", "height,slope", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("results"), "Prediction"));
  BOOST_CHECK_EQUAL(cells[1][1], "height");
  BOOST_CHECK_EQUAL(std::stod(cells[1][column_of(cells, "RMSE")]), evaluated["targets"][0]["rmse"].get<double>());
  BOOST_CHECK_EQUAL(std::stod(cells[2][column_of(cells, "R²")]), evaluated["targets"][1]["r_squared"].get<double>());
  BOOST_CHECK_EQUAL(std::stod(cells[3][column_of(cells, "MAE")]), evaluated["mae"].get<double>());
  const HtmlElement section = page.by_id("predictions");
  BOOST_CHECK_EQUAL(page.all("svg", &section).size(), 2);
  // A dot for each of the 60 rows in both charts.
  BOOST_CHECK_EQUAL(page.all("circle", &section).size(), 120);
  BOOST_CHECK(!page.has_id("mistakes"));
  // Two columns are no picture.
  BOOST_CHECK(has_picture(page, "filters", "a line for each of 8 hidden units"));
  BOOST_CHECK(has_picture(page, "reconstructions", "a line each"));
}

BOOST_FIXTURE_TEST_CASE(autoencoders, ReportPlace) {
  trained(
      "[data]\ntrain = bars-and-stripes:4x4\ntest = bars-and-stripes:4x4\n[dbn]\nlayers = 12 gaussian:5\n"
      "[rbm]\nepochs = 2\n[rbm.1]\nlearning_rate = 0.001\n[finetune]\nobjective = reconstruct\nepochs = 3\n",
      "run");
  const HtmlPage page = reported("run");
  const auto evaluated = run_well(here, {"evaluate", "run", "--data", "bars-and-stripes:4x4", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("results"), "Squared error"));
  BOOST_CHECK_EQUAL(std::stod(cells[1][column_of(cells, "mean per value")]),
                    evaluated["reconstruction_error"].get<double>());
  BOOST_CHECK(contains(page.text(page.by_id("reconstructions")), "by the autoencoder, through 5 code units"));
  BOOST_CHECK(contains(page.text(page.by_id("filters")), "Layer 1 after fine-tuning"));
  BOOST_CHECK(!page.has_id("mistakes") && !page.has_id("predictions"));
}

BOOST_FIXTURE_TEST_CASE(nets_with_labels_at_the_top, ReportPlace) {
  trained(
      "[data]\ntrain = bars-and-stripes:3x3\ntest = bars-and-stripes:3x3\n[dbn]\nlayers = 12 8\nlabels = top\n"
      "[rbm]\nepochs = 5\nbatch_size = 4\n[updown]\nepochs = 2\nbatch_size = 4\n",
      "run");
  const HtmlPage page = reported("run");
  const auto evaluated = run_well(here, {"evaluate", "run", "--data", "bars-and-stripes:3x3", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("mistakes"), "Confusion"));
  for (dbn::Index i = 0; i < 2; ++i) {
    for (dbn::Index j = 0; j < 2; ++j) {
      BOOST_CHECK_EQUAL(std::stoi(cells.at(i + 1).at(j + 1)), evaluated["confusion"][i][j].get<int>());
    }
  }
  BOOST_CHECK(has_picture(page, "samples", "Samples with the label held. A column for each class: "));
  BOOST_CHECK(contains(page.text(page.all("header").front()), "recognition weights of their own"));
}

BOOST_FIXTURE_TEST_CASE(one_machine_with_its_label, ReportPlace) {
  trained(
      "[data]\ntrain = bars-and-stripes:3x3\ntest = bars-and-stripes:3x3\n"
      "[dbn]\nlayers = 6\nvisible = bernoulli:9+softmax:1x2\n[rbm]\nepochs = 5\nbatch_size = 4\n",
      "run");
  const HtmlPage page = reported("run");
  const auto evaluated = run_well(here, {"evaluate", "run", "--data", "bars-and-stripes:3x3", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("results"), "Classification"));
  BOOST_CHECK_EQUAL(std::stod(cells[1][column_of(cells, "error")]), evaluated["error"].get<double>());
  BOOST_CHECK(has_picture(page, "samples", "label held"));
}

BOOST_FIXTURE_TEST_CASE(numbers_of_any_size, ReportPlace) {
  std::string rows = "a,b,c\n";
  for (int n = 0; n < 60; ++n) {
    rows += std::to_string(1000 + 50 * std::sin(n)) + "," + std::to_string(std::cos(2 * n)) + "," + std::to_string(n) +
            "\n";
  }
  write_file(here / "d.csv", rows);
  trained(
      "[data]\ntrain = d.csv\ntransform = standardize\n[dbn]\nlayers = 5\nvisible = gaussian\n"
      "[rbm]\nepochs = 3\nlearning_rate = 0.001\n[finetune]\nepochs = 0\n",
      "run");
  const HtmlPage page = reported("run");
  BOOST_CHECK(contains(page.text(page.by_id("results")), "no test or validation rows"));
  BOOST_CHECK(has_picture(page, "samples", "after 1, 10, 100 and 1000 Gibbs steps"));
  BOOST_CHECK(has_picture(page, "reconstructions", "16 training rows"));
}

BOOST_FIXTURE_TEST_CASE(groups_of_choices, ReportPlace) {
  std::string rows = "a,b,c,d,e,f\n";
  for (int n = 0; n < 20; ++n) rows += n % 2 == 0 ? "1,0,0,0,1,0\n" : "0,0,1,1,0,0\n";
  write_file(here / "d.csv", rows);
  trained(
      "[data]\ntrain = d.csv\n[dbn]\nlayers = 4\nvisible = softmax:2x3\n[rbm]\nepochs = 2\n[finetune]\nepochs = 0\n",
      "run");
  const HtmlPage page = reported("run");
  BOOST_CHECK(contains(page.text(page.by_id("filters")), "one of the 6 visible units"));
  BOOST_CHECK(!page.has_id("mistakes"));
}

BOOST_AUTO_TEST_CASE(visible_states_return_to_the_units_of_the_data) {
  dbn::Model model;
  model.layers.push_back(dbn::make_rbm(dbn::make_units("gaussian:3"), dbn::make_units("bernoulli:2")));
  model.transform = affine("standardize", {10, 20, 30}, {2, 4, 8});
  const dbn::Matrix rows{{1, 0, -1}, {0.5, 2, 0}};
  dbn::Matrix shown = dbn::program::RowPictures(model).in_data_units(rows);
  BOOST_CHECK((shown == dbn::Matrix{{12, 20, 22}, {11, 28, 30}}));
  model.transform->apply(shown);
  BOOST_CHECK(shown == rows);
  const auto range = dbn::program::RowPictures(model).range_of(dbn::Matrix{{12, 20, 22}, {11, 28, NAN}});
  BOOST_CHECK_EQUAL(range.least, 11);
  BOOST_CHECK_EQUAL(range.greatest, 28);
  // Probabilities stay, and have black and white at 0 and 1.
  model.layers[0] = dbn::make_rbm(dbn::make_units("bernoulli:3"), dbn::make_units("bernoulli:2"));
  BOOST_CHECK(dbn::program::RowPictures(model).in_data_units(rows) == rows);
  BOOST_CHECK_EQUAL(dbn::program::RowPictures(model).range_of(dbn::Matrix{{0.2, 0.7, 0.5}}).least, 0);
}

BOOST_AUTO_TEST_CASE(units_are_picked_evenly) {
  BOOST_CHECK((dbn::program::evenly_picked(10, 5) == std::vector<dbn::Index>{0, 2, 4, 6, 8}));
  BOOST_CHECK((dbn::program::evenly_picked(3, 5) == std::vector<dbn::Index>{0, 1, 2}));
  dbn::Model model;
  model.layers = {random_rbm("bernoulli:6", "bernoulli:4", 1), random_rbm("bernoulli:4", "bernoulli:9", 2)};
  const dbn::Matrix all = dbn::program::receptive_fields(model, 1, 6);
  const dbn::Matrix some = dbn::program::receptive_fields(model, 1, 6, 3);
  BOOST_REQUIRE_EQUAL(some.shape(0), 3);
  for (dbn::Index k = 0; k < 3; ++k) {
    for (dbn::Index i = 0; i < 6; ++i)
      check_close(static_cast<double>(some(k, i)), static_cast<double>(all(3 * k, i)), 1e-5, "field");
  }
}

// Across blocks, with ties and rows without a label.
BOOST_AUTO_TEST_CASE(mistakes_are_ordered_by_confidence) {
  constexpr dbn::Index rows = 2500;
  dbn::Matrix values = dbn::zeros(rows, 1);
  dbn::Labels labels(rows, 0);
  for (dbn::Index n = 0; n < rows; ++n) values(n, 0) = dbn::real(0.1);
  const std::vector<std::pair<dbn::Index, double>> wrong{{2400, 0.9}, {3, 0.7}, {1200, 0.9}, {7, 0.6}};
  for (const auto& [row, confidence] : wrong) values(row, 0) = static_cast<dbn::real>(confidence);
  values(5, 0) = dbn::real(0.99);
  labels[5] = dbn::missing_label;
  values(6, 0) = dbn::real(0.98);
  labels[6] = 1;
  const dbn::MatrixRows source(values, labels);
  const auto probabilities = [](dbn::ConstMatrixView inputs) {
    dbn::Matrix found = dbn::zeros(inputs.rows, 2);
    for (dbn::Index n = 0; n < inputs.rows; ++n) {
      found(n, 1) = inputs(n, 0);
      found(n, 0) = 1 - inputs(n, 0);
    }
    return found;
  };
  const auto worst = dbn::program::worst_mistakes(probabilities, source, 3);
  BOOST_REQUIRE_EQUAL(worst.size(), 3);
  BOOST_CHECK_EQUAL(worst[0].row, 1200);
  BOOST_CHECK_EQUAL(worst[1].row, 2400);
  BOOST_CHECK_EQUAL(worst[2].row, 3);
  BOOST_CHECK_EQUAL(worst[2].label, 0);
  BOOST_CHECK_EQUAL(worst[2].predicted, 1);
  BOOST_CHECK_CLOSE(worst[2].confidence, 0.7, 1e-4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace report_kinds_test
