// The page of a run: its panels in one table.
#pragma once

#include "experiments/report/page/page.hpp"
#include "experiments/report/run/run_report_input.hpp"

namespace dbn::program {

/// The page as HTML. The same directory gives the same bytes. Throws as RunReportInput does.
std::string run_page(const std::filesystem::path& directory, Workers& workers);

/// State of a run in a word or two, with the page's class for it: good, bad or wait.
struct Badge {
  std::string text;
  std::string kind;
};
Badge badge_of(const ObservedRun& run);

/// What a panel's own file declares under the name FILE_panel, which the table in run_report.cpp lists.
struct RunPanel {
  std::string_view id;  ///< of the section in the page
  std::string_view title;
  Markup (*make)(const RunReportInput& run);  ///< empty where the panel does not apply to the run
};

/// What a panel says in place of what it would show of the data.
Markup data_notice(const RunReportInput& run);

}  // namespace dbn::program
