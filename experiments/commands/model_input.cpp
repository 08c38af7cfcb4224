#include "experiments/commands/model_input.hpp"

#include <algorithm>

#include "experiments/runs/model_place.hpp"
#include "libdbn/base/errors.hpp"
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
      text(data, "data", spec_, "SPEC",
           "the data: FILE (IDX, CSV, HDF5), FILE.h5:/group or NAME:split; the input transform stored with the "
           "model is applied"),
      {Takes::value, integer_option("limit", limit_, at_least(0), "use the first rows only; 0 means all")},
      text(Takes::value, "directory", place_.directory, "a directory",
           "where the files of data sets known by name are")};
  const Syntax bits{
      {Takes::value, choice_option("binarize", binarize_, binarize_choices(),
                                   "as_trained does what the model's training data went through; the others are "
                                   "those of the config")},
      {Takes::value, integer_option("binarize-seed", seed_, at_least(0), "seed of the bits that are drawn")}};
  return rows + place_.column_syntax() + bits;
}

GeneratorFigures DataArguments::generator() const {
  const auto sparse = limit_ == 0 ? open_sparse_rows(spec_) : nullptr;
  return sparse ? sparse->table().generator : GeneratorFigures();
}

std::unique_ptr<PresentedData> DataArguments::read(const Model& model, LabelUnits label_units) const {
  return read(spec_, model, label_units);
}

std::unique_ptr<PresentedData> DataArguments::read(const std::string& spec, const Model& model,
                                                   LabelUnits label_units) const {
  Dataset data = read_data(spec, place_);
  const Units& visible = *model.layers.front().visible;
  const Index appended = missing_label_units(visible, data.columns());
  if (data.columns() + appended != visible.size()) {
    throw data_error(data.name + " has " + std::to_string(data.columns()) + " columns, but the model has " +
                     std::to_string(visible.size()) + " visible units (" + visible.spec() +
                     "); give data like those it was trained on" +
                     (model.network.is_regressor() ? ", and name columns of targets by --target-columns" : ""));
  }
  if (limit_ > 0 && limit_ < data.rows()) data = row_range(data, 0, limit_);
  auto presented = std::make_unique<PresentedData>(std::move(data), model.transform, binarization(model), seed_);
  if (appended > 0) presented->append_labels(appended, label_units);
  require_states(visible, *presented);
  const Index at_top = label_units == LabelUnits::shown ? top_label_units(model.layers) : 0;
  if (at_top > 0) presented->append_labels(at_top, label_units);
  return presented;
}

Binarization DataArguments::binarization(const Model& model) const {
  if (binarize_ == as_trained) return model.binarization;
  const auto names = binarizations();
  return static_cast<Binarization>(std::find(names.begin(), names.end(), binarize_) - names.begin());
}

Syntax ModelArguments::syntax() {
  return {model_operand(file_),
          {Takes::value, integer_option("threads", threads_, between(0, 1024),
                                        "threads to compute with, 0 for all cores; results do not depend on it")}};
}

Model ModelArguments::read() const { return read_model(model_file(file_)); }

}  // namespace dbn::program
