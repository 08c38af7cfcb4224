#include <algorithm>
#include <filesystem>
#include <numeric>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/inspection/unit_pictures.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/dbn/generate.hpp"
#include "libdbn/dbn/reconstruction.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view every_class = "all";

/// What pictures show.
enum class Show { means, samples };

class Sample final : public Invocation {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::value) +
           Syntax{
               {Takes::value, integer_option("count", count_, between(1, 1e8),
                                             "independent chains, one row each; with --data at most one for each of "
                                             "its rows, with --label all rounded up to as many of "
                                             "each class, which with --data is as many as rows")},
               {Takes::value, integer_option("steps", steps_, between(1, 1e9),
                                             "Gibbs steps of each chain; more for well-separated modes")},
               text(Takes::value, "label", label_, "a class by name or number from 0, or all",
                    "what the label units show in every step; all: each class in turn, one picture row each"),
               text(
                   Takes::value, "clamp", clamp_, "FROM:TO",
                   "keep columns FROM to TO - 1 of the rows of --data and complete the others; exact Gibbs sampling in "
                   "a single machine, approximate in a deep net, where up and down passes alternate"),
               {Takes::value, enum_option("show", show_, {"means", "samples"},
                                          "what pictures show: the means of the data layer, or draws with them")},
               transformed_argument(transformed_),
               seed_argument(seed_),
               output_file_argument(out_, "FILE.h5|FILE.png", "table"),
               format_.argument()};
  }

  void run() override {
    const std::string extension = std::filesystem::path(out_).extension().string();
    if (!clamp_.empty() && !data_.given()) {
      throw config_error("dbn sample: --clamp " + clamp_ + " keeps columns of data; name them with --data");
    }
    const Model model = model_.read();
    const Matrix rows = data_.given() ? read_rows(model) : Matrix();
    const Labels labels = chain_labels(model, data_.given() ? rows.shape(0) : count_);
    const Samples samples = draw(model, rows, labels);
    if (extension == ".png") {
      const ImageShape image = image_shape(model);
      const Matrix& shown = show_ == Show::means ? samples.mean : samples.visible;
      const Index across = label_ == every_class ? shown.shape(0) / label_columns(model.layers).count : 0;
      write_png(out_, tile_images(ConstMatrixView(shown).column_range(0, image.height * image.width), image,
                                  TileScaling::zero_to_one, across));
    } else {
      const auto as_written = [&](const Matrix& states) {
        return transformed_ ? states : in_units_of_data(model, states);
      };
      const Matrix visible = as_written(samples.visible);
      const Matrix mean = as_written(samples.mean);
      std::vector<TableEntry> entries{{"visible", &visible, "rows,visible"}, {"mean", &mean, "rows,visible"}};
      if (!labels.empty()) entries.push_back({"labels", &labels, "rows"});
      write_hdf5_table(out_, entries);
    }
    const Index count = samples.visible.shape(0);
    Json object;
    object["count"] = count;
    object["steps"] = steps_;
    object["out"] = out_;
    format_.print(object, std::to_string(count) + " samples are in " + out_ + "\n");
  }

 private:
  Matrix read_rows(const Model& model) const {
    return read_all(data_.read(model, LabelUnits::missing)->rows(), count_);
  }

  Samples draw(const Model& model, const Matrix& rows, const Labels& labels) const {
    Workers workers(model_.threads());
    Rng rng(seed_);
    const SamplingOptions options{steps_, labels};
    if (!clamp_.empty()) {
      return complete_rows(model, repeated(rows, labels), kept_columns(model), options, rng, workers);
    }
    const Index count = labels.empty() ? count_ : labels.size();
    Matrix top = data_.given() ? data_at_top(model, repeated(rows, labels), rng, workers)
                               : noise_at_top(model.layers, count, rng);
    return draw_samples(model.layers, std::move(top), options, rng, workers);
  }

  // The class of each chain, each class for all of `chains` in turn where all are wanted; none without --label.
  Labels chain_labels(const Model& model, Index chains) const {
    if (label_.empty()) return {};
    const Index classes = label_columns(model.layers).count;
    if (classes == 0) {
      throw config_error("dbn sample: --label " + label_ + ": the model " + model_.file() +
                         " has no label units; train it with dbn.labels = top");
    }
    if (label_ != every_class) return Labels(chains, class_number(model, classes));
    const Index of_each = data_.given() ? chains : (chains + classes - 1) / classes;
    Labels labels;
    for (Index k = 0; k < classes; ++k) labels.insert(labels.end(), of_each, static_cast<std::int32_t>(k));
    return labels;
  }

  std::int32_t class_number(const Model& model, Index classes) const {
    std::vector<std::string> names = model.class_names;
    const auto named = std::find(names.begin(), names.end(), label_);
    if (named != names.end()) return static_cast<std::int32_t>(named - names.begin());
    const auto number = parse_integer(label_);
    if (number && *number >= 0 && static_cast<Index>(*number) < classes) return static_cast<std::int32_t>(*number);
    names.emplace_back(every_class);
    for (Index k = 0; k < classes; ++k) names.push_back(std::to_string(k));
    throw config_error("dbn sample: --label: " + unknown_name_message("class", label_, names));
  }

  // All rows once for each class in turn.
  static Matrix repeated(const Matrix& rows, const Labels& labels) {
    const Index times = labels.empty() ? 1 : labels.size() / rows.shape(0);
    Matrix result = zeros(times * rows.shape(0), rows.shape(1));
    for (Index i = 0; i < times; ++i) copy(rows, MatrixView(result).row_range(i * rows.shape(0), rows.shape(0)));
    return result;
  }

  Columns kept_columns(const Model& model) const {
    const auto columns = static_cast<std::int64_t>(model.layers.front().visible->size());
    const std::vector<std::string> ends = split(clamp_, ':');
    const auto from = ends.size() == 2 ? parse_integer(ends[0]) : std::nullopt;
    const auto to = ends.size() == 2 ? parse_integer(ends[1]) : std::nullopt;
    if (!from || !to || *from < 0 || *to <= *from || *to > columns) {
      throw config_error(
          "dbn sample: --clamp " + clamp_ + ": expected FROM:TO with 0 <= FROM < TO <= " + std::to_string(columns) +
          ", the columns of the data layer, e.g. 0:" + std::to_string(std::max<std::int64_t>(1, columns / 2)));
    }
    return {static_cast<Index>(*from), static_cast<Index>(*to - *from)};
  }

  ModelArguments model_;
  DataArguments data_;
  Index count_ = 100;
  Index steps_ = 1000;
  std::string label_;
  std::string clamp_;
  Show show_ = Show::means;
  bool transformed_ = false;
  Index seed_ = 1;
  std::string out_;
  ResultFormat format_;
};

}  // namespace

extern const Command sample_command{
    .name = "sample",
    .summary = "draw data from the model",
    .page =
        "Runs Gibbs chains in the top machine and passes the result down by the layers below. Chains begin at noise, "
        "or with --data at what the layers make of its rows. Writes /visible (states drawn), /mean (their "
        "probabilities or means) and, where the label is given, /labels, or a picture. Numbers in HDF5 files are in "
        "the "
        "units of the data, the model's input transform undone.",
    .examples =
        {"dbn sample model.h5 --count 100 --steps 1000 --out samples.png",
         "dbn sample model.h5 --count 1000 --steps 5000 --out samples.h5",
         "dbn sample labeled.h5 --label all --out classes.png",
         "dbn sample model.h5 --data fashion-mnist:test --limit 100 --clamp 0:392 --out upper_halves_completed.png"},
    .make = make_invocation<Sample>,
};

}  // namespace dbn::program
