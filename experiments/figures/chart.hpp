// Line charts as SVG: stand-alone figures, and charts within a page.
#pragma once

#include "experiments/figures/chart_axis.hpp"
#include "experiments/text/markup.hpp"

namespace dbn::program {

/// How the points of a curve are shown. rings: around dots that stand out. bars: y[i] fills from x[i] to x[i + 1], so x
/// has one more; these lie below everything else. faint: a line of many, behind the others.
enum class Mark { line, dashed, faint, dots, rings, bars };

/// Points with their name in the legend.
struct Curve {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
  Mark mark = Mark::line;
  int color = -1;  ///< -1: that of its place among the curves; others share a color by number
};

/// Axes with curves. Both axes reach from the least to the greatest value. On a logarithmic axis values up to 0 are
/// left out.
struct Panel {
  std::string x_label;
  std::string y_label;
  Scale y_scale = Scale::linear;
  std::vector<Curve> curves;
  Scale x_scale = Scale::linear;
  std::vector<std::string> x_names = {};  ///< what stands at x = 0, 1, ... in place of numbers
};

/// Panels below each other on a light background, each with its legend. Curves of the same place in their panels have
/// the same color. Values that are not finite interrupt a curve.
std::string svg_panels(const std::string& title, const std::vector<Panel>& panels);

/// One panel for a page whose style sheet gives the classes their colors (`chart_colors`, and grid, axis, mark), with a
/// title and a description for those who cannot see it. Without a legend: see `chart_legend`.
Markup svg_chart(const Panel& panel, const std::string& title, const std::string& description);

/// The names of a panel's curves, each beside a sample of its color; faint curves and those without a name are left
/// out.
Markup chart_legend(const Panel& panel);

/// How many colors there are: c0, c1, ...
int chart_colors();

}  // namespace dbn::program
