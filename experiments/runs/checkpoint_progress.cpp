#include "experiments/runs/checkpoint_progress.hpp"

#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/checkpoint.hpp"

namespace dbn::program {
namespace {

// The fields of TrainingRun::archive that stand outside the stages.
struct Place {
  CheckpointProgress& progress;

  void archive(Archive& archive) {
    archive.field("stage", progress.stage);
    archive.field("epoch", progress.epoch);
    archive.field("batch", progress.batch);
    archive.group("history", progress.history);
  }
};

}  // namespace

CheckpointProgress read_checkpoint_progress(const std::filesystem::path& checkpoint) {
  CheckpointProgress progress;
  progress.config = read_config_text(checkpoint);
  Place place{progress};
  load_checkpoint(checkpoint, [&](Archive& archive) { archive.group("run", place); });
  // Only a run with a stage at work has the state of its training.
  const hdf5::Group root = hdf5::open_file(checkpoint, ErrorKind::model);
  constexpr Index most = 100'000;
  progress.layers = root.group("layers").names(most).size();
  progress.finished = !root.group("state").group("run").has("training");
  return progress;
}

}  // namespace dbn::program
