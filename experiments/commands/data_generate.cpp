#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/run_options.hpp"
#include "experiments/data/generators/generator.hpp"
#include "experiments/terminal/import_display.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

class DataGenerate final : public Command {
 public:
  DataGenerate() {
    for (const auto& entry : generators()) kinds_.push_back(entry.thing());
  }

  Syntax syntax() override {
    Syntax all{{Takes::operand, choice_option("KIND", kind_, names_in(generators()), "what to make up")},
               text(Takes::required_value, "out", out_, "FILE.h5", "the data file to write"),
               {Takes::value,
                integer_option("seed", seed_, between(0, largest_exact_integer), "equal seeds give equal data")}};
    for (const GeneratorPtr& kind : kinds_) {
      Syntax own = kind->syntax();
      for (const Argument& argument : own) {
        if (argument.option.get) defaults_.push_back({kind.get(), argument.option, argument.option.get()});
      }
      all = all + own;
    }
    return all + Syntax{format_.argument()};
  }

  void run() override {
    const auto directory = std::filesystem::path(out_).parent_path();
    if (!directory.empty() && !std::filesystem::is_directory(directory)) {
      throw config_error("dbn data generate: --out " + out_ + ": there is no directory " + directory.string() +
                         "; create it first");
    }
    const Generator* chosen = nullptr;
    for (Index i = 0; i < kinds_.size(); ++i) {
      if (generators()[i].name == kind_) chosen = kinds_[i].get();
    }
    require_own_options(*chosen);
    Generator::Result result;
    {
      ImportDisplay display;
      result = chosen->write(out_, seed_, display.watch());
    }
    Json object{{"out", out_}, {"kind", kind_}};
    object.update(result.object);
    format_.print(object, result.text + "the data are in " + out_ + "\n");
  }

 private:
  struct Default {
    const Generator* kind;
    Option option;
    std::string value;
  };

  void require_own_options(const Generator& chosen) const {
    for (const Default& known : defaults_) {
      if (known.kind == &chosen || known.option.get() == known.value) continue;
      throw config_error("dbn data generate: --" + known.option.name + " is not for " + kind_ + "; leave it out");
    }
  }

  std::vector<GeneratorPtr> kinds_;
  std::vector<Default> defaults_;
  std::string kind_ = "ratings";
  std::string out_;
  Index seed_ = 1;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_data_generate() { return std::make_unique<DataGenerate>(); }

}  // namespace dbn::program
