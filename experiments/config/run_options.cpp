#include "experiments/config/run_options.hpp"

#include <algorithm>
#include <thread>

#include "experiments/config/shared_options.hpp"
#include "libdbn/base/blas.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/train/situations.hpp"
#include "libdbn/units/units.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view spec_text =
    "a SPEC: FILE, FILE.h5:/group, FILE.npz:array, NAME:split, or HDF5 files joined by ' + '";
// Text that is at least not a number outside the fractions that make sense.
Option validation_option(std::string& value) {
  Option option = text_option("validation", value, "none, a fraction in (0, 1), or a SPEC",
                              "rows that choose the best epoch: a random part of the training rows, stratified by "
                              "class, or data of their own; of ratings, single ratings of the same users");
  option.set = [&value, expects = option.expects](std::string_view text) {
    const auto number = parse_number(text);
    if (number && !(*number > 0 && *number < 1)) {
      throw config_error("'" + std::string(trimmed(text)) + "' is not " + expects);
    }
    value = std::string(trimmed(text));
  };
  return option;
}

}  // namespace

OptionList DataOptions::options() {
  OptionList list{
      text_option("train", train, std::string(spec_text),
                  "training data: CSV, HDF5, .npy, .npz or IDX (plain or .gz, labels found beside), or a data set "
                  "known by name: "
                  "fashion-mnist:train, mnist:train, bars-and-stripes:4x4, ... ('dbn help' lists all)")
          .with_role(KeyRole::names_data),
      text_option("test", test, "none, or " + std::string(spec_text),
                  "data on which the final model is measured; not used during training")
          .with_role(KeyRole::names_data),
      validation_option(validation),
      text_option("rated", rated, "none, or " + std::string(spec_text),
                  "beside ratings: further ratings of the same users, of which only the items are used (conditional "
                  "RBM)")
          .confined(no_ratings, {"none", ""}),
      integer_option("limit", limit, between(0, largest_exact_integer),
                     "use the first rows of the training data only; 0 means all")
          .with_unit("rows"),
      directory_option(directory).with_role(KeyRole::decides_nothing),
      choice_option("transform", transform, transform_names(),
                    "map fitted on the training rows and kept in the model; " + transform_help())
          .confined(rating_lists, {"none", "automatic"}),
      enum_option("binarize", binarize, binarizations(),
                  "none takes values in [0, 1] as probabilities; threshold cuts at 0.5; once and per_presentation draw "
                  "bits with these probabilities")
          .confined(rating_lists, {"none"}),
      enum_option("batch_order", batch_order, batch_orders(),
                  "shuffled is usual; balanced spreads the classes evenly over the batches; fixed keeps the file's "
                  "order; fixed_shuffled keeps one random order"),
      enum_option("stream", stream, streamings(),
                  "whether dense inputs stay in their HDF5 files and are read while training goes on; automatic where "
                  "they would take more than 512 MiB of memory; other data are read into memory. Streamed rows are "
                  "shuffled within "
                  "windows of blocks"),
      integer_option(
          "stream_buffer", stream_buffer, between(1, 1e6),
          "MiB of memory for streamed rows of a layer: half is the window that is shuffled, the other half is "
          "read meanwhile; larger mixes better data that are sorted")
          .with_unit("MiB"),
  };
  const OptionList columns = csv.options();
  list.insert(std::find_if(list.begin(), list.end(), [](const Option& option) { return option.name == "transform"; }),
              columns.begin(), columns.end());
  return list;
}

OptionList StackOptions::options() {
  return {
      text_option("layers", layers, "sizes from bottom to top, e.g. 500 500 2000",
                  "hidden layers; a number means bernoulli units, other kinds are spelled KIND:SIZE. With init it may "
                  "be left out"),
      text_option("visible", visible, "a unit kind, or KIND:SIZE",
                  "visible units of the first layer; bernoulli for values in [0, 1], gaussian for standardized reals")
          .with_names(unit_kinds()),
      enum_option("labels", labels, {"none", "top"},
                  "top adds the class to the visible units of the last machine, as one softmax group; the net then "
                  "models rows with their label and classifies without fine-tuning")
          .confined(rating_lists, {"none"}),
      text_option("init", init, "none, or a model file",
                  "start from the parameters of this model instead of random ones (warm start, transplant); layers may "
                  "list its layers and new ones on top, and rbm.0.epochs = 0 keeps the first as it is"),
  };
}

OptionList RunOptions::options() {
  return {
      seed_option(seed),
      threads_option(threads).with_role(KeyRole::decides_nothing),
      enum_option(
          "sparse", sparse, sparse_products_names(),
          "sparse products over lists of nonzero numbers: auto where a factor has enough zeros to gain, as images "
          "have; the last bits of results depend on it"),
      integer_option("checkpoint_every", checkpoint_every, between(0, 1e9),
                     "epochs of a stage between checkpoints; 0 for none but the last")
          .with_unit("epochs")
          .with_role(KeyRole::decides_nothing),
      number_option("checkpoint_minutes", checkpoint_minutes, between(0, 1e6),
                    "also write a checkpoint when the last one is this old, in the middle of long epochs; 0 for never")
          .with_unit("minutes")
          .with_role(KeyRole::decides_nothing),
      enum_option(
          "snapshots", snapshots, {"none", "doubling"},
          "checkpoints that stay; doubling keeps those after 1, 2, 4, 8, ... epochs of each stage in snapshots/ "
          "of the run directory, to watch what is learned when or to go back there")
          .with_role(KeyRole::decides_nothing),
      text_option("out", out, "a directory, or automatic",
                  "the run directory; automatic means runs/NAME for the config NAME.cfg")
          .with_role(KeyRole::decides_nothing),
  };
}

Index thread_count(Index threads) {
  if (!blas_is_thread_safe()) return 1;
  return threads > 0 ? threads : std::max<Index>(1, std::thread::hardware_concurrency());
}

bool is_none(const std::string& text) { return text.empty() || text == "none"; }

}  // namespace dbn::program
