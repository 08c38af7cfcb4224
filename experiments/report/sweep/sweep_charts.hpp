// Charts of a sweep's report page.
#pragma once

#include "experiments/figures/figure.hpp"
#include "experiments/report/sweep/sweep_material.hpp"

namespace dbn::program {

/// The metric against an axis, a dot for each run that has it, a color for each seed (up to `chart_colors`), and the
/// best run marked.
Panel axis_panel(const SweepMaterial& sweep, std::size_t axis);

/// Curves of all runs, faint, and that of the best, of what histories have of the metric and its kin, by stage.
struct SweepCurves {
  std::string title;
  Panel panel;
};
std::vector<SweepCurves> overlaid_curves(const SweepMaterial& sweep);

}  // namespace dbn::program
