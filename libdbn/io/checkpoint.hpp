// Checkpoints: a model plus all that resuming its training needs.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libdbn/base/archive.hpp"
#include "libdbn/dbn/model.hpp"

namespace dbn {

/// Archives the state of a run into or from an archive; called with a writing one to save, a reading one to load.
using ArchiveFunction = std::function<void(Archive&)>;

/// Replaces `file` by a checkpoint: the model where a model file has it, /config (the text of the resolved config),
/// /state (what `state` archives), and in root attributes the library version, the BLAS and the tile plan. The new file
/// is read back before it takes the name; the one before is kept as STEM.previous.h5. When anything fails the old file
/// stays and a model error says what failed and what to do.
void save_checkpoint(const std::filesystem::path& file, const Model& model, const std::string& config_text,
                     const ArchiveFunction& state);

/// Has `state` read from the group /state. Throws a model error; parts of the state may have changed by then.
void load_checkpoint(const std::filesystem::path& file, const ArchiveFunction& state);

std::string read_config_text(const std::filesystem::path& file);

/// What made the checkpoint: a resumed run is the same byte for byte only where all of these are.
struct CheckpointOrigin {
  std::string library;
  std::string blas;
  std::string tile_plan;
};
CheckpointOrigin read_checkpoint_origin(const std::filesystem::path& file);

}  // namespace dbn
