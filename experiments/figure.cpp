#include "experiments/figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/output.hpp"

namespace dbn::program {
namespace {

constexpr double width = 760;
constexpr double panel_height = 300;
constexpr double left = 90;
constexpr double right = 20;
constexpr double top = 40;
constexpr double bottom = 50;
// Told apart also by people who do not see all colors (Okabe & Ito 2008).
constexpr std::array<std::string_view, 6> colors{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else {
      result += c;
    }
  }
  return result;
}

std::string number(double value) { return short_text(value, 6); }

std::string text_at(double x, double y, std::string_view attributes, const std::string& text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" " + std::string(attributes) + ">" + escaped(text) +
         "</text>\n";
}

std::string line_between(double x1, double y1, double x2, double y2, std::string_view attributes) {
  return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) +
         "\" " + std::string(attributes) + "/>\n";
}

// Maps values of one axis to places on the page.
class Axis {
 public:
  Axis(std::vector<double> ticks, double first_place, double last_place)
      : ticks_(std::move(ticks)), first_(first_place), last_(last_place) {}

  const std::vector<double>& ticks() const { return ticks_; }
  double place(double value) const {
    return first_ + (last_ - first_) * (value - ticks_.front()) / (ticks_.back() - ticks_.front());
  }

 private:
  std::vector<double> ticks_;
  double first_;
  double last_;
};

std::vector<double> ticks_of(const Panel& panel, std::vector<double> Curve::*values) {
  double least = HUGE_VAL;
  double greatest = -HUGE_VAL;
  for (const Curve& curve : panel.curves) {
    for (const double value : curve.*values) {
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  }
  return least <= greatest ? axis_ticks(least, greatest) : axis_ticks(0, 1);
}

std::string polylines(const Curve& curve, const Axis& x, const Axis& y, std::string_view color) {
  const std::string start =
      "<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"" + std::string(color) + "\" points=\"";
  std::string svg;
  std::string points;
  const auto finish = [&] {
    if (!points.empty()) svg += start + points + "\"/>\n";
    points.clear();
  };
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    if (!std::isfinite(curve.x[i]) || !std::isfinite(curve.y[i])) {
      finish();
      continue;
    }
    points += (points.empty() ? "" : " ") + number(x.place(curve.x[i])) + "," + number(y.place(curve.y[i]));
  }
  finish();
  return svg;
}

// Where an axis is logarithmic, what is drawn is the decimal logarithm.
Panel as_drawn(Panel panel) {
  if (panel.y_scale == Scale::linear) return panel;
  for (Curve& curve : panel.curves) {
    for (double& y : curve.y) y = y > 0 ? std::log10(y) : std::nan("");
  }
  return panel;
}

std::string y_text(const Panel& panel, double tick) {
  return number(panel.y_scale == Scale::linear ? tick : std::pow(10, tick));
}

std::string drawn(const Panel& panel, double above) {
  const double ceiling = above;
  const double floor = above + panel_height - bottom;
  const Axis x(ticks_of(panel, &Curve::x), left, width - right);
  const Axis y(ticks_of(panel, &Curve::y), floor, ceiling);
  std::string svg;
  for (const double tick : x.ticks()) {
    svg += line_between(x.place(tick), floor, x.place(tick), ceiling, "stroke=\"#e4e4e4\"");
    svg += text_at(x.place(tick), floor + 16, "text-anchor=\"middle\"", number(tick));
  }
  for (const double tick : y.ticks()) {
    svg += line_between(left, y.place(tick), width - right, y.place(tick), "stroke=\"#e4e4e4\"");
    svg += text_at(left - 6, y.place(tick) + 4, "text-anchor=\"end\"", y_text(panel, tick));
  }
  svg += line_between(left, floor, width - right, floor, "stroke=\"#333333\"");
  svg += line_between(left, floor, left, ceiling, "stroke=\"#333333\"");
  svg += text_at((left + width - right) / 2, floor + 36, "text-anchor=\"middle\"", panel.x_label);
  const double middle = (floor + ceiling) / 2;
  svg +=
      text_at(20, middle, "text-anchor=\"middle\" transform=\"rotate(-90 20 " + number(middle) + ")\"", panel.y_label);
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const std::string_view color = colors[i % colors.size()];
    svg += polylines(panel.curves[i], x, y, color);
    const double row = ceiling + 14 + 16 * static_cast<double>(i);
    svg += line_between(width - 230, row, width - 206, row, "stroke-width=\"3\" stroke=\"" + std::string(color) + "\"");
    svg += text_at(width - 200, row + 4, "", panel.curves[i].name);
  }
  return svg;
}

}  // namespace

std::vector<double> axis_ticks(double least, double greatest, int most) {
  if (!(greatest > least)) greatest = least + std::max(1.0, std::abs(least));
  const double rough = (greatest - least) / most;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::floor(least / step);
  for (double k = first; ticks.empty() || ticks.back() < greatest - step * 1e-9; ++k) ticks.push_back(k * step);
  return ticks;
}

std::string svg_figure(const std::string& title, const std::vector<Panel>& panels) {
  const double height = top + panel_height * static_cast<double>(panels.size());
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) + "\" height=\"" +
                    number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height) +
                    "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
                    "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  svg += text_at(width / 2, 22, "text-anchor=\"middle\" font-size=\"15\"", title);
  for (std::size_t i = 0; i < panels.size(); ++i)
    svg += drawn(as_drawn(panels[i]), top + panel_height * static_cast<double>(i));
  return svg + "</svg>\n";
}

}  // namespace dbn::program
