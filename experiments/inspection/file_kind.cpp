#include "experiments/inspection/file_kind.hpp"

#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn::program {

std::string stored_kind(const std::filesystem::path& file) {
  return run_guarded(file, ErrorKind::model, [&file]() -> std::string {
    const hdf5::Group root = hdf5::open_file(file, ErrorKind::model);
    const auto text = [&root](const std::string& name) -> std::string {
      if (!root.has_attribute(name)) return "";
      return root.attribute_type(name).element_class == hdf5::ElementClass::text ? root.text_attribute(name) : "";
    };
    return text("format") == model_format ? text("kind") : "";
  });
}

FileKind file_kind(const std::filesystem::path& file) {
  const std::string kind = stored_kind(file);
  if (kind == "model") return FileKind::model;
  return kind == "checkpoint" ? FileKind::checkpoint : FileKind::other;
}

}  // namespace dbn::program
