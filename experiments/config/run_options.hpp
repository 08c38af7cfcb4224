// Options of a run outside its layers and fine-tuning: [data], [dbn] and [run].
#pragma once

#include "experiments/config/column_options.hpp"
#include "libdbn/base/options.hpp"
#include "libdbn/base/workers.hpp"
#include "libdbn/data/batches.hpp"
#include "libdbn/data/presented.hpp"
#include "libdbn/io/data/streamed_data.hpp"

namespace dbn::program {

/// Integers up to here are the same in double, which ranges and JSON use.
inline constexpr double largest_exact_integer = 9007199254740992;

/// Section [data].
struct DataOptions {
  std::string train;
  std::string test = "none";
  std::string validation = "none";
  std::string rated = "none";
  Index limit = 0;
  std::string directory = "data";
  ColumnOptions csv;
  std::string transform{default_transform};
  Binarization binarize = Binarization::none;
  BatchOrder batch_order = BatchOrder::shuffled;
  Streaming stream = Streaming::automatic;
  Index stream_buffer = 64;

  StreamingChoice streaming() const { return {stream, stream_buffer << 20}; }
  OptionList options();
};

/// none: label units are where the visible layer lists them. top: beside the other visible units of the last machine.
enum class LabelPlace { none, top };

/// Section [dbn].
struct StackOptions {
  std::string layers;
  std::string visible = "bernoulli";
  LabelPlace labels = LabelPlace::none;
  std::string init = "none";

  OptionList options();
};

/// Which checkpoints stay when later ones are written. none: the last and the one before. doubling: also those after 1,
/// 2, 4, 8, ... epochs of each stage.
enum class Snapshots { none, doubling };

/// Section [run].
struct RunOptions {
  Index seed = 1;
  Index threads = 0;
  SparseProducts sparse = SparseProducts::automatic;
  Index checkpoint_every = 1;
  double checkpoint_minutes = 10;
  Snapshots snapshots = Snapshots::none;
  std::string out = "automatic";

  OptionList options();
};

/// `threads` as a number of threads: 0 means one for each core that this process may use. One where the BLAS was built
/// without support for threads.
Index thread_count(Index threads);

/// True for the texts that mean that something is not there: "" and "none".
bool is_none(const std::string& text);

}  // namespace dbn::program
