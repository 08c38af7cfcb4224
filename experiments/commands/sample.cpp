#include <filesystem>

#include "experiments/commands.hpp"
#include "experiments/model_input.hpp"
#include "experiments/output.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/io/data_file.hpp"
#include "libdbn/io/png.hpp"

namespace dbn::program {
namespace {

/// States of the data layer drawn from a model, and the means that they were drawn with.
struct Samples {
  Matrix visible;
  Matrix mean;
};

// Chains begin at independent units with the visible biases alone.
Matrix first_states(const Rbm& rbm, Index count, Rng& rng) {
  const Matrix no_inputs = zeros(count, rbm.visible->size());
  Matrix states = no_inputs;
  rbm.visible->sample(rbm.parameters.visible, no_inputs, rng.next(), states);
  return states;
}

// The generative model of a deep belief net (Hinton, Osindero & Teh 2006): Gibbs sampling in the top machine, then one
// draw down through each directed layer.
Samples draw_samples(const std::vector<Rbm>& layers, Index count, Index steps, Rng& rng, Workers& workers) {
  const Rbm& top = layers.back();
  Samples samples;
  samples.visible = gibbs(top, first_states(top, count, rng), steps - 1, rng, workers);
  Matrix hidden = sample_hidden(top, samples.visible, rng, workers);
  for (Index i = layers.size(); i-- > 0;) {
    samples.mean = visible_mean(layers[i], hidden, workers);
    samples.visible = sample_visible(layers[i], hidden, rng, workers);
    hidden = samples.visible;
  }
  return samples;
}

class Sample final : public Command {
 public:
  Syntax syntax() override {
    return model_.syntax() +
           Syntax{{Takes::value, integer_option("count", count_, between(1, 1e8), "independent chains, one row each")},
                  {Takes::value, integer_option("steps", steps_, between(1, 1e9),
                                                "Gibbs steps of each chain; more for well-separated modes")},
                  {Takes::value, integer_option("seed", seed_, between(0, 9e15), "seed of the draws")},
                  text(Takes::required_value, "out", out_, "FILE.h5|FILE.png",
                       "where the samples go; the extension chooses the format"),
                  format_.argument()};
  }

  void run() override {
    const std::string extension = std::filesystem::path(out_).extension().string();
    if (extension != ".png" && extension != ".h5" && extension != ".hdf5") {
      throw config_error("dbn sample: --out " + out_ + ": expected a name that ends in .h5 or .png");
    }
    const Model model = model_.read();
    Workers workers(model_.threads());
    Rng rng(seed_);
    const Samples samples = draw_samples(model.layers, count_, steps_, rng, workers);
    if (extension == ".png") {
      const ImageShape image = image_shape(model);
      const auto pixels = ConstMatrixView(samples.mean).column_range(0, image.height * image.width);
      write_png(out_, tile_images(pixels, image, TileScaling::zero_to_one));
    } else {
      write_hdf5_table(out_, {{"visible", &samples.visible, "rows,visible"}, {"mean", &samples.mean, "rows,visible"}});
    }
    Json object;
    object["count"] = count_;
    object["steps"] = steps_;
    object["out"] = out_;
    format_.print(object, std::to_string(count_) + " samples are in " + out_ + "\n");
  }

 private:
  ModelArguments model_;
  Index count_ = 100;
  Index steps_ = 1000;
  Index seed_ = 1;
  std::string out_;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_sample() { return std::make_unique<Sample>(); }

}  // namespace dbn::program
