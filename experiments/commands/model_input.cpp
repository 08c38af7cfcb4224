#include "experiments/commands/model_input.hpp"

#include <algorithm>

#include "experiments/config/shared_options.hpp"
#include "experiments/data/presentation.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/terminal/note.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/alignment.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view as_trained = "as_trained";

std::vector<std::string> binarize_choices() {
  std::vector<std::string> choices{std::string(as_trained)};
  for (const std::string& name : binarizations()) choices.push_back(name);
  return choices;
}

}  // namespace

Syntax DataArguments::syntax(Takes data) {
  const Syntax rows{
      data_argument(data, spec_),
      {Takes::value, integer_option("limit", limit_, at_least(0), "use the first rows only; 0 means all")},
      directory_argument(place_.directory)};
  const Syntax bits{
      {Takes::value, choice_option("transform", transform_, {std::string(as_trained), "none", "bytes"},
                                   "the input transform stored in the model; for a model without one, bytes divides "
                                   "whole numbers 0 to 255 by 255")},
      {Takes::value, choice_option("binarize", binarize_, binarize_choices(),
                                   "bits drawn from the data after the model's input transform: as_trained does what "
                                   "its training data went through; the others are those of the config")},
      {Takes::value, integer_option("binarize-seed", seed_, at_least(0), "seed of the bits that --binarize draws")}};
  return rows + place_.csv.syntax() + bits;
}

GeneratorFigures DataArguments::generator() const {
  const auto sparse = limit_ == 0 ? open_sparse_rows(spec_) : nullptr;
  return sparse ? sparse->table().generator : GeneratorFigures();
}

std::unique_ptr<InputData> DataArguments::read(const Model& model, LabelUnits label_units) const {
  return read(spec_, model, label_units);
}

std::unique_ptr<InputData> DataArguments::read(const std::string& spec, const Model& model,
                                               LabelUnits label_units) const {
  Dataset data = read_data(spec, place_);
  align(data, {"the model", model.column_names, model.class_names});
  const Units& visible = *model.layers.front().visible;
  const Index appended = missing_label_units(visible, data.columns());
  if (data.columns() + appended != visible.size()) {
    throw data_error(data.name + " has " + std::to_string(data.columns()) + " columns, but the model has " +
                     std::to_string(visible.size()) + " visible units (" + visible.spec() +
                     "); give data like those it was trained on" +
                     (model.network.is_regressor() ? ", and name columns of targets by --target-columns" : ""));
  }
  if (limit_ > 0 && limit_ < data.rows()) data = row_range(data, 0, limit_);
  std::vector<std::string> notes = data.notes;
  const TransformPtr presented = transform(model, data, notes);
  print_notes(data.name, notes);
  auto input = std::make_unique<InputData>(std::move(data), presented, binarization(model), seed_);
  if (appended > 0) input->append_labels(appended, label_units);
  require_states(visible, *input);
  const Index at_top = label_units == LabelUnits::shown ? top_label_units(model.layers) : 0;
  if (at_top > 0) input->append_labels(at_top, label_units);
  return input;
}

TransformPtr DataArguments::transform(const Model& model, const Dataset& data, std::vector<std::string>& notes) const {
  if (transform_ == as_trained) {
    if (model.transform->is_identity()) ask_about_bytes(data, *model.layers.front().visible, notes);
    return presented_transform(data, model.transform, notes);
  }
  if (!model.transform->is_identity() && transform_ != model.transform->name()) {
    throw config_error("--transform " + transform_ + ": the model has the input transform " +
                       std::string(model.transform->name()) + "; leave --transform out");
  }
  return fit_transform(transform_, data);
}

Binarization DataArguments::binarization(const Model& model) const {
  if (binarize_ == as_trained) return model.binarization;
  const auto names = binarizations();
  return static_cast<Binarization>(std::find(names.begin(), names.end(), binarize_) - names.begin());
}

Syntax ModelArguments::syntax() { return {model_operand(file_), threads_argument(threads_)}; }

Model ModelArguments::read() const { return read_model(model_file(file_)); }

}  // namespace dbn::program
