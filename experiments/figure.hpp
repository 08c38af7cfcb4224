// Line charts as SVG text, for results that are curves.
#pragma once

#include <string>
#include <vector>

namespace dbn::program {

/// A polyline with its name in the legend.
struct Curve {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
};

enum class Scale { linear, logarithmic };

/// Axes with curves. Both axes reach from the least to the greatest value; the x axis is linear. On a logarithmic y
/// axis values up to 0 are left out.
struct Panel {
  std::string x_label;
  std::string y_label;
  Scale y_scale;
  std::vector<Curve> curves;
};

/// Round numbers that cover [least, greatest] in at most `most` steps, from the first at or below `least`.
std::vector<double> axis_ticks(double least, double greatest, int most = 6);

/// Panels below each other on a light background. Curves of the same place in their panels have the same color.
/// Values that are not finite interrupt a curve.
std::string svg_figure(const std::string& title, const std::vector<Panel>& panels);

}  // namespace dbn::program
