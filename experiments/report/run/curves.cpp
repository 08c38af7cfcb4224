// The history of a run as small charts.
#include "experiments/report/page/history_charts.hpp"
#include "experiments/report/run/run_report.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view schedule_group = "Schedule";

Markup charts_of(const ChartGroup& group) {
  Markup charts;
  for (const HistoryChart& chart : group.charts) {
    const std::string scale = chart.panel.y_scale == Scale::logarithmic ? " (logarithmic)" : "";
    charts += figure(svg_chart(chart.panel, chart.title + scale, chart.description),
                     element("strong", chart.title) + chart_legend(chart.panel));
  }
  return side_by_side(charts);
}

Markup curves_content(const RunReportInput& run) {
  if (run.observed().records.empty()) return {};
  Markup content;
  for (const ChartGroup& group : history_charts(run.observed().records)) {
    const Markup charts = charts_of(group);
    content += group.title == schedule_group ? folded("Schedules of learning rate, momentum and the like", charts)
                                             : element("h3", group.title) + charts;
  }
  return content;
}

}  // namespace

extern const RunPanel curves_panel{"curves", "Curves", curves_content};

}  // namespace dbn::program
