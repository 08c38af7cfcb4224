#include "libdbn/io/model/model_layout.hpp"

#include <algorithm>

#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/base/version.hpp"
#include "libdbn/io/hdf5/arrays.hpp"
#include "libdbn/io/hdf5/hdf5_archive.hpp"

namespace dbn {
namespace {

constexpr Index greatest_group_size = 100'000;
constexpr std::string_view layers_name = "layers";
constexpr std::string_view network_name = "network";
constexpr std::string_view data_name = "data";

void write_row(const hdf5::Group& group, const std::string& name, const Matrix& parameters, Index row,
               std::string_view axis) {
  group.write_array(name, parameters.data() + row * parameters.shape(1), {parameters.shape(1)}, axis);
}

// side + "_bias", side + "_sigma": one dataset for each row of parameters.
void write_side(const hdf5::Group& group, const std::string& side, const Units& units, const Matrix& parameters) {
  group.write_attribute(side, units.spec());
  const std::vector<std::string> names = units.parameter_names();
  for (Index row = 0; row < names.size(); ++row) write_row(group, side + "_" + names[row], parameters, row, side);
}

void write_matrix(const hdf5::Group& group, std::string_view name, const Matrix& values, std::string_view axes) {
  group.write_array(name, values.data(), {values.shape(0), values.shape(1)}, axes);
}

// A row may come as (n), or as (1, n) or (n, 1) from programs without vectors.
Matrix read_row(const hdf5::Group& group, const std::string& name, Index size, const std::string& why) {
  const hdf5::StoredArray array = group.array(name);
  const auto& shape = array.shape();
  const bool is_row = shape == std::vector<Index>{1, size} || shape == std::vector<Index>{size, 1};
  if (!is_row) hdf5::require_shape(array, {size}, why);
  Matrix row = zeros(1, size);
  array.read(row.data());
  hdf5::require_finite(array, row);
  return row;
}

Matrix read_finite(const hdf5::StoredArray& array) {
  Matrix values = hdf5::read_matrix(array);
  hdf5::require_finite(array, values);
  return values;
}

UnitsPtr read_units(const hdf5::Group& group, const std::string& side) {
  const std::string spec = group.text_attribute(side);
  try {
    return make_units(spec);
  } catch (const Error& error) {
    throw group.error("attribute '" + side + "': " + error.what());
  }
}

void require_positive(const hdf5::Group& group, const std::string& name, const Matrix& row) {
  for (Index i = 0; i < row.shape(1); ++i) {
    if (!(row(0, i) > 0)) {
      throw group.location_of(name).error("element " + std::to_string(i) + " is " +
                                          to_text(static_cast<double>(row(0, i))) +
                                          "; expected standard deviations > 0");
    }
  }
}

// Rows after the bias may be absent and are then neutral. What must hold of a row is said by its name.
Matrix read_side(const hdf5::Group& group, const std::string& side, const Units& units) {
  const std::vector<std::string> names = units.parameter_names();
  const std::string why = "one for each unit of " + side + " = \"" + units.spec() + "\"";
  const Matrix bias = read_row(group, side + "_" + names[0], units.size(), why);
  Matrix parameters = units.neutral_parameters();
  copy(bias, MatrixView(parameters).row_range(0, 1));
  for (Index row = 1; row < names.size(); ++row) {
    const std::string name = side + "_" + names[row];
    if (!group.has(name)) continue;
    const Matrix values = read_row(group, name, units.size(), why);
    if (names[row] == "sigma") require_positive(group, name, values);
    copy(values, MatrixView(parameters).row_range(row, 1));
  }
  return parameters;
}

// A scale that is not 1 must not be dropped: the numbers would mean another machine.
void require_no_unused_sigma(const hdf5::Group& group, const std::string& side, const Units& units) {
  const std::vector<std::string> names = units.parameter_names();
  const std::string name = side + "_sigma";
  if (std::find(names.begin(), names.end(), "sigma") != names.end() || !group.has(name)) return;
  const Matrix values = read_row(group, name, units.size(), "one for each unit");
  if (std::all_of(values.begin(), values.end(), [](real x) { return x == 1; })) return;
  throw group.location_of(name).error("found values other than 1, but " + side + " = \"" + units.spec() +
                                      "\" has no gaussian block");
}

Rbm read_layer(const hdf5::Group& group) {
  Rbm rbm{read_units(group, "visible"), read_units(group, "hidden"), {}};
  const hdf5::StoredArray weights = group.array("weights");
  // Before anything of the size that the texts claim is made.
  hdf5::require_shape(weights, {rbm.visible->size(), rbm.hidden->size()},
                      "as visible = \"" + rbm.visible->spec() + "\" and hidden = \"" + rbm.hidden->spec() + "\" say");
  rbm.parameters.weights = read_finite(weights);
  rbm.parameters.visible = read_side(group, "visible", *rbm.visible);
  rbm.parameters.hidden = read_side(group, "hidden", *rbm.hidden);
  require_no_unused_sigma(group, "visible", *rbm.visible);
  require_no_unused_sigma(group, "hidden", *rbm.hidden);
  return rbm;
}

constexpr std::string_view recognition_name = "recognition_weights";

// Of the directed layers; where only some have recognition weights of their own, the others go up as they come down.
void read_recognition(const hdf5::Group& layers, Stack& stack) {
  std::vector<Matrix> recognition;
  bool any = false;
  for (Index i = 0; i < stack.layers.size(); ++i) {
    const hdf5::Group group = layers.group(std::to_string(i));
    const Rbm& rbm = stack.layers[i];
    const bool has = group.has(recognition_name);
    if (has && i + 1 == stack.layers.size()) {
      throw group.location_of(std::string(recognition_name))
          .error("found in the top layer, which is undirected; expected them in the layers below it alone");
    }
    if (i + 1 == stack.layers.size()) break;
    any = any || has;
    recognition.push_back(rbm.parameters.weights);
    if (!has) continue;
    const hdf5::StoredArray weights = group.array(recognition_name);
    hdf5::require_shape(weights, {rbm.visible->size(), rbm.hidden->size()}, "as the weights have");
    recognition.back() = read_finite(weights);
  }
  if (any) stack.recognition = std::move(recognition);
}

NetworkLayer read_network_layer(const hdf5::Group& group) {
  NetworkLayer layer;
  layer.weights = read_finite(group.array("weights"));
  layer.bias = read_row(group, "bias", layer.weights.shape(1), "one for each column of the weights");
  const std::vector<std::string> known = activations();
  const std::string name = group.text_attribute("activation");
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) throw group.error(unknown_name_message("activation", name, known));
  layer.activation = static_cast<Activation>(found - known.begin());
  return layer;
}

constexpr std::string_view code_name = "code_layers";

// Not of classifiers, so that their files stay as they are.
void write_network_kind(const hdf5::Group& group, const Network& network) {
  if (network.kind() == NetworkKind::classifier) return;
  group.write_attribute("kind", name_of(network.kind()));
  if (network.is_autoencoder()) group.write_attribute(code_name, static_cast<std::int64_t>(network.code_layers));
}

// The layers tell the kind; a file must not say another.
void require_network_kind(const hdf5::Group& group, const Network& network) {
  if (!group.has_attribute("kind")) return;
  const std::string kind = group.text_attribute("kind");
  const std::string found = name_of(network.kind());
  if (kind == found) return;
  throw group.error("attribute 'kind' is \"" + kind + "\", but the layers are those of a network of kind \"" + found +
                    "\" (autoencoders have the attribute code_layers, regressors linear outputs)");
}

Index read_code_place(const hdf5::Group& group, const Network& network) {
  if (!group.has_attribute(code_name)) return 0;
  const std::int64_t code_layers = group.integer_attribute(code_name);
  if (code_layers >= 1 && code_layers < static_cast<std::int64_t>(network.layers.size())) {
    return static_cast<Index>(code_layers);
  }
  throw group.error("attribute '" + std::string(code_name) + "' is " + std::to_string(code_layers) +
                    "; expected a number from 1 to " + std::to_string(network.layers.size() - 1) +
                    ", as layers lead back from the code");
}

// Members 0, 1, ... of a group; a gap would silently cut the stack short.
template <class Read>
auto read_numbered(const hdf5::Group& parent, std::string_view name, const Read& read) {
  std::vector<decltype(read(parent))> parts;
  if (!parent.has(name)) return parts;
  const hdf5::Group group = parent.group(name);
  while (group.has(std::to_string(parts.size()))) parts.push_back(read(group.group(std::to_string(parts.size()))));
  for (const std::string& member : group.names(greatest_group_size)) {
    const auto number = parse_integer(member);
    if (number && *number >= static_cast<std::int64_t>(parts.size())) {
      throw group.error("found the member '" + member + "' but no '" + std::to_string(parts.size()) +
                        "'; expected members 0, 1, ... without a gap");
    }
  }
  return parts;
}

TransformPtr read_transform(const hdf5::Group& group) {
  const std::string name = group.has_attribute("transform") ? group.text_attribute("transform") : "none";
  const std::vector<std::string> known = transform_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw group.error(unknown_name_message("input transform", name, known));
  }
  Hdf5ReadingArchive archive(group);
  return load_transform(name, archive);
}

Index read_extent(const hdf5::Group& group, std::string_view name) {
  constexpr std::int64_t greatest_extent = 1 << 24;
  if (!group.has_attribute(name)) return 0;
  const std::int64_t extent = group.integer_attribute(name);
  if (extent < 0 || extent > greatest_extent) {
    throw group.error("attribute '" + std::string(name) + "' is " + std::to_string(extent) +
                      "; expected a number of pixels");
  }
  return static_cast<Index>(extent);
}

Binarization read_binarization(const hdf5::Group& group) {
  const std::vector<std::string> known = binarizations();
  const std::string name = group.text_attribute("binarize");
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) throw group.error(unknown_name_message("binarization", name, known));
  return static_cast<Binarization>(found - known.begin());
}

void read_data_part(const hdf5::Group& group, Model& model) {
  if (group.has_attribute("binarize")) model.binarization = read_binarization(group);
  model.transform = read_transform(group);
  if (group.has("column_names")) model.column_names = group.array("column_names").read_texts();
  if (group.has("class_names")) model.class_names = group.array("class_names").read_texts();
  if (group.has("target_names")) model.target_names = group.array("target_names").read_texts();
  model.image = {read_extent(group, "image_height"), read_extent(group, "image_width")};
}

}  // namespace

void write_file_identity(const hdf5::Group& root, std::string_view kind) {
  root.write_attribute("format", model_format);
  root.write_attribute("version", model_format_version);
  root.write_attribute("kind", kind);
  root.write_attribute("energy", energy_convention);
  root.write_attribute("library", library_version());
}

std::string read_file_identity(const hdf5::Group& root) {
  const auto require = [&](std::string_view name, const std::string& found, std::string_view expected) {
    if (found == expected) return;
    throw root.error("attribute '" + std::string(name) + "' is \"" + found + "\"; expected \"" + std::string(expected) +
                     "\"");
  };
  require("format", root.text_attribute("format"), model_format);
  const std::int64_t version = root.integer_attribute("version");
  if (version > model_format_version) {
    throw root.error("the file has format version " + std::to_string(version) + ", newer than version " +
                     std::to_string(model_format_version) + " that this libdbn " + std::string(library_version()) +
                     " reads; use a newer libdbn");
  }
  if (version < 1) throw root.error("attribute 'version' is " + std::to_string(version) + "; expected 1 or more");
  if (root.has_attribute("energy")) require("energy", root.text_attribute("energy"), energy_convention);
  return root.text_attribute("kind");
}

void write_model_parts(const hdf5::Group& root, const Model& model) {
  const hdf5::Group layers = root.create_group(layers_name);
  for (Index i = 0; i < model.layers.size(); ++i) {
    const Rbm& rbm = model.layers[i];
    const hdf5::Group group = layers.create_group(std::to_string(i));
    write_matrix(group, "weights", rbm.parameters.weights, "visible,hidden");
    if (i < model.recognition.size()) write_matrix(group, recognition_name, model.recognition[i], "visible,hidden");
    write_side(group, "visible", *rbm.visible, rbm.parameters.visible);
    write_side(group, "hidden", *rbm.hidden, rbm.parameters.hidden);
  }
  if (!model.network.empty()) {
    const hdf5::Group network = root.create_group(network_name);
    write_network_kind(network, model.network);
    for (Index i = 0; i < model.network.layers.size(); ++i) {
      const NetworkLayer& layer = model.network.layers[i];
      const hdf5::Group group = network.create_group(std::to_string(i));
      write_matrix(group, "weights", layer.weights, "in,out");
      write_row(group, "bias", layer.bias, 0, "out");
      group.write_attribute("activation", activations().at(static_cast<Index>(layer.activation)));
    }
  }
  const hdf5::Group data = root.create_group(data_name);
  data.write_attribute("transform", std::string(model.transform->name()));
  data.write_attribute("binarize", binarizations().at(static_cast<Index>(model.binarization)));
  data.write_attribute("image_height", static_cast<std::int64_t>(model.image.height));
  data.write_attribute("image_width", static_cast<std::int64_t>(model.image.width));
  Hdf5WritingArchive archive(data);
  save_transform(*model.transform, archive);
  if (!model.column_names.empty()) data.write_array("column_names", model.column_names);
  if (!model.class_names.empty()) data.write_array("class_names", model.class_names);
  if (!model.target_names.empty()) data.write_array("target_names", model.target_names);
}

Model read_model_parts(const hdf5::Group& root) {
  const std::string kind = read_file_identity(root);
  if (kind != "model" && kind != "checkpoint") {
    throw root.error("attribute 'kind' is \"" + kind + "\"; expected \"model\" or \"checkpoint\"");
  }
  Model model;
  model.layers = read_numbered(root, layers_name, read_layer);
  if (!model.layers.empty()) read_recognition(root.group(layers_name), model);
  model.network.layers = read_numbered(root, network_name, read_network_layer);
  if (!model.network.empty()) {
    const hdf5::Group network = root.group(network_name);
    model.network.code_layers = read_code_place(network, model.network);
    require_network_kind(network, model.network);
  }
  if (root.has(data_name)) read_data_part(root.group(data_name), model);
  require_consistent(model, root.context().file_name);
  return model;
}

}  // namespace dbn
