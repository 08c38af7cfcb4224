// Position of a run in its stages, read from its checkpoint.
#pragma once

#include <filesystem>

#include "libdbn/train/history.hpp"

namespace dbn::program {

struct RunStanding {
  Index stage = 0;  ///< the layers from 0, then fine-tuning
  Index epoch = 0;
  Index batch = 0;   ///< the next one
  Index layers = 0;  ///< how many there are
  bool finished = false;
  History history;
  std::string config;  ///< text of the resolved config
};

/// Throws a model error unless `checkpoint` is a checkpoint written here.
RunStanding read_standing(const std::filesystem::path& checkpoint);

}  // namespace dbn::program
