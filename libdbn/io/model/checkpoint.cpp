#include "libdbn/io/model/checkpoint.hpp"

#include "libdbn/base/blas.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/hdf5_archive.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {
namespace {

void require_whole_checkpoint(const std::filesystem::path& file) {
  const hdf5::Group root = hdf5::open_file(file, ErrorKind::model);
  const std::string kind = read_file_identity(root);
  if (kind != "checkpoint") {
    throw root.error("attribute 'kind' is \"" + kind + "\"; expected \"checkpoint\": a model alone cannot be resumed" +
                     " (start a new run from it with init in section dbn)");
  }
  if (!hdf5::has_own_layout(file, ErrorKind::model)) {
    throw model_error(file.string() + ": was written by another program; expected a checkpoint of a run");
  }
  hdf5::verify_checksums(root);
}

hdf5::Group open_checkpoint(const std::filesystem::path& file) {
  run_guarded(file, ErrorKind::model, [&] {
    require_whole_checkpoint(file);
    return std::string();
  });
  return hdf5::open_file(file, ErrorKind::model);
}

}  // namespace

void save_checkpoint(const std::filesystem::path& file, const Model& model, const std::string& config_text,
                     const ArchiveFunction& state, Previous previous) {
  require_consistent(model, file.string());
  hdf5::MemoryFile image(file.string(), ErrorKind::model);
  {
    const hdf5::Group root = image.root();
    write_file_identity(root, "checkpoint");
    root.write_attribute("blas", blas_description());
    root.write_attribute("tile_plan", tile_plan());
    write_model_parts(root, model);
    root.write_array("config", std::span<const std::string>(&config_text, 1));
    Hdf5WritingArchive archive(root.create_group("state"));
    state(archive);
  }
  const std::string_view bytes = image.finish();
  const auto write_and_verify = [&](const std::filesystem::path& temporary) {
    write_bytes(temporary, bytes, ErrorKind::model);
    hdf5::verify_checksums(hdf5::open_file(temporary, ErrorKind::model));
  };
  replace_file(file, ErrorKind::model, write_and_verify, previous);
}

void load_checkpoint(const std::filesystem::path& file, const ArchiveFunction& state) {
  Hdf5ReadingArchive archive(open_checkpoint(file).group("state"));
  state(archive);
}

std::string read_config_text(const std::filesystem::path& file) {
  std::string text;
  Hdf5ReadingArchive(open_checkpoint(file)).field("config", text);
  return text;
}

CheckpointOrigin read_checkpoint_origin(const std::filesystem::path& file) {
  const hdf5::Group root = open_checkpoint(file);
  return {root.text_attribute("library"), root.text_attribute("blas"), root.text_attribute("tile_plan")};
}

}  // namespace dbn
