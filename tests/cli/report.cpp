// dbn report of a run: its numbers against those of the other commands, and what it does with what is not there.
#include <cmath>

#include "libdbn/data/generated/synthetic.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "tests/support/reading_commands.hpp"
#include "tests/support/reports.hpp"

namespace report_test {
BOOST_AUTO_TEST_SUITE(report)

using namespace dbn::test;

namespace {

// Too short to learn everything, so that there are mistakes.
const std::string hasty_config = small_config + "[updown]\nepochs = 0\n";
const std::vector<std::string> hasty{"finetune.epochs=1", "rbm.epochs=1"};

std::string figures_of_first_curve(const HtmlPage& page, const std::string& title) {
  for (const HtmlElement& chart : page.all("svg")) {
    if (chart.get("aria-label").starts_with(title)) return chart.get("aria-label");
  }
  BOOST_ERROR("there is no chart " << title);
  return "";
}

std::vector<std::string> column_of_history(const std::filesystem::path& file, const std::string& stage,
                                           const std::string& metric) {
  std::vector<std::string> values;
  std::istringstream lines(contents_of(file));
  std::string line;
  std::getline(lines, line);
  const auto cells = [](const std::string& text) {
    std::vector<std::string> list;
    std::istringstream stream(text);
    for (std::string cell; std::getline(stream, cell, ',');) list.push_back(cell);
    return list;
  };
  const auto names = cells(line);
  const auto column = static_cast<std::size_t>(std::find(names.begin(), names.end(), metric) - names.begin());
  while (std::getline(lines, line)) {
    const auto row = cells(line);
    if (row[0] == stage) values.push_back(row.at(column));
  }
  return values;
}

std::string four_digits(const std::string& number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", std::stod(number));
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(figures_are_those_of_evaluate_and_the_history, ReportPlace) {
  const auto trained = this->trained(small_config, "run", {"run.seed=3"});
  const HtmlPage page = reported("run");
  const auto evaluated = run_well(here, {"evaluate", "run", "--data", "bars-and-stripes:4x4", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("results"), "Classification"));
  BOOST_REQUIRE_EQUAL(cells.size(), 3);
  BOOST_CHECK_EQUAL(cells[1][0], "test");
  BOOST_CHECK_EQUAL(std::stoi(cells[1][column_of(cells, "rows")]), 32);
  BOOST_CHECK_EQUAL(std::stod(cells[1][column_of(cells, "error")]), evaluated["error"].get<double>());
  BOOST_CHECK_EQUAL(std::stod(cells[1][column_of(cells, "mean log p(label | row), nats")]),
                    evaluated["mean_log_probability"].get<double>());
  BOOST_CHECK_EQUAL(cells[2][0], "validation");
  BOOST_CHECK_EQUAL(std::stod(cells[2][column_of(cells, "error")]), trained["validation_error"].get<double>());
  BOOST_CHECK_EQUAL(std::stod(cells[2][column_of(cells, "rows")]), trained["validation_rows"].get<double>());

  const auto losses = column_of_history(here / "run/history.csv", "finetune", "training_loss");
  BOOST_REQUIRE_EQUAL(losses.size(), 5);
  const std::string told = figures_of_first_curve(page, "Loss");
  BOOST_CHECK_MESSAGE(contains(told, "finetune, training goes from " + four_digits(losses.front()) + " at epoch 1 to " +
                                         four_digits(losses.back()) + " at epoch 5"),
                      told);
  // A chart for the free energies of each layer, in which training and validation are two lines of one color.
  const std::string energies = figures_of_first_curve(page, "Free energy, rbm.1");
  const auto validation = column_of_history(here / "run/history.csv", "rbm.1", "validation_free_energy");
  BOOST_CHECK_MESSAGE(contains(energies, four_digits(validation.back()) + " at epoch 6"), energies);
  BOOST_CHECK(!contains(energies, "rbm.0"));

  const auto times = page.cells(page.table(page.by_id("times"), "Seconds"));
  double training = 0;
  for (const std::string stage : {"rbm.0", "rbm.1", "finetune"}) {
    for (const std::string& seconds : column_of_history(here / "run/times.csv", stage, "training_seconds")) {
      training += std::stod(seconds);
    }
  }
  BOOST_CHECK_CLOSE(std::stod(times.back()[column_of(times, "training")]), training, 1e-6);
  BOOST_CHECK_EQUAL(times.back()[1], "17");
  BOOST_CHECK(contains(page.text(page.all("header").front()), "finished"));
  BOOST_CHECK(!page.has_id("predictions"));
}

BOOST_FIXTURE_TEST_CASE(the_confusion_matrix_is_that_of_evaluate, ReportPlace) {
  trained(hasty_config, "run", hasty);
  const HtmlPage page = reported("run");
  const auto evaluated = run_well(here, {"evaluate", "run", "--data", "bars-and-stripes:4x4", "--json"}).json();
  const auto cells = page.cells(page.table(page.by_id("mistakes"), "Confusion"));
  int total = 0;
  for (dbn::Index i = 0; i < 2; ++i) {
    for (dbn::Index j = 0; j < 2; ++j) {
      const int count = std::stoi(cells.at(i + 1).at(j + 1));
      BOOST_CHECK_EQUAL(count, evaluated["confusion"][i][j].get<int>());
      total += count;
    }
  }
  BOOST_CHECK_EQUAL(total, 32);
}

BOOST_FIXTURE_TEST_CASE(the_worst_mistakes_are_the_most_confident_ones, ReportPlace) {
  trained(hasty_config, "run", hasty);
  const HtmlPage page = reported("run");
  run_well(here, {"predict", "run", "--data", "bars-and-stripes:4x4", "--out", "p.csv"});
  std::istringstream lines(contents_of(here / "p.csv"));
  std::string line;
  std::getline(lines, line);
  const dbn::Dataset data = dbn::bars_and_stripes(4, 4);
  std::vector<std::pair<double, int>> wrong;
  for (int row = 0; std::getline(lines, line); ++row) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    for (std::string cell; std::getline(cells, cell, ',');) values.push_back(cell);
    const double zero = std::stod(values.at(2));
    const double one = std::stod(values.at(3));
    if ((one > zero ? 1 : 0) != data.labels[static_cast<std::size_t>(row)])
      wrong.emplace_back(-std::max(zero, one), row);
  }
  BOOST_REQUIRE_GE(wrong.size(), 3);
  std::sort(wrong.begin(), wrong.end());
  const HtmlElement section = page.by_id("mistakes");
  const auto figures = page.all("figure", &section);
  BOOST_REQUIRE_EQUAL(figures.size(), std::min<std::size_t>(20, wrong.size()));
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const std::string caption = page.text(figures[i]);
    BOOST_CHECK_MESSAGE(caption.ends_with("Row " + std::to_string(wrong[i].second)), caption);
    const auto confidence = page.all("data", &figures[i]);
    BOOST_REQUIRE_EQUAL(confidence.size(), 1);
    BOOST_CHECK_CLOSE(std::stod(confidence[0].get("value")), -wrong[i].first, 1e-3);
  }
}

BOOST_FIXTURE_TEST_CASE(the_same_directory_gives_the_same_bytes, ReportPlace) {
  trained(small_config, "run");
  write_file(here / "run/report.html", "an old page");
  const std::string page = reported("run").code();
  run_well(here / "run", {"report", ".", "--out", "again.html", "--threads", "3"});
  BOOST_CHECK(contents_of(here / "run/again.html") == page);
}

BOOST_FIXTURE_TEST_CASE(values_have_their_origins, ReportPlace) {
  trained(small_config, "run", {"rbm.learning_rate=0.07"});
  const HtmlPage page = reported("run");
  const HtmlElement section = page.by_id("config");
  const auto given = page.cells(page.table(section, "sets"));
  const auto origin = [](const std::vector<std::vector<std::string>>& cells, const std::string& key) {
    for (const auto& row : cells) {
      if (row[0] == key) return row[1] + " from " + row[2];
    }
    return std::string("nothing");
  };
  BOOST_CHECK_EQUAL(origin(given, "rbm.learning_rate"), "0.07 from command line");
  BOOST_CHECK_EQUAL(origin(given, "rbm.1.estimator"), "pcd from run.cfg:11");
  BOOST_CHECK_EQUAL(origin(given, "data.limit"), "nothing");
  BOOST_CHECK_EQUAL(origin(page.cells(page.table(section, "defaults")), "data.limit"), "0 from default");
  // A run of before kept no origins.
  std::string config = contents_of(here / "run/resolved.cfg");
  std::string bare;
  std::istringstream lines(config);
  for (std::string line; std::getline(lines, line);) bare += line.substr(0, line.find(" #")) + "\n";
  write_file(here / "run/resolved.cfg", bare);
  const HtmlPage old = reported("run");
  BOOST_CHECK_EQUAL(origin(old.cells(old.table(old.by_id("config"), "sets")), "rbm.learning_rate"), "0.07 from given");
  BOOST_CHECK(contains(old.text(old.by_id("config")), "Origins were not recorded"));
}

BOOST_FIXTURE_TEST_CASE(hostile_texts_are_text, ReportPlace) {
  const std::string script = "<script>alert(1)</script>";
  dbn::Dataset data = dbn::bars_and_stripes(4, 4);
  data.class_names = {script, "a&b\"'<i>"};
  dbn::write_hdf5_data(here / "d.h5", data);
  const std::string run = "run<b>&amp;";
  trained(hasty_config, run,
          {"data.train=d.h5", "data.test=d.h5", "data.directory=<img src=x onerror=alert(2)>", "finetune.epochs=1"});
  const HtmlPage page = reported(run);
  BOOST_CHECK_EQUAL(page.all("script").size(), 1);
  BOOST_CHECK_EQUAL(page.all("i").size() + page.all("b").size(), 0);
  BOOST_CHECK_EQUAL(page.text(page.all("h1").front()), run);
  const auto cells = page.cells(page.table(page.by_id("mistakes"), "Confusion"));
  BOOST_CHECK_EQUAL(cells[1][0], script);
  BOOST_CHECK_EQUAL(cells[2][0], "a&b\"'<i>");
  BOOST_CHECK(contains(page.code(), "&lt;img src=x onerror=alert(2)&gt;"));
}

// The hashes by which the page allows its style sheet and its script are those of their text.
BOOST_FIXTURE_TEST_CASE(the_policy_allows_what_is_in_the_page, ReportPlace) {
  trained(one_machine_config, "run");
  const HtmlPage page = reported("run");
  std::string policy;
  for (const HtmlElement& meta : page.all("meta")) {
    if (meta.get("http-equiv") == "Content-Security-Policy") policy = meta.get("content");
  }
  BOOST_CHECK(contains(policy, "default-src 'none'; img-src data:;"));
  BOOST_CHECK(!contains(policy, "unsafe"));
  for (const std::string name : {"style", "script"}) {
    const HtmlElement element = page.all(name).front();
    write_file(here / "text", page.code().substr(element.first, element.last - element.first));
    const std::string command = "openssl dgst -sha256 -binary '" + (here / "text").string() + "' | openssl base64 > '" +
                                (here / "hash").string() + "' 2>/dev/null";
    if (std::system("command -v openssl >/dev/null") != 0) {
      std::printf("SKIPPED: openssl is not here\n");
      return;
    }
    BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
    std::string hash = contents_of(here / "hash");
    hash.pop_back();
    BOOST_CHECK_MESSAGE(contains(policy, name + "-src 'sha256-" + hash + "'"), policy << " lacks " << hash);
  }
}

BOOST_FIXTURE_TEST_CASE(data_that_are_gone_are_told, ReportPlace) {
  dbn::write_hdf5_data(here / "d.h5", dbn::bars_and_stripes(4, 4));
  trained(small_config, "run", {"data.train=d.h5", "data.test=none"});
  reported("run");
  std::filesystem::rename(here / "d.h5", here / "moved.h5");
  const HtmlPage page = reported("run");
  for (const std::string id : {"results", "mistakes", "reconstructions", "units"}) {
    BOOST_CHECK_MESSAGE(contains(page.text(page.by_id(id)), "cannot be read") &&
                            contains(page.text(page.by_id(id)), "d.h5: no such file"),
                        id);
  }
  for (const std::string id : {"curves", "filters", "samples", "times", "config", "log"}) BOOST_CHECK(page.has_id(id));
  const HtmlElement units = page.by_id("units");
  BOOST_CHECK_EQUAL(page.all("svg", &units).size(), 2);
  // Other rows under the same name are not shown as those of the run.
  dbn::Dataset other = dbn::bars_and_stripes(4, 4);
  std::get<dbn::ByteMatrix>(other.inputs)(3, 3) ^= 1;
  dbn::write_hdf5_data(here / "d.h5", other);
  const HtmlPage changed = reported("run");
  BOOST_CHECK(contains(changed.text(changed.by_id("results")), "not those that the run learned from"));
}

BOOST_FIXTURE_TEST_CASE(failures_leave_the_page_that_was_there, ReportPlace) {
  trained(one_machine_config, "run");
  check_fails(here, {"report", "nowhere"}, 2, {"nowhere", "found no run", "dbn train CONFIG --out"});
  std::filesystem::create_directories(here / "empty");
  check_fails(here, {"report", "empty"}, 2, {"empty", "expected the directory of a run"});
  check_fails(here, {"report", "run/model.h5"}, 2, {"run/model.h5"});
  check_fails(here, {"report", "run", "--out", "r.pdf"}, 2, {"r.pdf", ".html"});
  check_fails(here, {"report", "run", "--out", "nowhere/r.html"}, 2, {"nowhere"});
  check_fails(here, {"report"}, 2, {"DIRECTORY"});
  write_file(here / "run/report.html", "an old page");
  std::string bytes = contents_of(here / "run/checkpoint.h5");
  write_file(here / "run/checkpoint.h5", bytes.substr(0, bytes.size() / 2));
  check_fails(here, {"report", "run"}, 4, {"run/checkpoint.h5"});
  BOOST_CHECK_EQUAL(contents_of(here / "run/report.html"), "an old page");
  std::filesystem::remove(here / "run/checkpoint.h5");
  bytes = contents_of(here / "run/model.h5");
  write_file(here / "run/model.h5", bytes.substr(0, bytes.size() - 100));
  check_fails(here, {"report", "run"}, 4, {"run/model.h5"});
  BOOST_CHECK_EQUAL(contents_of(here / "run/report.html"), "an old page");
}

BOOST_FIXTURE_TEST_CASE(unfinished_runs_have_a_page, ReportPlace) {
  begin_run(here / "begun", small_config, "rbm.1.00002");
  const HtmlPage page = reported("begun");
  const std::string head = page.text(page.all("header").front());
  BOOST_CHECK_MESSAGE(contains(head, "ended without a word at rbm.1, epoch 3 of 6"), head);
  BOOST_CHECK(page.has_id("samples"));
  BOOST_CHECK(!page.has_id("curves"));
  write_file(here / "begun/log.txt", "2026-01-01 00:00:00  interrupted at rbm.1, epoch 3 of 6\n");
  BOOST_CHECK(contains(reported("begun").code(), "interrupted at rbm.1"));
  begin_run(here / "awake",
            "[data]\ntrain = bars-and-stripes:3x3\n[dbn]\nlayers = 4 3\nlabels = top\n[rbm]\nepochs = 1\n"
            "[updown]\nepochs = 7\n",
            "updown.00002");
  BOOST_CHECK(contains(reported("awake").code(), "at updown, epoch 3 of 7"));
  // Before the first checkpoint there is no more than the config.
  std::filesystem::create_directories(here / "early");
  write_file(here / "early/resolved.cfg", small_config);
  const HtmlPage early = reported("early");
  BOOST_CHECK(contains(early.text(early.by_id("results")), "not saved a model"));
  for (const std::string id : {"filters", "samples", "units", "mistakes", "times"}) BOOST_CHECK(!early.has_id(id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace report_test
