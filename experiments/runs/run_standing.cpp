#include "experiments/runs/run_standing.hpp"

#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/checkpoint.hpp"

namespace dbn::program {
namespace {

// The fields of TrainingRun::archive that stand outside the stages.
struct Place {
  RunStanding& standing;

  void archive(Archive& archive) {
    archive.field("stage", standing.stage);
    archive.field("epoch", standing.epoch);
    archive.field("batch", standing.batch);
    archive.group("history", standing.history);
  }
};

}  // namespace

RunStanding read_standing(const std::filesystem::path& checkpoint) {
  RunStanding standing;
  standing.config = read_config_text(checkpoint);
  Place place{standing};
  load_checkpoint(checkpoint, [&](Archive& archive) { archive.group("run", place); });
  // Only a run with a stage at work has the state of its training.
  const hdf5::Group root = hdf5::open_file(checkpoint, ErrorKind::model);
  constexpr Index most = 100'000;
  standing.layers = root.group("layers").names(most).size();
  standing.finished = !root.group("state").group("run").has("training");
  return standing;
}

}  // namespace dbn::program
