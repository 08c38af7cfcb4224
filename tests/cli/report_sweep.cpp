// dbn report of a sweep, on files written by hand in the format of dbn sweep.
#include "tests/support/reports.hpp"

namespace report_sweep_test {
BOOST_AUTO_TEST_SUITE(report_sweep)

using namespace dbn::test;
using Json = nlohmann::json;

namespace {

struct Fixture : ReportPlace {
  std::filesystem::path sweep = here / "sweep";
  Json plan{{"name", "rates <b>"},
            {"base", "base.cfg"},
            {"axes", {"rbm.learning_rate", "rbm.estimator", "run.seed"}},
            {"metric", {{"name", "validation_error"}, {"goal", "minimize"}}},
            {"runs", Json::array()}};
  Json table{{"axes", plan["axes"]},
             {"metrics", {"test_error", "validation_error"}},
             {"runs", Json::array()},
             {"groups", Json::array()},
             {"best", {{"by", "validation_error"}, {"goal", "minimize"}, {"run", nullptr}, {"group", nullptr}}}};

  void add(const std::string& id, const std::string& rate, const std::string& estimator, const std::string& seed,
           double validation_error, double test_error) {
    const Json values{{"rbm.learning_rate", rate}, {"rbm.estimator", estimator}, {"run.seed", seed}};
    plan["runs"].push_back({{"id", id}, {"values", values}});
    Json run = values;
    run["id"] = id;
    run["state"] = "finished";
    run["validation_error"] = validation_error;
    run["test_error"] = test_error;
    table["runs"].push_back(run);
    state(id, {{"id", id},
               {"state", "finished"},
               {"exit_code", 0},
               {"message", ""},
               {"metrics", {{"validation_error", validation_error}, {"test_error", test_error}}}});
    write_file(sweep / "runs" / id / "history.csv",
               "stage,epoch,validation_error\nfinetune,0,0.5\nfinetune,1," + std::to_string(validation_error) + "\n");
  }
  void state(const std::string& id, const Json& status) const {
    std::filesystem::create_directories(sweep / "runs" / id);
    write_file(sweep / "runs" / id / "status.json", status.dump());
  }
  void fill() {
    add("a0", "0.001", "cd", "1", 0.30, 0.31);
    add("a1", "0.01", "cd", "2", 0.10, 0.14);
    add("a2", "0.1", "pcd", "1", 0.20, 0.05);
    plan["runs"].push_back(
        {{"id", "a3"}, {"values", {{"rbm.learning_rate", "0.1"}, {"rbm.estimator", "pcd"}, {"run.seed", "2"}}}});
    state("a3", {{"id", "a3"},
                 {"state", "failed"},
                 {"exit_code", 5},
                 {"message", "weights are NaN <script>x</script>"},
                 {"metrics", Json::object()}});
    table["best"]["run"] = table["runs"][1];
    table["groups"].push_back({{"rbm.learning_rate", "0.01"},
                               {"rbm.estimator", "cd"},
                               {"runs", 2},
                               {"validation_error", {{"mean", 0.2}, {"deviation", 0.05}, {"count", 2}}}});
  }
  void write() const {
    std::filesystem::create_directories(sweep);
    write_file(sweep / "plan.json", plan.dump());
    write_file(sweep / "table.json", table.dump());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_page_has_the_runs_and_the_best, Fixture) {
  fill();
  write();
  const HtmlPage page = reported("sweep");
  BOOST_CHECK_EQUAL(page.text(page.all("h1").front()), "rates <b>");
  const std::string head = page.text(page.all("header").front());
  BOOST_CHECK_MESSAGE(contains(head, "4 runs: 1 failed, 3 finished"), head);
  // The test value beside the best by validation, which is not the best on test data.
  BOOST_CHECK_MESSAGE(contains(head, "best validation_error0.1") && contains(head, "best test_error0.14"), head);

  const HtmlElement runs_table = page.table(page.by_id("runs"), "All runs");
  BOOST_CHECK_EQUAL(runs_table.name, "table");
  const auto runs = page.cells(runs_table);
  BOOST_REQUIRE_EQUAL(runs.size(), 5);
  BOOST_CHECK_EQUAL(runs[1][0], "a1 (best)");
  BOOST_CHECK_EQUAL(runs[2][0], "a2");
  BOOST_CHECK_EQUAL(runs[3][0], "a0");
  BOOST_CHECK_EQUAL(runs[4][0], "a3");
  BOOST_CHECK_EQUAL(runs[1][column_of(runs, "validation_error")], "0.1");
  BOOST_CHECK_EQUAL(runs[2][column_of(runs, "test_error")], "0.05");
  BOOST_CHECK_EQUAL(runs[4][column_of(runs, "test_error")], "–");
  BOOST_CHECK_EQUAL(runs[3][column_of(runs, "rbm.learning_rate")], "0.001");
  BOOST_CHECK_EQUAL(runs_table.get("class"), "sortable");

  const std::string failures = page.text(page.by_id("failures"));
  BOOST_CHECK(contains(failures, "weights are NaN <script>x</script>"));
  BOOST_CHECK(contains(failures, "rbm.learning_rate = 0.1"));
  BOOST_CHECK_EQUAL(page.all("script").size(), 1);
  BOOST_CHECK(contains(page.text(page.by_id("points")), "0.2 ± 0.05 (2)"));
}

BOOST_FIXTURE_TEST_CASE(charts_show_every_run, Fixture) {
  fill();
  write();
  const HtmlPage page = reported("sweep");
  const HtmlElement axes = page.by_id("axes");
  const auto charts = page.all("svg", &axes);
  BOOST_REQUIRE_EQUAL(charts.size(), 3);
  const auto dots = [&](const HtmlElement& chart, const std::string& kind) {
    std::vector<double> places;
    for (const HtmlElement& dot : page.all("circle", &chart)) {
      if (dot.get("class").starts_with(kind)) places.push_back(std::stod(dot.get("cx")));
    }
    std::sort(places.begin(), places.end());
    return places;
  };
  // The best run has a ring around its dot.
  for (const HtmlElement& chart : charts) {
    BOOST_CHECK_EQUAL(dots(chart, "dot").size(), 3);
    BOOST_REQUIRE_EQUAL(dots(chart, "ring").size(), 1);
  }
  BOOST_CHECK_EQUAL(dots(charts[0], "ring")[0], dots(charts[0], "dot")[1]);
  // 0.001, 0.01 and 0.1 are evenly spaced by factors.
  const std::vector<double> places = dots(charts[0], "dot");
  BOOST_CHECK_CLOSE(places[1] - places[0], places[2] - places[1], 0.1);
  BOOST_CHECK(contains(page.text(charts[1]), "pcd"));
  BOOST_CHECK(contains(page.text(axes), "seed 2"));
  const HtmlElement curves = page.by_id("curves");
  const auto lines = page.all("polyline", &curves);
  BOOST_REQUIRE_EQUAL(lines.size(), 3);
  const auto faint = [](const HtmlElement& line) { return contains(line.get("class"), "faint"); };
  BOOST_CHECK_EQUAL(std::count_if(lines.begin(), lines.end(), faint), 2);
  BOOST_CHECK(contains(page.text(curves), "best by validation_error"));
}

BOOST_FIXTURE_TEST_CASE(a_sweep_under_way_has_a_page, Fixture) {
  fill();
  write();
  std::filesystem::remove(sweep / "table.json");
  plan["runs"].push_back(
      {{"id", "a4"}, {"values", {{"rbm.learning_rate", "1"}, {"rbm.estimator", "cd"}, {"run.seed", "1"}}}});
  write_file(sweep / "plan.json", plan.dump());
  const HtmlPage page = reported("sweep");
  BOOST_CHECK(contains(page.text(page.by_id("best")), "no table yet"));
  const auto runs = page.cells(page.table(page.by_id("runs"), "All runs"));
  BOOST_CHECK_EQUAL(runs.size(), 6);
  BOOST_CHECK_EQUAL(runs[1][0], "a1");
  BOOST_CHECK_EQUAL(runs[5][1], "queued");
}

BOOST_FIXTURE_TEST_CASE(the_greatest_may_be_best, Fixture) {
  fill();
  plan["metric"]["goal"] = "maximize";
  write();
  const HtmlPage page = reported("sweep");
  const auto runs = page.cells(page.table(page.by_id("runs"), "All runs"));
  BOOST_CHECK_EQUAL(runs[1][0], "a0");
  BOOST_CHECK_EQUAL(runs[3][0], "a1 (best)");
}

BOOST_FIXTURE_TEST_CASE(files_that_are_no_sweep_are_refused, Fixture) {
  fill();
  write();
  write_file(sweep / "report.html", "an old page");
  write_file(sweep / "table.json", "{\"metrics\": 3}");
  check_fails(here, {"report", "sweep"}, 2, {"sweep/table.json", "dbn sweep collect"});
  write_file(sweep / "plan.json", "[1, 2");
  check_fails(here, {"report", "sweep"}, 2, {"sweep/plan.json"});
  plan["runs"][0]["id"] = "../../elsewhere";
  write_file(sweep / "plan.json", plan.dump());
  check_fails(here, {"report", "sweep"}, 2, {"is not the id of a run"});
  BOOST_CHECK_EQUAL(contents_of(sweep / "report.html"), "an old page");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace report_sweep_test
