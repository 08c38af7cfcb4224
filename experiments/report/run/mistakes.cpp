// Which classes a classifier takes for which, and its worst mistakes.
#include <algorithm>

#include "experiments/report/page/pictures.hpp"
#include "experiments/report/run/run_report.hpp"
#include "experiments/report/run/worst_mistakes.hpp"

namespace dbn::program {
namespace {

constexpr Index most_classes = 40;
constexpr Index most_mistakes = 20;
constexpr Index most_confusions = 20;

std::string shade(std::int64_t count, std::int64_t of_row) {
  if (count == 0) return "none";
  const double share = static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(1, of_row));
  return "h" + std::to_string(share >= .5 ? 5 : share >= .2 ? 4 : share >= .05 ? 3 : share >= .01 ? 2 : 1);
}

// Not a `table` of the page, as each cell has a shade.
Markup confusion_table(const ClassificationScore& score, const std::vector<std::string>& names,
                       const std::string& part) {
  const Index classes = score.confusion.shape(0);
  Markup headings = element("th", {{"scope", "col"}}, "true \\ predicted");
  Markup body;
  for (Index i = 0; i < classes; ++i) {
    headings += element("th", {{"scope", "col"}}, class_name(names, i));
    std::int64_t rows = 0;
    for (Index j = 0; j < classes; ++j) rows += score.confusion(i, j);
    Markup cells = element("th", {{"scope", "row"}}, class_name(names, i));
    for (Index j = 0; j < classes; ++j) {
      const std::int64_t value = score.confusion(i, j);
      cells += element("td", {{"class", shade(value, rows) + (i == j ? " right" : "")}},
                       whole_number(static_cast<Index>(value)));
    }
    body += element("tr", cells) + Markup::verbatim("\n");
  }
  const std::string caption = "Confusion of the " + std::to_string(score.rows) + " " + part +
                              " rows: true class in rows, predicted class in columns";
  return element("div", {{"class", "scroll confusion"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}},
                 element("table", element("caption", caption) + element("thead", element("tr", headings)) +
                                      element("tbody", body)));
}

Markup commonest_confusions(const ClassificationScore& score, const std::vector<std::string>& names) {
  struct Pair {
    Index label;
    Index predicted;
    Index rows;
  };
  std::vector<Pair> pairs;
  for (Index i = 0; i < score.confusion.shape(0); ++i) {
    for (Index j = 0; j < score.confusion.shape(1); ++j) {
      if (i != j && score.confusion(i, j) > 0) pairs.push_back({i, j, static_cast<Index>(score.confusion(i, j))});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.rows > b.rows; });
  if (pairs.size() > most_confusions) pairs.resize(most_confusions);
  Table result{"Most frequent confusions", {"true class", "predicted", "rows"}, {}};
  for (const Pair& pair : pairs) {
    result.rows.push_back({class_name(names, pair.label), class_name(names, pair.predicted), whole_number(pair.rows)});
  }
  return table(result);
}

Markup mistake(const RunReportInput& run, const RowPictures& pictures, const Mistake& wrong) {
  const Model& model = *run.model();
  const std::string predicted = class_name(model.class_names, wrong.predicted);
  const std::string label = class_name(model.class_names, wrong.label);
  const std::string row = "Row " + std::to_string(wrong.row);
  Matrix values = zeros(1, run.shown()->data->rows().columns());
  const std::array<Index, 1> rows{wrong.row};
  run.shown()->data->rows().read(rows, 0, values);
  const Matrix shown = pictures.in_data_units(values);
  return figure(pictures.drawn(shown, 1, pictures.range_of(shown), row + ", a picture of class " + label),
                element("strong", predicted + "?") + number_as(wrong.confidence, percent(wrong.confidence)) +
                    ", but is " + element("strong", label) + row);
}

Markup list_of_mistakes(const RunReportInput& run, const std::vector<Mistake>& worst) {
  const std::vector<std::string>& names = run.model()->class_names;
  Table result{"Rows classified wrongly with the greatest confidence", {"row", "predicted", "probability", "true"}, {}};
  for (const Mistake& wrong : worst) {
    result.rows.push_back({std::to_string(wrong.row), class_name(names, wrong.predicted),
                           number_as(wrong.confidence, percent(wrong.confidence)), class_name(names, wrong.label)});
  }
  return table(result);
}

Markup worst_of(const RunReportInput& run) {
  const Model& model = *run.model();
  const auto classify = [&](ConstMatrixView visible) { return class_probabilities(model, visible, run.workers()); };
  const std::vector<Mistake> worst = worst_mistakes(classify, run.shown()->data->rows(), most_mistakes);
  if (worst.empty()) return paragraph("No row is classified wrongly.");
  Markup content = element("h3", "Wrong with the greatest confidence");
  const RowPictures pictures(model);
  if (!pictures.are_pictures()) return content + list_of_mistakes(run, worst);
  Markup figures;
  for (const Mistake& wrong : worst) figures += mistake(run, pictures, wrong);
  return content + element("div", {{"class", "mistakes"}}, figures);
}

Markup mistakes_content(const RunReportInput& run) {
  if (!run.model() || classes_of(*run.model()) == 0) return {};
  if (run.shown() == nullptr) return data_notice(run);
  if (!run.shown()->evaluation || !run.shown()->evaluation->classification) return {};
  const ClassificationScore& score = *run.shown()->evaluation->classification;
  const std::vector<std::string>& names = run.model()->class_names;
  return (score.confusion.shape(0) <= most_classes ? confusion_table(score, names, run.shown()->name)
                                                   : commonest_confusions(score, names)) +
         worst_of(run);
}

}  // namespace

extern const RunPanel mistakes_panel{"mistakes", "Mistakes", mistakes_content};

}  // namespace dbn::program
