// Where the time of a run went, by times.csv.
#include <map>

#include "experiments/figures/chart.hpp"
#include "experiments/report/run/run_report.hpp"
#include "experiments/terminal/progress.hpp"

namespace dbn::program {
namespace {

struct StageTime {
  std::string stage;
  Index epochs = 0;
  double training = 0;
  double saving = 0;
};

std::vector<StageTime> by_stage(const RunTimes& times) {
  std::vector<StageTime> stages;
  for (const EpochTime& epoch : times.epochs) {
    if (stages.empty() || stages.back().stage != epoch.stage) stages.push_back({epoch.stage});
    StageTime& stage = stages.back();
    ++stage.epochs;
    stage.training += epoch.training;
    stage.saving += epoch.saving;
  }
  return stages;
}

std::vector<Markup> row_of(const StageTime& time, double total) {
  const auto epochs = static_cast<double>(time.epochs);
  const double seconds = time.training + time.saving;
  return {time.stage,
          number_as(epochs, std::to_string(time.epochs)),
          number_as(time.training),
          number_as(time.saving),
          number_as(time.training / epochs),
          number_as(seconds / total, percent(seconds / total))};
}

Markup times_content(const RunReportInput& run) {
  const RunTimes& times = run.observed().times;
  if (times.epochs.empty() || !(times.seconds > 0)) return {};
  Table result{"Seconds by stage", {"stage", "epochs", "training", "saving", "training per epoch", "share"}, {}};
  Panel panel{"epoch", "seconds of training", Scale::linear, {}};
  StageTime all{"all"};
  for (const StageTime& stage : by_stage(times)) {
    result.rows.push_back(row_of(stage, times.seconds));
    all.epochs += stage.epochs;
    all.training += stage.training;
    all.saving += stage.saving;
    Curve curve{stage.stage, {}, {}};
    for (const EpochTime& epoch : times.epochs) {
      if (epoch.stage != stage.stage) continue;
      curve.x.push_back(static_cast<double>(epoch.epoch + 1));
      curve.y.push_back(epoch.training);
    }
    panel.curves.push_back(std::move(curve));
  }
  result.rows.push_back(row_of(all, times.seconds));
  const std::string title = "Seconds of training of each epoch";
  const Markup chart =
      figure(svg_chart(panel, title, "The table gives the sums."), element("strong", title) + chart_legend(panel));
  return table(result) + side_by_side(chart);
}

}  // namespace

extern const RunPanel times_panel{"times", "Time", times_content};

}  // namespace dbn::program
