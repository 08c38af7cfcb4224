#include "libdbn/io/exchange/npz_data.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libdbn/base/characters.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/array_parts.hpp"
#include "libdbn/data/labels.hpp"
#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/exchange/npz.hpp"

namespace dbn {
namespace {

class NpzData {
 public:
  NpzData(const std::filesystem::path& file, const std::string& member)
      : file_(file), arrays_(read_npz(file, ErrorKind::data)), inputs_(inputs(member)) {}

  Dataset read() const {
    Dataset data;
    data.name = file_.string();
    const Index columns = inputs_.count() / rows();
    if (inputs_.shape.size() == 3) data.image = {inputs_.shape[1], inputs_.shape[2]};
    data.inputs = values(columns);
    data.column_names = names("column_names", columns);
    data.class_names = names("class_names", std::nullopt);
    data.weights = weights();
    take_targets(data);
    take_first_labels(data);
    if (data.targets.size() > 0) data.target_names = names("target_names", data.targets.shape(1));
    note_unused(data);
    if (auto note = note_of_unknown_labels(data.labels)) data.notes.push_back(std::move(*note));
    return data;
  }

 private:
  Error bad(std::string_view name, const std::string& text) const { return data_error(place(name) + ": " + text); }
  std::string place(std::string_view name) const { return file_.string() + ": array '" + printable(name) + "'"; }
  Index rows() const { return inputs_.shape.front(); }

  const NamedArray* find(std::string_view name) const {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(), [&](const auto& one) { return one.name == name; });
    return found == arrays_.end() || found->name == inputs_.name ? nullptr : &*found;
  }

  std::string listed() const {
    std::string text;
    for (const NamedArray& array : arrays_) text += (text.empty() ? "" : ", ") + printable(array.name);
    return text.empty() ? "none" : text;
  }

  const NamedArray& inputs(const std::string& member) const {
    const auto called = [&](std::string_view name) {
      return std::find_if(arrays_.begin(), arrays_.end(), [&](const auto& array) { return array.name == name; });
    };
    auto found = arrays_.end();
    if (!member.empty()) {
      found = called(member);
      if (found == arrays_.end())
        throw data_error(file_.string() + ": has no array '" + member + "'; found " + listed());
    }
    for (const std::string_view name : input_names()) {
      if (found == arrays_.end()) found = called(name);
    }
    if (found == arrays_.end()) {
      const auto is_table = [](const NamedArray& array) { return !array.is_text() && array.shape.size() >= 2; };
      if (std::count_if(arrays_.begin(), arrays_.end(), is_table) != 1) {
        throw data_error(file_.string() +
                         ": has no array 'inputs' (rows, columns), also called 'samples' or 'x'; found " + listed() +
                         ": name the inputs by " + file_.string() + ":NAME");
      }
      found = std::find_if(arrays_.begin(), arrays_.end(), is_table);
    }
    if (found->is_text()) throw bad(found->name, "holds text; expected numbers");
    if (found->shape.size() < 2 || found->count() == 0) {
      throw bad(found->name, "has " + std::to_string(found->shape.size()) + " dimensions and " +
                                 std::to_string(found->count()) + " numbers; expected (rows, columns), or images");
    }
    return *found;
  }

  decltype(Dataset::inputs) values(Index columns) const {
    if (inputs_.are_bytes) {
      ByteMatrix bytes = ByteMatrix::from_shape({rows(), columns});
      std::transform(inputs_.numbers.begin(), inputs_.numbers.end(), bytes.begin(),
                     [](double number) { return static_cast<std::uint8_t>(number); });
      return bytes;
    }
    Matrix numbers = Matrix::from_shape({rows(), columns});
    for (Index i = 0; i < inputs_.count(); ++i) {
      numbers.data()[i] = static_cast<real>(inputs_.numbers[i]);
      if (std::isinf(numbers.data()[i])) {
        throw bad(inputs_.name, "is infinite or too large in row " + std::to_string(i / columns) + ", column " +
                                    std::to_string(i % columns) +
                                    "; expected finite numbers, with NaN where a value is missing");
      }
    }
    return numbers;
  }

  std::vector<std::string> names(std::string_view name, std::optional<Index> expected) const {
    const NamedArray* array = find(name);
    if (array == nullptr) return {};
    if (!array->is_text() || (expected && array->count() != *expected)) {
      throw bad(name, "found " + std::to_string(array->count()) + (array->is_text() ? " texts" : " numbers") +
                          "; expected " + (expected ? std::to_string(*expected) + " names" : "names"));
    }
    for (const std::string& text : array->texts) {
      if (!is_plain_text(text)) {
        throw bad(name, "'" + printable(text) + "' " + std::string(not_plain_text));
      }
    }
    return array->texts;
  }

  std::vector<double> weights() const {
    const NamedArray* array = find("weights");
    if (array == nullptr) return {};
    const bool good =
        array->numbers.size() == rows() && std::all_of(array->numbers.begin(), array->numbers.end(), is_row_weight);
    if (!good || all_zero(array->numbers)) {
      throw bad("weights",
                "expected a finite number >= 0 for each of the " + std::to_string(rows()) + " rows, not all of them 0");
    }
    return array->numbers;
  }

  void take_targets(Dataset& data) const {
    const NamedArray* array = find("targets");
    if (array == nullptr) return;
    if (array->numbers.empty() || array->shape.empty() || array->shape.size() > 2 || array->shape[0] != rows()) {
      throw bad("targets",
                "expected (" + std::to_string(rows()) + ", targets) numbers, one row for each of the inputs");
    }
    data.targets = Matrix::from_shape({rows(), array->count() / rows()});
    for (Index i = 0; i < array->count(); ++i) {
      if (!std::isfinite(array->numbers[i])) {
        throw bad("targets", "row " + std::to_string(i / data.targets.shape(1)) + " is " + to_text(array->numbers[i]) +
                                 "; expected finite numbers");
      }
      data.targets.data()[i] = static_cast<real>(array->numbers[i]);
    }
  }

  void take_first_labels(Dataset& data) const {
    for (const std::string_view name : label_names()) {
      const NamedArray* array = find(name);
      if (array == nullptr || !may_be_labels(array->shape, name, rows())) continue;
      take_labels(data, {place(name), array->shape, array->numbers, array->texts}, name, rows());
      labels_name_ = name;
      return;
    }
  }

  void note_unused(Dataset& data) const {
    constexpr std::string_view used[] = {"weights", "targets", "column_names", "class_names", "target_names"};
    for (const NamedArray& array : arrays_) {
      if (array.name == inputs_.name || array.name == labels_name_) continue;
      if (std::find(std::begin(used), std::end(used), array.name) != std::end(used)) continue;
      if (array.shape.empty() || array.shape.front() != rows()) continue;
      data.notes.push_back("'" + printable(array.name) + "' has as many rows and is not used");
    }
  }

  std::filesystem::path file_;
  std::vector<NamedArray> arrays_;
  const NamedArray& inputs_;
  mutable std::string labels_name_;
};

}  // namespace

Dataset read_npz_data(const std::filesystem::path& file, const std::string& member) {
  return NpzData(file, member).read();
}

}  // namespace dbn
