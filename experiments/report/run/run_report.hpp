// The page of a run: its sections in one table.
#pragma once

#include "experiments/report/page/page.hpp"
#include "experiments/report/run/run_report_input.hpp"

namespace dbn::program {

/// The page as HTML. The same directory gives the same bytes. Throws as RunReportInput does.
std::string run_page(const std::filesystem::path& directory, Workers& workers);

/// The state of a run in a word or two, with the page's class for it: good, bad or wait.
struct Badge {
  std::string text;
  std::string kind;
};
Badge badge_of(const ObservedRun& run);

/// What stands in a section; empty where it does not apply to the run.
using SectionContent = Markup (*)(const RunReportInput& run);

Markup results_content(const RunReportInput& run);
Markup curves_content(const RunReportInput& run);
Markup mistakes_content(const RunReportInput& run);
Markup predictions_content(const RunReportInput& run);
Markup filters_content(const RunReportInput& run);
Markup reconstructions_content(const RunReportInput& run);
Markup samples_content(const RunReportInput& run);
Markup units_content(const RunReportInput& run);
Markup times_content(const RunReportInput& run);
Markup config_content(const RunReportInput& run);
Markup log_content(const RunReportInput& run);

/// What a section says in place of what it would show of the data.
Markup data_notice(const RunReportInput& run);

}  // namespace dbn::program
