#include "experiments/report/run/run_report.hpp"

#include <vector>

#include "experiments/terminal/progress.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"

// The panels in the order of the page: a line for each file that declares one.
#define DBN_RUN_PANELS(panel) \
  panel(results);             \
  panel(curves);              \
  panel(mistakes);            \
  panel(predictions);         \
  panel(filters);             \
  panel(reconstructions);     \
  panel(samples);             \
  panel(units);               \
  panel(times);               \
  panel(configuration);       \
  panel(log)

namespace dbn::program {

#define DBN_DECLARE(file) extern const RunPanel file##_panel
DBN_RUN_PANELS(DBN_DECLARE);
#undef DBN_DECLARE

namespace {

std::vector<const RunPanel*> panels() {
  std::vector<const RunPanel*> list;
#define DBN_LIST(file) list.push_back(&file##_panel)
  DBN_RUN_PANELS(DBN_LIST);
#undef DBN_LIST
  return list;
}

// What cannot be shown of one kind of model or data is said in its place; the rest of the page stands.
Markup content_of(const RunPanel& panel, const RunReportInput& run) {
  try {
    return panel.make(run);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data && error.kind() != ErrorKind::config) throw;
    return notice("This cannot be shown: " + std::string(error.what()));
  }
}

std::string place_of(const ObservedRun& run) {
  if (run.stage.empty()) return "";
  return " at " + run.stage + ", epoch " + std::to_string(run.epoch + 1) +
         (run.epochs ? " of " + std::to_string(*run.epochs) : "") +
         (run.batch > 0 ? ", batch " + std::to_string(run.batch) : "");
}

void add_figure(Markup& list, double value, const std::string& text, const std::string& name) {
  list += element("div", element("dt", name) + element("dd", number_as(value, text)));
}

// What most readers look for, large.
Markup key_figures(const RunReportInput& run) {
  Markup list;
  for (const MeasuredPart& part : run.parts()) {
    if (!part.evaluation) continue;
    if (const auto& score = part.evaluation->classification) {
      add_figure(list, score->error(), percent(score->error()), part.name + " error");
    } else if (const auto& regression = part.evaluation->regression) {
      add_figure(list, regression->r_squared(), short_text(regression->r_squared()), part.name + " R²");
    } else if (const auto& ratings = part.evaluation->ratings) {
      add_figure(list, ratings->model.rmse(), short_text(ratings->model.rmse()), part.name + " RMSE");
    } else if (const auto& reconstruction = part.evaluation->reconstruction) {
      const double error = reconstruction->squared_error_per_value();
      add_figure(list, error, short_text(error), part.name + " reconstruction error");
    }
  }
  const Index epochs = run.history().epochs();
  if (epochs > 0) add_figure(list, static_cast<double>(epochs), std::to_string(epochs), "epochs");
  if (run.observed().times.seconds > 0) {
    add_figure(list, run.observed().times.seconds, duration_text(run.observed().times.seconds), "training and saving");
  }
  return list.empty() ? list : element("dl", {{"class", "key-figures"}}, list);
}

Markup layers_line(const Model& model) {
  std::string text = model.layers.front().visible->spec();
  for (const Rbm& rbm : model.layers) text += " – " + rbm.hidden->spec();
  if (!model.network.empty()) {
    text += "; " + name_of(model.network.kind()) + " with " + std::to_string(model.network.outputs()) + " outputs";
  }
  if (!model.recognition.empty()) text += "; recognition weights of their own";
  return element("p", {{"class", "soft"}}, text);
}

Markup lead(const RunReportInput& run) {
  const Badge badge = badge_of(run.observed());
  Markup lead = element("p", {{"class", "verdict " + badge.kind}}, badge.text + place_of(run.observed()));
  lead += Markup::verbatim("\n");
  if (run.model()) lead += layers_line(*run.model());
  return lead + key_figures(run) + Markup::verbatim("\n");
}

}  // namespace

Badge badge_of(const ObservedRun& run) {
  const std::string name = name_of(run.state, Spelling::log);
  switch (run.state) {
    case RunState::finished: return {name, "good"};
    case RunState::queued:
    case RunState::running:
    case RunState::interrupted:
    case RunState::stopped: return {name, "wait"};
    case RunState::failed:
    case RunState::diverged:
    case RunState::lost: break;
  }
  return {name, "bad"};
}

Markup data_notice(const RunReportInput& run) {
  return notice(
      "The data of this run cannot be read, so the sections that need them are missing: " + run.data_problem() +
      ". Paths of the config are relative to the directory in which the report is made.");
}

std::string run_page(const std::filesystem::path& directory, Workers& workers) {
  const RunReportInput run(directory, workers);
  std::vector<Section> sections;
  for (const RunPanel* panel : panels()) {
    Markup content = content_of(*panel, run);
    if (!content.empty()) sections.push_back({std::string(panel->id), std::string(panel->title), std::move(content)});
  }
  return html_page(run.name(), lead(run), sections);
}

}  // namespace dbn::program

#undef DBN_RUN_PANELS
