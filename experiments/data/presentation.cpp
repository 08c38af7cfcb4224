#include "experiments/data/presentation.hpp"

#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/number_range.hpp"

namespace dbn::program {
namespace {

bool begins_with_bernoulli(std::string_view spec) {
  const std::string_view digits = "0123456789";
  return spec.starts_with("bernoulli") || (!spec.empty() && digits.find(spec.front()) != digits.npos);
}

}  // namespace

TransformPtr training_transform(std::string_view name, const Dataset& training, std::string_view visible,
                                std::vector<std::string>& notes) {
  const bool open = name == default_transform && !training.is_bytes() && begins_with_bernoulli(visible);
  if (!open || !holds_pixels_as_numbers(training)) return fit_transform(name, training);
  notes.push_back(
      "all values are whole numbers from 0 to 255: divided by 255 (data.transform = bytes; none takes them as they "
      "are)");
  return fit_transform("bytes", training);
}

TransformPtr presented_transform(const Dataset& data, const TransformPtr& fitted, std::vector<std::string>& notes) {
  if (fitted->takes_bytes() && lies_in_unit_interval(data)) {
    notes.emplace_back("all values lie in [0, 1]: taken as they are, where the training bytes were divided by 255");
    return no_transform();
  }
  const bool fits = fitted->columns() == 0 || fitted->columns() == data.columns();
  if (!fits || !fitted->clips()) return fitted;
  if (const ClippedValues clipped = clipped_values(data, *fitted); clipped.count > 0) {
    const std::string name =
        clipped.column < data.column_names.size() ? " (" + data.column_names[clipped.column] + ")" : "";
    notes.push_back(std::to_string(clipped.count) + (clipped.count == 1 ? " value lies" : " values lie") +
                    " outside the range of the training rows and count as its nearest end; the first is " +
                    short_text(clipped.value) + " in row " + std::to_string(clipped.row) + ", column " +
                    std::to_string(clipped.column) + name + " (from 0)");
  }
  return fitted;
}

void ask_about_bytes(const Dataset& data, const Units& visible, std::vector<std::string>& notes) {
  if (!holds_pixels_as_numbers(data)) return;
  if (begins_with_bernoulli(visible.spec())) {
    throw data_error(data.name +
                     " holds whole numbers up to 255, but the model has no input transform and its visible units take "
                     "values in [0, 1]; add --transform bytes to divide them by 255, or scale them to [0, 1]");
  }
  if (data.is_bytes()) {
    notes.emplace_back(
        "bytes are taken as they are, as the model has no input transform; --transform bytes divides "
        "them by 255");
  }
}

}  // namespace dbn::program
