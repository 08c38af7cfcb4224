// What the hidden units of each layer look for.
#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/report/page/pictures.hpp"
#include "experiments/report/run/run_report.hpp"

namespace dbn::program {
namespace {

constexpr Index most_units = 100;

std::string caption_of(Index shown, Index units) {
  return shown == units ? "All " + std::to_string(units) + " units."
                        : std::to_string(shown) + " of " + std::to_string(units) + " units, picked evenly.";
}

Markup filters(const RowPictures& pictures, const Matrix& fields, const std::string& title, Index units) {
  const std::string description = title + ": " + (pictures.are_pictures() ? "pictures" : "a line for each of") +
                                  (pictures.are_pictures() ? " of the weights of " : " ") +
                                  std::to_string(fields.shape(0)) + " hidden units; mid-gray is 0";
  return figure(pictures.drawn_symmetric(fields, description),
                element("strong", title) + caption_of(fields.shape(0), units));
}

Markup filters_content(const RunReportInput& run) {
  if (!run.model()) return {};
  const Model& model = *run.model();
  const RowPictures pictures(model);
  Markup content = paragraph(
      "Gray is 0, white positive and black negative; each unit is scaled by its own largest weight. Above the first "
      "layer these are linear combinations of the filters below.");
  if (!pictures.are_pictures()) {
    content += paragraph("The rows are not images: each line is a hidden unit, each column one of the " +
                         std::to_string(pictures.columns()) + " visible units.");
  }
  for (Index i = 0; i < model.layers.size(); ++i) {
    const std::string title = "Layer " + std::to_string(i) + ", " + model.layers[i].hidden->spec();
    content += filters(pictures, receptive_fields(model, i, pictures.columns(), most_units), title,
                       model.layers[i].hidden->size());
  }
  if (!model.network.empty() && model.network.layers.front().weights.shape(0) >= pictures.columns()) {
    const Index hidden = model.network.layers.size() - 1;
    for (Index i = 0; i < hidden; ++i) {
      if (model.network.is_autoencoder() && i >= model.network.code_layers) break;
      const std::string title = "Layer " + std::to_string(i) + " after fine-tuning";
      content += filters(pictures, receptive_fields(model.network, i, pictures.columns(), most_units), title,
                         model.network.layers[i].weights.shape(1));
    }
  }
  return content;
}

}  // namespace

extern const RunPanel filters_panel{"filters", "Filters", filters_content};

}  // namespace dbn::program
