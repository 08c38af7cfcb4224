// Configuration of a training run: every option, its value and the origin of the value.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/config/config_file.hpp"
#include "experiments/config/run_options.hpp"
#include "libdbn/train/finetune_options.hpp"
#include "libdbn/train/rbm_options.hpp"
#include "libdbn/train/updown_options.hpp"

namespace dbn::program {

/// One option with its full name, its present value as text, and its origin if it was given.
struct Setting {
  std::string section;
  std::string name;
  std::string value;
  std::optional<Origin> origin;

  std::string key() const { return section + "." + name; }
};

class Config {
 public:
  /// Reads sections [data], [dbn], [rbm], [rbm.N], [updown], [finetune] and [run] from INI text; `from_command_line`
  /// wins over it. Throws a config error with file and line: for an unknown key with the nearest one, for a bad value
  /// with what the option expects, for [rbm.N] beyond the layers.
  Config(std::string_view text, const std::string& name, const std::vector<std::string>& from_command_line);
  static Config read(const std::filesystem::path& file, const std::vector<std::string>& from_command_line);
  /// The same where what wins over the text has origins of its own, such as lines of a sweep file.
  static Config with(std::string_view text, const std::string& name, const std::vector<Assignment>& winning);

  const std::string& name() const { return name_; }

  DataOptions data;
  StackOptions stack;
  RbmOptions rbm;
  UpDownOptions updown;
  FinetuneOptions finetune;
  RunOptions run;

  /// The options of one layer: those of [rbm] with the differences of [rbm.N].
  RbmOptions layer(Index index) const;
  /// The texts of the hidden layers from bottom to top; none when they come from the model that `init` names.
  std::vector<std::string> layer_texts() const;
  /// The kind of the first visible layer: [rbm.0] visible if given, else [dbn] visible.
  std::string visible_text() const;
  /// The key that `visible_text` comes from.
  std::string visible_key() const;
  /// Whether "section.key" was set, in the file or on the command line.
  bool is_given(const std::string& key) const { return origins_.contains(key); }
  /// Throws a config error if a section [rbm.N] has no layer.
  void require_layers(Index count) const;
  /// Throws a config error for the first option that its declaration excludes in `situation`, with its origin. Stages
  /// of 0 epochs are left out, and layers, which look for themselves.
  void require_possible(const Situation& situation) const;
  /// "t.cfg: data.train", for messages about a value that turns out wrong later; with the line where it has one.
  std::string where(const std::string& key) const;

  /// Every option in the order of the sections; of [rbm.N] those that were given.
  std::vector<Setting> settings() const;
  /// All settings as INI text that reads back to the same config; `origins` as comments behind the values.
  enum class Origins { omit, comment };
  std::string text(Origins origins) const;
  /// The settings that were given, as INI text: what is left out keeps its default, and is not taken for a wish.
  std::string given_text() const;

 private:
  explicit Config(std::string name) : name_(std::move(name)) {}

  struct LayerDifference {
    Index layer;
    std::string name;
    std::string value;
  };

  void set(const Assignment& assignment);

  std::string name_;
  std::map<std::string, Origin> origins_;
  std::vector<LayerDifference> differences_;
};

/// A section with its options, for reference pages. They are bound to variables that live as long as the program.
struct ConfigSection {
  std::string name;
  std::string help;
  OptionList options;
};
std::vector<ConfigSection> config_reference();

}  // namespace dbn::program
