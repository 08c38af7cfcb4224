// Charts of a sweep's report page.
#pragma once

#include "experiments/figures/chart.hpp"
#include "experiments/report/sweep/sweep_report_input.hpp"

namespace dbn::program {

/// The metric against an axis, a dot for each run that has it, a color for each seed (up to `chart_colors`), and the
/// best run marked.
Panel axis_panel(const SweepReportInput& sweep, std::size_t axis);

/// Curves of all runs, faint, and that of the best, of what histories have of the metric and its kin, by stage.
struct SweepCurves {
  std::string title;
  Panel panel;
};
std::vector<SweepCurves> overlaid_curves(const SweepReportInput& sweep);

}  // namespace dbn::program
