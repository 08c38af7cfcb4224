// What the model draws, from noise on, and of each class.
#include <array>

#include "experiments/evaluation/evaluation.hpp"
#include "experiments/report/page/pictures.hpp"
#include "experiments/report/run/run_report.hpp"
#include "libdbn/dbn/generate.hpp"

namespace dbn::program {
namespace {

constexpr std::uint64_t seed = 1;
constexpr Index chains = 16;
constexpr Index most_labeled = 100;
constexpr Index of_each_class = 8;
constexpr std::array<Index, 4> looks{1, 10, 100, 1000};

Markup over_time(const Model& model, const RowPictures& pictures, Workers& workers) {
  Rng rng(seed);
  Matrix top = noise_at_top(model.layers, chains, rng);
  Matrix all = zeros(looks.size() * chains, pictures.columns());
  Index done = 0;
  for (Index i = 0; i < looks.size(); ++i) {
    Samples samples = draw_samples(model.layers, std::move(top), {looks[i] - done, {}}, rng, workers);
    done = looks[i];
    const Matrix shown = pictures.in_data_units(samples.mean);
    copy(ConstMatrixView(shown).column_range(0, pictures.columns()), MatrixView(all).row_range(i * chains, chains));
    top = std::move(samples.top);
  }
  const std::string order = std::to_string(chains) + " chains" + (pictures.are_pictures() ? " side by side" : "");
  return figure(pictures.drawn(all, chains, pictures.range_of(all),
                               order + " after 1, 10, 100 and 1000 Gibbs steps, below each other"),
                element("strong", "From noise, after 1, 10, 100 and 1,000 steps") + order +
                    "; each picture is the mean that the data layer is drawn with.");
}

std::string class_list(const Model& model, Index classes) {
  std::string names;
  for (Index k = 0; k < classes; ++k) names += (k == 0 ? "" : ", ") + class_name(model.class_names, k);
  return names;
}

Markup of_classes(const Model& model, const RowPictures& pictures, Workers& workers) {
  const Index classes = label_columns(model.layers).count;
  if (classes == 0 || classes > most_labeled) return {};
  const Index each = std::min(of_each_class, most_labeled / classes);
  Labels labels;
  for (Index n = 0; n < each; ++n) {
    for (Index k = 0; k < classes; ++k) labels.push_back(static_cast<std::int32_t>(k));
  }
  Rng rng(seed);
  Matrix top = noise_at_top(model.layers, labels.size(), rng);
  const Samples samples = draw_samples(model.layers, std::move(top), {looks.back(), labels}, rng, workers);
  const Matrix shown = pictures.in_data_units(samples.mean);
  const std::string what = "A column for each class: " + class_list(model, classes);
  return figure(pictures.drawn(shown, classes, pictures.range_of(shown), "Samples with the label held. " + what),
                element("strong", "With the label held for 1,000 steps") + what + ".");
}

Markup samples_content(const RunReportInput& run) {
  if (!run.model()) return {};
  const RowPictures pictures(*run.model());
  return over_time(*run.model(), pictures, run.workers()) + of_classes(*run.model(), pictures, run.workers());
}

}  // namespace

extern const RunPanel samples_panel{"samples", "Samples", samples_content};

}  // namespace dbn::program
