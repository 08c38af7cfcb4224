// Position of a run in its stages, read from its checkpoint.
#pragma once

#include <filesystem>

#include "libdbn/train/history.hpp"

namespace dbn::program {

struct CheckpointProgress {
  Index stage = 0;  ///< the layers from 0, then up-down learning and fine-tuning, as far as the config has them
  Index epoch = 0;
  Index batch = 0;   ///< the next one
  Index layers = 0;  ///< how many there are
  bool finished = false;
  History history;
  std::string config;  ///< text of the resolved config
};

/// Throws a model error unless `checkpoint` is a checkpoint written here.
CheckpointProgress read_checkpoint_progress(const std::filesystem::path& checkpoint);

}  // namespace dbn::program
