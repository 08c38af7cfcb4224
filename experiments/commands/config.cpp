#include "experiments/config/config.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

std::string reference_text() {
  std::string text;
  for (const ConfigSection& section : config_reference()) {
    text += "[" + section.name + "]  " + section.help + "\n" + describe_arguments(values(section.options)) + "\n";
  }
  return text;
}

Json reference_json() {
  Json object = Json::object();
  for (const ConfigSection& section : config_reference()) {
    for (const Option& option : section.options) {
      object[section.name + "." + option.name] = {
          {"default", option.get()}, {"expects", option.expects}, {"help", option.help}};
    }
  }
  return object;
}

class ShowConfig final : public Command {
 public:
  Syntax syntax() override {
    return {operand("CONFIG", file_, "a config file", Takes::optional_operand),
            list("set", assignments_, "SECTION.KEY=VALUE", "a value that wins over the file; may be repeated"),
            flag("keys", keys_, "explain every key instead: what it expects, its default, its effect"),
            format_.argument()};
  }

  void run() override {
    if (keys_) {
      format_.print(reference_json(), reference_text());
      return;
    }
    if (file_.empty()) throw config_error("dbn config: CONFIG is missing; 'dbn config --keys' needs none");
    const Config config = Config::read(file_, assignments_);
    Json object = Json::object();
    for (const Setting& setting : config.settings()) {
      object[setting.key()] = {{"value", setting.value},
                               {"origin", setting.origin ? setting.origin->text() : "default"}};
    }
    format_.print(object, config.text(Config::Origins::comment));
  }

 private:
  std::string file_;
  std::vector<std::string> assignments_;
  bool keys_ = false;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_config() { return std::make_unique<ShowConfig>(); }

}  // namespace dbn::program
