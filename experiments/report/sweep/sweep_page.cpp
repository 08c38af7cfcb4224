#include "experiments/report/sweep/sweep_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "experiments/report/page/page.hpp"
#include "experiments/report/sweep/sweep_charts.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn::program {
namespace {

using Row = std::vector<Markup>;

// Numbers sort as numbers.
Markup value_cell(const std::string& value) {
  const auto number = parse_number(value);
  return number && std::isfinite(*number) ? number_as(*number, value) : Markup(value);
}

std::vector<std::size_t> by_metric(const SweepReportInput& sweep) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sweep.better(sweep.runs[a], sweep.runs[b]); });
  return order;
}

Markup runs_content(const SweepReportInput& sweep) {
  Table runs{"All runs, the best by " + sweep.metric + " first", {"run", "state"}, {}, Table::Order::sortable};
  for (const std::string& axis : sweep.axes) runs.columns.emplace_back(axis);
  for (const std::string& metric : sweep.metrics) runs.columns.emplace_back(metric);
  for (const std::size_t i : by_metric(sweep)) {
    const SweepRun& run = sweep.runs[i];
    Row row{sweep.best == i ? run.id + " (best)" : run.id, run.state};
    for (const std::string& value : run.values) row.push_back(value_cell(value));
    for (const std::string& metric : sweep.metrics) row.push_back(number_as(run.metric(metric)));
    runs.rows.push_back(std::move(row));
  }
  return table(runs);
}

std::string spread_text(const Json& spread) {
  if (!spread.is_object() || !spread.contains("mean") || !spread["mean"].is_number()) return "";
  std::string text = short_text(spread["mean"].get<double>());
  if (spread.contains("deviation") && spread["deviation"].is_number()) {
    text += " ± " + short_text(spread["deviation"].get<double>(), 2);
  }
  return text + " (" + std::to_string(spread.value("count", 0)) + ")";
}

Markup spread_cell(const Json& group, const std::string& metric) {
  const Json spread = group.value(metric, Json::object());
  const std::string text = spread_text(spread);
  return text.empty() ? Markup("–") : number_as(spread["mean"].get<double>(), text);
}

// Points with all their seeds together; nothing where every run is a point of its own.
Markup groups_content(const SweepReportInput& sweep) {
  if (!sweep.groups.is_array() || sweep.groups.empty() || sweep.groups.size() == sweep.runs.size()) return {};
  Table points{"Points over their seeds: mean ± deviation (count)", {}, {}, Table::Order::sortable};
  std::vector<std::string> axes;
  for (const std::string& axis : sweep.axes) {
    if (sweep.groups.front().contains(axis)) axes.push_back(axis);
  }
  for (const std::string& axis : axes) points.columns.emplace_back(axis);
  for (const std::string& metric : sweep.metrics) points.columns.emplace_back(metric);
  for (const Json& group : sweep.groups) {
    Row row;
    for (const std::string& axis : axes) {
      const Json value = group.value(axis, Json(""));
      row.push_back(value_cell(value.is_string() ? value.get<std::string>() : value.dump()));
    }
    for (const std::string& metric : sweep.metrics) row.push_back(spread_cell(group, metric));
    points.rows.push_back(std::move(row));
  }
  return table(points);
}

Markup best_content(const SweepReportInput& sweep) {
  if (!sweep.best) return notice("There is no best run: " + sweep.best_reason + ".");
  const SweepRun& best = sweep.runs[*sweep.best];
  Table values{"The best run by " + sweep.metric + ", " + best.id, {"what", "value"}, {}};
  for (std::size_t j = 0; j < sweep.axes.size(); ++j)
    values.rows.push_back({sweep.axes[j], value_cell(best.values[j])});
  for (const auto& [name, value] : best.metrics) values.rows.push_back({name, number_as(value)});
  return paragraph("Chosen by " + sweep.metric + " alone; test values are measured, never chosen by.") + table(values);
}

Markup axes_content(const SweepReportInput& sweep) {
  Markup charts;
  for (std::size_t j = 0; j < sweep.axes.size(); ++j) {
    const Panel panel = axis_panel(sweep, j);
    const bool any = std::any_of(panel.curves.begin(), panel.curves.end(), [](const Curve& c) { return !c.y.empty(); });
    if (!any) continue;
    const std::string title = sweep.metric + " against " + sweep.axes[j];
    charts += figure(svg_chart(panel, title, "A dot for each run. The table of runs has the numbers."),
                     element("strong", title) + chart_legend(panel));
  }
  return charts.empty() ? charts : side_by_side(charts);
}

Markup curves_content(const SweepReportInput& sweep) {
  Markup charts;
  for (const SweepCurves& chart : overlaid_curves(sweep)) {
    const std::string what = std::to_string(chart.panel.curves.size()) + " runs, the best one highlighted";
    charts +=
        figure(svg_chart(chart.panel, chart.title, what), element("strong", chart.title) + chart_legend(chart.panel));
  }
  return charts.empty() ? charts : side_by_side(charts);
}

Markup failures_content(const SweepReportInput& sweep) {
  Table failures{"Runs that are not finished", {"run", "state", "values", "message"}, {}};
  for (const SweepRun& run : sweep.runs) {
    if (run.state == "finished" || (run.state == "queued" && run.message.empty())) continue;
    std::string values;
    for (std::size_t j = 0; j < sweep.axes.size(); ++j) {
      values += (j == 0 ? "" : ", ") + sweep.axes[j] + " = " + run.values[j];
    }
    failures.rows.push_back({run.id, run.state, values, run.message});
  }
  return failures.rows.empty() ? Markup() : element("div", {{"class", "texts"}}, table(failures));
}

Markup lead(const SweepReportInput& sweep) {
  std::map<std::string, std::size_t> states;
  for (const SweepRun& run : sweep.runs) ++states[run.state];
  std::string text = std::to_string(sweep.runs.size()) + " runs";
  for (const auto& [state, count] : states)
    text += (text.find(':') == std::string::npos ? ": " : ", ") + std::to_string(count) + " " + state;
  const bool whole = states["finished"] == sweep.runs.size();
  const std::string kind = whole ? "good" : states["failed"] > 0 ? "bad" : "wait";
  Markup lead = element("p", {{"class", "verdict " + kind}}, text);
  if (!sweep.base.empty())
    lead += element(
        "p", {{"class", "soft"}},
        "Base config " + sweep.base + "; " + (sweep.minimizes ? "least " : "greatest ") + sweep.metric + " is best.");
  if (!sweep.best) return lead;
  Markup figures;
  for (const auto& [name, value] : sweep.runs[*sweep.best].metrics) {
    const bool is_chosen = name == sweep.metric;
    const bool is_its_test =
        name.starts_with("test_") && sweep.metric.ends_with(name.substr(std::string_view("test").size()));
    if (!is_chosen && !is_its_test) continue;
    figures += element("div", element("dt", "best " + name) + element("dd", number_as(value)));
  }
  return figures.empty() ? lead : lead + element("dl", {{"class", "key-figures"}}, figures);
}

}  // namespace

bool holds_sweep(const std::filesystem::path& directory) { return is_present(directory / "plan.json"); }

std::string sweep_page(const std::filesystem::path& directory) {
  const SweepReportInput sweep = read_sweep(directory);
  std::vector<Section> sections;
  const auto add = [&](const char* id, const char* title, Markup content) {
    if (!content.empty()) sections.push_back({id, title, std::move(content)});
  };
  add("best", "Best run", best_content(sweep));
  add("axes", "Metric by axis", axes_content(sweep));
  add("points", "Points", groups_content(sweep));
  add("runs", "Runs", runs_content(sweep));
  add("failures", "Not finished", failures_content(sweep));
  add("curves", "Curves of all runs", curves_content(sweep));
  return html_page(sweep.name, lead(sweep), sections);
}

}  // namespace dbn::program
