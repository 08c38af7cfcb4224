// Checkpoints: a model plus the state that resuming its training needs.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "libdbn/base/archive.hpp"
#include "libdbn/dbn/model.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn {

/// Archives the state of a run into or from an archive; called with a writing one to save, a reading one to load.
using ArchiveFunction = std::function<void(Archive&)>;

/// Replaces `file` by a checkpoint: the model where a model file has it, /config (the text of the resolved config),
/// /state (what `state` archives), and in root attributes the library version, the BLAS and the tile plan. The new file
/// is read back before it takes the name; the one before is kept as STEM.previous.h5 unless `previous` says otherwise.
/// When anything fails the old file stays and a model error says what failed and what to do.
void save_checkpoint(const std::filesystem::path& file, const Model& model, const std::string& config_text,
                     const ArchiveFunction& state, Previous previous = Previous::keep);

/// Has `state` read from the group /state. Before it, as in the functions below, all of the file is read once in a
/// guarded child process, so that damage anywhere is a model error and nothing has changed. A model error also when the
/// state does not fit; parts of it may have changed by then.
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
