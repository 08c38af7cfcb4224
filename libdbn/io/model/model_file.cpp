#include "libdbn/io/model/model_file.hpp"

#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {

void write_model(const std::filesystem::path& file, const Model& model) {
  require_consistent(model, file.string());
  hdf5::MemoryFile image(file.string(), ErrorKind::model);
  write_file_identity(image.root(), "model");
  write_model_parts(image.root(), model);
  write_text_file(file, image.finish(), ErrorKind::model);
}

Model read_model(const std::filesystem::path& file) {
  const auto read = [&] { return read_model_parts(hdf5::open_file(file, ErrorKind::model)); };
  // What makes the HDF5 library crash does so in the child.
  run_guarded(file, ErrorKind::model, [&] {
    read();
    return std::string();
  });
  return read();
}

}  // namespace dbn
