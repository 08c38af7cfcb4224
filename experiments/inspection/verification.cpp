#include "experiments/inspection/verification.hpp"

#include <cmath>

#include "experiments/runs/checkpoint_progress.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/hdf5/tree.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

// Parameters, moments, chains. Lists have NaN where something was not measured, as the history has.
bool must_be_finite(const TreeNode& node) {
  constexpr Index matrix_rank = 2;
  return node.shape.size() == matrix_rank && node.path.starts_with("/state/run/");
}

Index read_numbers(const std::filesystem::path& file) {
  Index count = 0;
  for (const TreeNode& node : read_tree(file)) {
    if (!is_numeric(node)) continue;
    ++count;
    const Statistics found = statistics(file, node.path);
    if (!must_be_finite(node)) continue;
    if (found.nan_count == 0 && std::isfinite(found.minimum) && std::isfinite(found.maximum)) continue;
    throw model_error(file.string() + ": " + node.path + ": found values that are NaN or infinite (" +
                      std::to_string(found.nan_count) +
                      " NaN); expected finite numbers: the run diverged, or the file " + "is damaged");
  }
  return count;
}

}  // namespace

Json verify_file(const std::filesystem::path& file, FileKind kind) {
  const bool is_own = hdf5::has_own_layout(file, ErrorKind::model);
  const std::string count = run_guarded(file, ErrorKind::model, [&] {
    if (is_own) hdf5::verify_checksums(hdf5::open_file(file, ErrorKind::model));
    return std::to_string(read_numbers(file));
  });
  if (kind != FileKind::other) read_model(file);
  if (kind == FileKind::checkpoint) read_checkpoint_progress(file);
  return {{"checksums", is_own}, {"numeric_datasets", std::stoull(count)}, {"model", kind != FileKind::other}};
}

std::string verification_text(const Json& verification) {
  return "verified  " + verification["numeric_datasets"].dump() + " numeric datasets " +
         (verification["checksums"].get<bool>() ? "with their checksums" : "(written elsewhere, without checksums)") +
         (verification["model"].get<bool>() ? "; format version, shapes, finite parameters\n" : "\n");
}

}  // namespace dbn::program
