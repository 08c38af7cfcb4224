// Runs with their reports, for tests of pages.
#pragma once

#include "tests/support/html_page.hpp"
#include "tests/support/small_runs.hpp"

namespace dbn::test {

/// A directory in which runs are trained and reported.
struct ReportPlace {
  TemporaryDirectory directory;
  const std::filesystem::path& here = directory.path();

  /// Trains `config` into the directory `run`.
  nlohmann::json trained(const std::string& config, const std::string& run,
                         const std::vector<std::string>& assignments = {}) const {
    write_file(here / (run + ".cfg"), config);
    std::vector<std::string> words{"train", run + ".cfg", "--out", run, "--json", "--quiet", "--threads", "1"};
    for (const std::string& assignment : assignments) words.insert(words.end(), {"--set", assignment});
    return run_well(here, words).json();
  }
  /// The report of the run, which must be sound.
  HtmlPage reported(const std::string& run) const {
    const auto object = run_well(here, {"report", run, "--json", "--threads", "1"}).json();
    BOOST_CHECK_EQUAL(object["report"].get<std::string>(), run + "/report.html");
    HtmlPage page(contents_of(here / run / "report.html"));
    BOOST_CHECK_EQUAL(object["bytes"].get<std::size_t>(), page.code().size());
    page.check_sound();
    return page;
  }
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Where a column of a table stands, by its heading.
inline Index column_of(const std::vector<std::vector<std::string>>& cells, const std::string& heading) {
  const auto found = std::find(cells.at(0).begin(), cells.at(0).end(), heading);
  BOOST_REQUIRE_MESSAGE(found != cells[0].end(), "there is no column " << heading);
  return static_cast<Index>(found - cells[0].begin());
}

}  // namespace dbn::test
