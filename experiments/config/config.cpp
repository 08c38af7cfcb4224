#include "experiments/config/config.hpp"

#include <algorithm>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view layer_section = "rbm";
constexpr std::string_view layer_prefix = "rbm.";
constexpr std::string_view first_visible = "visible";

std::vector<ConfigSection> sections_of(Config& config) {
  return {{"data", "training, validation and test data", config.data.options()},
          {"dbn", "the layers", config.stack.options()},
          {"rbm", "training of every layer; a section [rbm.N] overrides it for layer N, counted from 0",
           config.rbm.options()},
          {"updown",
           "the up-down algorithm on the whole net after pre-training, which gives the directed layers recognition "
           "weights of their own",
           config.updown.options()},
          {"finetune",
           "backpropagation through the whole net: to the labels, where there are any, to targets, or back to the rows",
           config.finetune.options()},
          {"run", "seed, threads, checkpoints, output", config.run.options()}};
}

/// N of "rbm.N.NAME" and NAME, or nothing.
struct LayerKey {
  Index layer;
  std::string name;
};
std::optional<LayerKey> layer_key(std::string_view key) {
  if (!key.starts_with(layer_prefix)) return std::nullopt;
  key.remove_prefix(layer_prefix.size());
  const auto dot = key.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto layer = parse_integer(key.substr(0, dot));
  if (!layer || *layer < 0 || key.substr(0, dot) != std::to_string(*layer)) return std::nullopt;
  return LayerKey{static_cast<Index>(*layer), std::string(key.substr(dot + 1))};
}

Option* find_option(OptionList& options, std::string_view name) {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

/// Every key that can be meant, those of the layer in `key` included.
std::vector<std::string> known_keys(const std::vector<ConfigSection>& sections, std::string_view key) {
  std::vector<std::string> keys;
  for (const ConfigSection& section : sections) {
    for (const Option& option : section.options) keys.push_back(section.name + "." + option.name);
  }
  if (const auto layer = layer_key(key)) {
    const std::string prefix = std::string(layer_prefix) + std::to_string(layer->layer) + ".";
    for (const Option& option : RbmOptions().options()) keys.push_back(prefix + option.name);
    if (layer->layer == 0) keys.push_back(prefix + std::string(first_visible));
  }
  return keys;
}

std::string text_of(const std::vector<Setting>& settings, Config::Origins origins) {
  std::string result;
  std::string section;
  for (const Setting& setting : settings) {
    if (setting.section != section) {
      result += (section.empty() ? "[" : "\n[") + setting.section + "]\n";
      section = setting.section;
    }
    std::string line = setting.name + " = " + setting.value;
    if (origins == Config::Origins::comment) {
      line.resize(std::max<Index>(line.size() + 1, 44), ' ');
      line += " # " + (setting.origin ? setting.origin->text() : "default");
    }
    result += line + "\n";
  }
  return result;
}

void set_option(const Option& option, const Assignment& assignment) {
  try {
    option.set(assignment.value);
  } catch (const Error& error) {
    throw config_error(assignment.origin.text() + ": " + assignment.key + ": " + error.what());
  }
}

}  // namespace

Config Config::read(const std::filesystem::path& file, const std::vector<std::string>& from_command_line) {
  return Config(read_config_source(file), file.string(), from_command_line);
}

Config::Config(std::string_view text, const std::string& name, const std::vector<std::string>& from_command_line)
    : Config(with(text, name, parse_assignments(from_command_line))) {}

Config Config::with(std::string_view text, const std::string& name, const std::vector<Assignment>& winning) {
  Config config(name);
  for (const Assignment& assignment : scan_config(text, name)) config.set(assignment);
  for (const Assignment& assignment : winning) config.set(assignment);
  if (is_none(config.stack.init)) config.require_layers(config.layer_texts().size());
  return config;
}

void Config::set(const Assignment& assignment) {
  std::vector<ConfigSection> sections = sections_of(*this);
  Option* option = nullptr;
  for (ConfigSection& section : sections) {
    if (assignment.key.starts_with(section.name + ".")) {
      option = find_option(section.options, std::string_view(assignment.key).substr(section.name.size() + 1));
    }
    if (option != nullptr) break;
  }
  const auto of_layer = layer_key(assignment.key);
  RbmOptions layer_options;
  OptionList layer_list = layer_options.options();
  std::string visible;
  layer_list.push_back(text_option(std::string(first_visible), visible, "a unit kind, or KIND:SIZE", ""));
  if (of_layer && (of_layer->layer == 0 || of_layer->name != first_visible)) {
    option = find_option(layer_list, of_layer->name);
  }
  if (option == nullptr) {
    throw config_error(assignment.origin.text() + ": " +
                       unknown_name_message("option", assignment.key, known_keys(sections, assignment.key)));
  }
  set_option(*option, assignment);
  if (of_layer) differences_.push_back({of_layer->layer, of_layer->name, option->get()});
  origins_.insert_or_assign(assignment.key, assignment.origin);
}

RbmOptions Config::layer(Index index) const {
  RbmOptions options = rbm;
  OptionList list = options.options();
  for (const LayerDifference& difference : differences_) {
    if (difference.layer != index) continue;
    if (Option* option = find_option(list, difference.name)) option->set(difference.value);
  }
  return options;
}

std::vector<std::string> Config::layer_texts() const { return words_of(stack.layers); }

std::string Config::visible_text() const {
  std::string text = stack.visible;
  for (const LayerDifference& difference : differences_) {
    if (difference.layer == 0 && difference.name == first_visible) text = difference.value;
  }
  return text;
}

std::string Config::visible_key() const {
  const std::string specific = "rbm.0." + std::string(first_visible);
  return origins_.count(specific) > 0 ? specific : "dbn.visible";
}

void Config::require_layers(Index count) const {
  for (const LayerDifference& difference : differences_) {
    if (difference.layer < count) continue;
    const std::string key = std::string(layer_prefix) + std::to_string(difference.layer) + "." + difference.name;
    throw config_error(where(key) + ": there is no layer " + std::to_string(difference.layer) + "; the net has " +
                       std::to_string(count) + (count == 1 ? " layer" : " layers") +
                       ", counted from 0 (dbn.layers = " + stack.layers + ")");
  }
}

void Config::require_possible(const Situation& situation) const {
  Config copy = *this;
  for (ConfigSection& section : sections_of(copy)) {
    const Option* epochs = find_option(section.options, "epochs");
    if (section.name == layer_section || (epochs != nullptr && epochs->get() == "0")) continue;
    dbn::require_possible(section.options, situation,
                          [&](const std::string& name) { return where(section.name + "." + name); });
  }
}

std::string Config::where(const std::string& key) const {
  const auto found = origins_.find(key);
  return (found == origins_.end() ? name_ : found->second.text()) + ": " + key;
}

std::vector<Setting> Config::settings() const {
  Config copy = *this;
  std::vector<Setting> result;
  const auto add = [&](const std::string& section, const std::string& name, const std::string& value) {
    Setting setting{section, name, value, std::nullopt};
    const auto origin = origins_.find(setting.key());
    if (origin != origins_.end()) setting.origin = origin->second;
    result.push_back(std::move(setting));
  };
  for (const ConfigSection& section : sections_of(copy)) {
    for (const Option& option : section.options) add(section.name, option.name, option.get());
    if (section.name != layer_section) continue;
    std::map<std::pair<Index, std::string>, std::string> by_layer;
    for (const LayerDifference& difference : differences_) {
      by_layer.insert_or_assign({difference.layer, difference.name}, difference.value);
    }
    for (const auto& [place, value] : by_layer) {
      add(std::string(layer_prefix) + std::to_string(place.first), place.second, value);
    }
  }
  return result;
}

std::string Config::text(Origins origins) const { return text_of(settings(), origins); }

std::string Config::given_text() const {
  std::vector<Setting> given = settings();
  std::erase_if(given, [](const Setting& setting) { return !setting.origin; });
  return text_of(given, Origins::omit);
}

std::vector<ConfigSection> config_reference() {
  static Config defaults("", "", {});
  return sections_of(defaults);
}

}  // namespace dbn::program
