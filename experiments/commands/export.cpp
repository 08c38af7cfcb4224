#include <filesystem>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/exchange/csv_directory.hpp"
#include "libdbn/io/exchange/model_arrays.hpp"
#include "libdbn/io/exchange/npz.hpp"

namespace dbn::program {
namespace {

class Export final : public Invocation {
 public:
  Syntax syntax() override {
    return {model_operand(model_), output_file_argument(out_, "FILE.npz|DIRECTORY", ""), format_.argument()};
  }

  void run() override {
    const std::string extension = std::filesystem::path(out_).extension().string();
    if (extension == ".h5" || extension == ".hdf5" || extension == ".csv") {
      throw config_error("dbn export: --out " + out_ +
                         (extension == ".csv" ? ": every array becomes a file of its own; name a directory"
                                              : ": a model is HDF5 already; copy it, or give a name in .npz"));
    }
    const std::vector<NamedArray> arrays = model_arrays(model_file(model_));
    if (extension == ".npz") {
      write_npz(out_, arrays, ErrorKind::config);
    } else {
      write_csv_directory(out_, arrays, ErrorKind::config);
    }
    Json object;
    object["out"] = out_;
    object["arrays"] = Json::array();
    std::vector<std::vector<std::string>> table;
    for (const NamedArray& array : arrays) {
      object["arrays"].push_back({{"name", array.name}, {"shape", array.shape}});
      std::string shape;
      for (const Index extent : array.shape) shape += (shape.empty() ? "" : " x ") + std::to_string(extent);
      table.push_back({array.name, shape});
    }
    format_.print(object, aligned(table) + "are in " + out_ + "\n");
  }

 private:
  std::string model_;
  std::string out_;
  ResultFormat format_;
};

}  // namespace

extern const Command export_command{
    .name = "export",
    .summary = "the arrays of a model for numpy, or as CSV files",
    .page =
        "Every dataset and attribute that makes up the model, under its path in the file and in its precision: weights "
        "and biases of the layers, the network, the input transform. An .npz archive is read by numpy.load; any other "
        "name becomes a directory with a CSV file for each array; 'dbn import' takes it back bit for bit.",
    .examples = {"dbn export runs/fashion_mnist/model.h5 --out model.npz",
                 "dbn export runs/fashion_mnist --out tables"},
    .make = make_invocation<Export>,
};

}  // namespace dbn::program
