#include "experiments/config/config.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/reference.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

class ShowConfig final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("CONFIG", file_, "a config file", Takes::optional_operand), assignments_argument(assignments_),
            flag("keys", keys_, "explain every key instead: what it expects, its default, its effect"),
            flag("markdown", markdown_, "the same as a page in Markdown, with units and exceptions"),
            format_.argument()};
  }

  void run() override {
    if (markdown_) return print_text(reference_markdown());
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
  bool markdown_ = false;
  ResultFormat format_;
};

}  // namespace

extern const Command config_command{
    .name = "config",
    .summary = "the options of a run with their values and where these come from",
    .page =
        "The output is itself a config. --keys explains every key, --markdown writes the page configs/REFERENCE.md.",
    .examples = {"dbn config configs/fashion_mnist.cfg", "dbn config configs/mnist.cfg --set rbm.0.epochs=20 --json",
                 "dbn config --keys", "dbn config --markdown > REFERENCE.md"},
    .make = make_invocation<ShowConfig>,
};

}  // namespace dbn::program
