#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/generators/generator.hpp"
#include "experiments/terminal/import_display.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn::program {
namespace {

class DataGenerate final : public Invocation {
 public:
  DataGenerate() {
    for (const auto& entry : generators()) kinds_.push_back(entry.thing());
  }

  Syntax syntax() override {
    Syntax all{{Takes::operand, choice_option("KIND", kind_, names_in(generators()), "what to make up")},
               output_file_argument(out_, "FILE.h5", "data"),
               seed_argument(seed_)};
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

extern const Command data_generate_command{
    .name = "data generate",
    .summary = "made-up data of any size, by rules that are known",
    .page =
        "KIND ratings: users with binary traits rate items on a scale of five levels; how popular items are and how "
        "much users rate follows the Netflix contest, and --preset netflix has its size, 100 million ratings. The file "
        "says how far the ratings are from the values that they were drawn from (generator_rmse), which no model can "
        "be expected to beat. KIND documents: each has a dominant topic, which is its label, and a second one; the "
        "perplexity of the documents under the model that made them becomes an attribute of the file, and the topics "
        "do not depend on the seed. KIND patches: pictures of SIZE x SIZE bytes cut out of dead leaves, which are "
        "discs that occlude each other, with the edges and the 1/f amplitude spectrum of natural images. Ratings and "
        "patches are written row by row, in memory that does not grow with the file; the same seed gives the same "
        "rows. Ctrl-C leaves nothing.",
    .examples = {"dbn data generate ratings --out ratings.h5 --held-out ratings-test.h5",
                 "dbn data generate ratings --preset netflix --out netflix.h5 --held-out netflix-test.h5 "
                 "--held-out-share 0.014",
                 "dbn data generate documents --topics 20 --words 2000 --documents 10000 --out documents.h5",
                 "dbn data generate patches --count 4000000 --size 16 --out patches.h5"},
    .make = make_invocation<DataGenerate>,
};

}  // namespace dbn::program
