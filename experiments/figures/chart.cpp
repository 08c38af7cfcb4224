#include "experiments/figures/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

/// Where the plot is within the area of its panel.
struct Frame {
  double width;
  double height;
  double left;
  double right;
  double bottom;
  double title_x;  ///< of the label of the y axis
  int x_steps;
};
constexpr Frame of_figure{760, 300, 90, 20, 50, 20, 6};
constexpr Frame of_chart{380, 236, 62, 14, 44, 14, 5};
constexpr double above_figure = 40;
constexpr double above_chart = 10;
constexpr double beside_dots = 12;  ///< dots at the ends of an axis stay clear of the other

// Told apart also by people who do not see all colors (Okabe & Ito 2008).
constexpr std::array<std::string_view, 6> colors{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

std::string number(double value) { return short_text(value, 6); }

Markup text_at(double x, double y, Attributes attributes, const std::string& text) {
  attributes.insert(attributes.begin(), {{"x", number(x)}, {"y", number(y)}});
  return element("text", attributes, text) + Markup::verbatim("\n");
}

Markup line_between(double x1, double y1, double x2, double y2, const std::string& kind) {
  return empty_element(
             "line",
             {{"class", kind}, {"x1", number(x1)}, {"y1", number(y1)}, {"x2", number(x2)}, {"y2", number(y2)}}) +
         Markup::verbatim("\n");
}

int color_of(const Panel& panel, std::size_t index) {
  const int own = panel.curves[index].color;
  return (own >= 0 ? own : static_cast<int>(index)) % chart_colors();
}

std::string classes_of(const Panel& panel, std::size_t index) {
  const std::string color = "c" + std::to_string(color_of(panel, index));
  switch (panel.curves[index].mark) {
    case Mark::line: return "line " + color;
    case Mark::dashed: return "line dashed " + color;
    case Mark::faint: return "line faint " + color;
    case Mark::dots: return "dot " + color;
    case Mark::rings: return "ring " + color;
    case Mark::bars: return "bar " + color;
  }
  return color;
}

std::vector<double> values_of(const Panel& panel, std::vector<double> Curve::*member) {
  std::vector<double> values;
  for (const Curve& curve : panel.curves) {
    values.insert(values.end(), (curve.*member).begin(), (curve.*member).end());
    // Bars begin at 0.
    if (curve.mark == Mark::bars && member == &Curve::y && panel.y_scale == Scale::linear) values.push_back(0);
  }
  return values;
}

struct Axes {
  Axis x;
  Axis y;
  double floor;

  bool show(const Curve& curve, std::size_t i) const { return x.shows(curve.x[i]) && y.shows(curve.y[i]); }
};

Markup circle(const Axes& axes, const Curve& curve, std::size_t i, const std::string& classes) {
  return empty_element("circle", {{"class", classes},
                                  {"cx", number(axes.x.place(curve.x[i]))},
                                  {"cy", number(axes.y.place(curve.y[i]))},
                                  {"r", curve.mark == Mark::rings  ? "6"
                                        : curve.mark == Mark::dots ? "3"
                                                                   : "2"}}) +
         Markup::verbatim("\n");
}

// A point that has no neighbor would not be seen as a line.
Markup polylines(const Curve& curve, const Axes& axes, const std::string& classes) {
  Markup svg;
  std::string points;
  std::size_t count = 0;
  const auto finish = [&](std::size_t next) {
    if (count == 1) svg += circle(axes, curve, next - 1, "dot " + classes.substr(classes.rfind(' ') + 1));
    if (count > 0) {
      svg += empty_element("polyline", {{"class", classes}, {"points", points}}) + Markup::verbatim("\n");
    }
    points.clear();
    count = 0;
  };
  const std::size_t size = std::min(curve.x.size(), curve.y.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (!axes.show(curve, i)) {
      finish(i);
      continue;
    }
    points += (count == 0 ? "" : " ") + number(axes.x.place(curve.x[i])) + "," + number(axes.y.place(curve.y[i]));
    ++count;
  }
  finish(size);
  return svg;
}

Markup dots(const Curve& curve, const Axes& axes, const std::string& classes) {
  Markup svg;
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
    if (axes.show(curve, i)) svg += circle(axes, curve, i, classes);
  }
  return svg;
}

Markup bars(const Curve& curve, const Axes& axes, const std::string& classes) {
  Markup svg;
  for (std::size_t i = 0; i < curve.y.size() && i + 1 < curve.x.size(); ++i) {
    if (!axes.show(curve, i)) continue;
    const double left = axes.x.place(curve.x[i]);
    const double top = axes.y.place(curve.y[i]);
    svg += empty_element("rect", {{"class", classes},
                                  {"x", number(left)},
                                  {"y", number(top)},
                                  {"width", number(std::max(0.5, axes.x.place(curve.x[i + 1]) - left - 1))},
                                  {"height", number(axes.floor - top)}}) +
           Markup::verbatim("\n");
  }
  return svg;
}

Markup curves(const Panel& panel, const Axes& axes) {
  Markup behind;
  Markup front;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const Curve& curve = panel.curves[i];
    const std::string classes = classes_of(panel, i);
    switch (curve.mark) {
      case Mark::line:
      case Mark::dashed: front += polylines(curve, axes, classes); break;
      case Mark::faint: behind += polylines(curve, axes, classes); break;
      case Mark::dots:
      case Mark::rings: front += dots(curve, axes, classes); break;
      case Mark::bars: behind += bars(curve, axes, classes); break;
    }
  }
  return behind + front;
}

// The plot of a panel whose area begins `ceiling` below the top.
Markup drawn(const Panel& panel, const Frame& frame, double ceiling) {
  const double floor = ceiling + frame.height - frame.bottom;
  const double end = frame.width - frame.right;
  const bool has_dots = std::any_of(panel.curves.begin(), panel.curves.end(),
                                    [](const Curve& curve) { return curve.mark == Mark::dots; });
  const double margin = has_dots ? beside_dots : 0;
  const Axes axes{panel.x_names.empty() ? Axis::over(values_of(panel, &Curve::x), panel.x_scale, frame.left + margin,
                                                     end - margin, frame.x_steps)
                                        : Axis::of_names(panel.x_names, frame.left, end),
                  Axis::over(values_of(panel, &Curve::y), panel.y_scale, floor, ceiling), floor};
  Markup svg;
  for (std::size_t i = 0; i < axes.x.ticks().size(); ++i) {
    const double place = axes.x.place(axes.x.ticks()[i]);
    svg += line_between(place, floor, place, ceiling, "grid");
    svg += text_at(place, floor + 16, {{"text-anchor", "middle"}}, axes.x.labels()[i]);
  }
  for (std::size_t i = 0; i < axes.y.ticks().size(); ++i) {
    const double place = axes.y.place(axes.y.ticks()[i]);
    svg += line_between(frame.left, place, end, place, "grid");
    svg += text_at(frame.left - 6, place + 4, {{"text-anchor", "end"}}, axes.y.labels()[i]);
  }
  svg += line_between(frame.left, floor, end, floor, "axis");
  svg += line_between(frame.left, floor, frame.left, ceiling, "axis");
  svg += text_at((frame.left + end) / 2, floor + 36, {{"text-anchor", "middle"}}, panel.x_label);
  const double middle = (floor + ceiling) / 2;
  const std::string turn = "rotate(-90 " + number(frame.title_x) + " " + number(middle) + ")";
  svg += text_at(frame.title_x, middle, {{"text-anchor", "middle"}, {"transform", turn}}, panel.y_label);
  return svg + curves(panel, axes);
}

Markup legend_within(const Panel& panel, const Frame& frame, double ceiling) {
  Markup svg;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const double row = ceiling + 14 + 16 * static_cast<double>(i);
    const double left = frame.width - 230;
    svg += line_between(left, row, left + 24, row, "key c" + std::to_string(color_of(panel, i)));
    svg += text_at(left + 30, row + 4, {}, panel.curves[i].name);
  }
  return svg;
}

// What the style sheet of a page says for its charts, for a figure on its own.
std::string style_of_figure() {
  std::string style =
      ".grid{stroke:#e4e4e4}.axis{stroke:#333333}.line{fill:none;stroke-width:1.6}.dashed{stroke-dasharray:5 3}"
      ".faint{opacity:.3}.ring{fill:none}.key{stroke-width:3}";
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const std::string name = ".c" + std::to_string(i);
    const std::string color(colors[i]);
    style += name + "{stroke:" + color + "}.dot" + name + ",.bar" + name + "{fill:" + color + "}";
  }
  return style;
}

}  // namespace

int chart_colors() { return static_cast<int>(colors.size()); }

std::string svg_panels(const std::string& title, const std::vector<Panel>& panels) {
  const double height = above_figure + of_figure.height * static_cast<double>(panels.size());
  Markup content = Markup::verbatim("\n") + element("style", Markup::verbatim(style_of_figure())) +
                   empty_element("rect", {{"width", "100%"}, {"height", "100%"}, {"fill", "#ffffff"}}) +
                   Markup::verbatim("\n");
  content += text_at(of_figure.width / 2, 22, {{"text-anchor", "middle"}, {"font-size", "15"}}, title);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const double ceiling = above_figure + of_figure.height * static_cast<double>(i);
    content += drawn(panels[i], of_figure, ceiling) + legend_within(panels[i], of_figure, ceiling);
  }
  const Attributes attributes{{"xmlns", "http://www.w3.org/2000/svg"},
                              {"width", number(of_figure.width)},
                              {"height", number(height)},
                              {"viewBox", "0 0 " + number(of_figure.width) + " " + number(height)},
                              {"font-family", "sans-serif"},
                              {"font-size", "12"},
                              {"fill", "#222222"}};
  return element("svg", attributes, content).code() + "\n";
}

Markup svg_chart(const Panel& panel, const std::string& title, const std::string& description) {
  const std::string box = "0 0 " + number(of_chart.width) + " " + number(above_chart + of_chart.height);
  return element("svg", {{"viewBox", box}, {"role", "img"}, {"aria-label", title + ". " + description}},
                 element("title", title) + element("desc", description) + Markup::verbatim("\n") +
                     drawn(panel, of_chart, above_chart));
}

Markup chart_legend(const Panel& panel) {
  Markup keys;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const Curve& curve = panel.curves[i];
    if (curve.mark == Mark::faint || curve.name.empty()) continue;
    keys += element("li", {{"class", classes_of(panel, i)}}, curve.name);
  }
  return keys.empty() ? keys : element("ul", {{"class", "legend"}}, keys);
}

}  // namespace dbn::program
