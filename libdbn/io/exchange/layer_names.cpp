#include "libdbn/io/exchange/layer_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/io/hdf5/arrays.hpp"
#include "libdbn/units/units.hpp"

namespace dbn {
namespace {

// The prefix with its slash, and the last part without the underscore that scikit-learn puts behind what it learned.
std::pair<std::string, std::string> parted(const std::string& name) {
  const auto slash = name.rfind('/');
  const Index at = slash == std::string::npos ? 0 : slash + 1;
  std::string leaf = name.substr(at);
  if (leaf.size() > 1 && leaf.back() == '_') leaf.pop_back();
  return {name.substr(0, at), leaf};
}

// "layers/10/" after "layers/9/".
bool in_order(const std::string& a, const std::string& b) {
  const std::vector<std::string> first = split(a, '/');
  const std::vector<std::string> second = split(b, '/');
  return std::lexicographical_compare(first.begin(), first.end(), second.begin(), second.end(),
                                      [](const std::string& x, const std::string& y) {
                                        const auto number = parse_integer(x);
                                        const auto other = parse_integer(y);
                                        return number && other ? *number < *other : x < y;
                                      });
}

using Parts = std::map<std::string, const NamedArray*>;  // of one layer, by their last names

class Renaming {
 public:
  Renaming(const ImportedUnits& units, const std::string& where) : units_(units), where_(where) {}

  std::vector<NamedArray> arrays;

  void add_layer(const std::string& prefix, const Parts& parts) {
    const std::string target = "layers/" + std::to_string(layers_++) + "/";
    const bool as_scikit = parts.contains("components");
    if (as_scikit) {
      add_scikit_layer(prefix, parts, target);
    } else {
      for (const auto& [leaf, array] : parts) {
        if (leaf != "visible" && leaf != "hidden") add(*array, target + leaf);
      }
    }
    const NamedArray& weights = part(prefix, parts, as_scikit ? "components" : "weights");
    require_rank(weights);
    const Index rows = weights.shape[as_scikit ? 1 : 0];
    const Index columns = weights.shape[as_scikit ? 0 : 1];
    add_units(target + "visible", parts, "visible", layers_ == 1 ? units_.visible : below_, rows);
    below_ = add_units(target + "hidden", parts, "hidden", units_.hidden, columns);
  }

  void add(const NamedArray& array, const std::string& name) {
    arrays.push_back(array);
    arrays.back().name = name;
  }

 private:
  Error refuse(const NamedArray& array, const std::string& text) const {
    return model_error(where_ + ": array '" + array.name + "': " + text);
  }

  const NamedArray& part(const std::string& prefix, const Parts& parts, const std::string& leaf) const {
    const auto found = parts.find(leaf);
    if (found != parts.end()) return *found->second;
    throw model_error(where_ + ": the layer '" + prefix + "' has no array " + leaf + (leaf == "weights" ? "" : "_"));
  }

  void require_rank(const NamedArray& weights) const {
    if (weights.shape.size() == 2 && !weights.is_text()) return;
    throw refuse(weights, "found shape " + hdf5::shape_text(weights.shape) + ", expected numbers in two dimensions");
  }

  void add_scikit_layer(const std::string& prefix, const Parts& parts, const std::string& target) {
    const NamedArray& components = part(prefix, parts, "components");
    require_rank(components);
    const Index hidden = components.shape[0];
    const Index visible = components.shape[1];
    const std::array<std::tuple<std::string, std::string, Index>, 2> sides{
        {{"intercept_hidden", "hidden_bias", hidden}, {"intercept_visible", "visible_bias", visible}}};
    for (const auto& [leaf, name, size] : sides) {
      const NamedArray& intercept = part(prefix, parts, leaf);
      if (intercept.count() != size || intercept.shape.empty()) {
        const bool swapped = intercept.count() == (size == hidden ? visible : hidden);
        throw refuse(intercept, "found shape " + hdf5::shape_text(intercept.shape) + ", expected (" +
                                    std::to_string(size) + "), as '" + components.name + "' is (hidden, visible) = " +
                                    hdf5::shape_text(components.shape) + (swapped ? "; it looks transposed" : ""));
      }
      add(intercept, target + name);
    }
    NamedArray weights = components;
    weights.name = target + "weights";
    weights.shape = {visible, hidden};
    for (Index i = 0; i < visible; ++i) {
      for (Index j = 0; j < hidden; ++j) weights.numbers[i * hidden + j] = components.numbers[j * visible + i];
    }
    arrays.push_back(std::move(weights));
  }

  // Gives the text; `given` wins over what the arrays say.
  std::string add_units(const std::string& name, const Parts& parts, const std::string& side, const std::string& given,
                        Index size) {
    const auto stored = parts.find(side);
    const bool is_stored = stored != parts.end() && stored->second->is_text() && stored->second->count() == 1;
    std::string text = !given.empty() && (side == "hidden" || layers_ == 1 || !is_stored) ? given
                       : is_stored ? stored->second->texts.front()
                                   : "bernoulli";
    if (text.find(':') == std::string::npos) text += ":" + std::to_string(size);
    if (!is_stored || text != stored->second->texts.front()) make_units(text);
    arrays.push_back({name, NamedArray::Type::text, {}, {}, {text}});
    return text;
  }

  const ImportedUnits& units_;
  const std::string& where_;
  Index layers_ = 0;
  std::string below_;
};

std::string names_of(const std::vector<NamedArray>& arrays) {
  constexpr Index most = 12;
  std::string names;
  for (Index i = 0; i < arrays.size() && i < most; ++i) names += (i == 0 ? "" : ", ") + arrays[i].name;
  return arrays.empty() ? "no arrays" : arrays.size() > most ? names + ", ..." : names;
}

}  // namespace

std::vector<NamedArray> with_names_of_model(const std::vector<NamedArray>& arrays, const ImportedUnits& units,
                                            const std::string& where) {
  std::map<std::string, Parts, decltype(&in_order)> layers(&in_order);
  Renaming renaming(units, where);
  for (const NamedArray& array : arrays) {
    const auto [prefix, leaf] = parted(array.name);
    if (prefix.starts_with("network/") || prefix.starts_with("data/") || prefix.starts_with("state/")) {
      renaming.add(array, array.name);
    } else if (!layers[prefix].emplace(leaf, &array).second) {
      throw model_error(where + ": the array '" + array.name + "' is there twice");
    }
  }
  bool found = false;
  for (const auto& [prefix, parts] : layers) {
    if (!parts.contains("weights") && !parts.contains("components")) continue;
    renaming.add_layer(prefix, parts);
    found = true;
  }
  if (found) return std::move(renaming.arrays);
  throw model_error(where + ": found " + names_of(arrays) +
                    "; expected weights (V, H), visible_bias (V) and hidden_bias (H) of each layer below a prefix such "
                    "as layers/0/, or scikit-learn's components_ (H, V), intercept_visible_ (V) and "
                    "intercept_hidden_ (H)");
}

}  // namespace dbn
