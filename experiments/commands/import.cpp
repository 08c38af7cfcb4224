#include <fstream>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/layer_names.hpp"
#include "libdbn/io/exchange/model_arrays.hpp"
#include "libdbn/io/exchange/npz.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

class Import final : public Invocation {
 public:
  Syntax syntax() override {
    return {operand("FILE", file_, "a .npz archive of numpy, or a HDF5 file of any program").that(Role::reads_file),
            output_file_argument(out_, "MODEL.h5", "model"),
            text(Takes::value, "visible", units_.visible, "a kind, or whole units such as bernoulli:784+softmax:1x10",
                 "the first layer's visible units; by default what the file says, else bernoulli"),
            text(Takes::value, "hidden", units_.hidden, "a kind, or whole units",
                 "every layer's hidden units; by default what the file says, else bernoulli"),
            format_.argument()};
  }

  void run() override {
    const std::vector<NamedArray> arrays = is_zip() ? read_npz(file_, ErrorKind::model) : hdf5_arrays(file_);
    const Model model = model_of_arrays(with_names_of_model(arrays, units_, file_), file_);
    write_model(out_, model);
    Json object;
    object["out"] = out_;
    object["layers"] = Json::array();
    std::string lines;
    for (const Rbm& rbm : model.layers) {
      lines += "layer " + std::to_string(object["layers"].size()) + "  " + rbm.visible->spec() + " - " +
               rbm.hidden->spec() + "\n";
      object["layers"].push_back({{"visible", rbm.visible->spec()}, {"hidden", rbm.hidden->spec()}});
    }
    object["network_layers"] = model.network.layers.size();
    if (!model.network.empty()) lines += "network  " + std::to_string(model.network.layers.size()) + " layers\n";
    format_.print(object, lines + "model  " + out_ + "\n");
  }

 private:
  bool is_zip() const {
    std::ifstream stream(file_, std::ios::binary);
    char head[2] = {};
    return stream.read(head, sizeof head) && head[0] == 'P' && head[1] == 'K';
  }

  std::string file_;
  std::string out_;
  ImportedUnits units_;
  ResultFormat format_;
};

}  // namespace

extern const Command import_command{
    .name = "import",
    .summary = "a model from arrays of numpy or scikit-learn",
    .page =
        "Reads .npz archives, and HDF5 files of any program. A layer is the arrays weights (V, H), visible_bias (V) "
        "and hidden_bias (H), or components_ (H, V), intercept_visible_ (V) and intercept_hidden_ (H) as "
        "scikit-learn's BernoulliRBM has them; several layers lie below the prefixes 0/, 1/ and so on. What 'dbn "
        "export' wrote needs no options. Shapes and numbers are checked; pickled objects are refused.",
    .examples = {"dbn import model.npz --out model.h5", "dbn import scikit.h5 --visible gaussian --out model.h5"},
    .make = make_invocation<Import>,
};

}  // namespace dbn::program
