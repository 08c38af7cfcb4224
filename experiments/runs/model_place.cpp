#include "experiments/runs/model_place.hpp"

#include "libdbn/base/errors.hpp"

namespace dbn::program {

Argument model_operand(std::string& value) {
  return operand("MODEL", value, "a model file, a checkpoint or a run directory").that(Role::reads_model);
}

std::filesystem::path model_file(const std::filesystem::path& place) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(place, ignored)) return place;
  for (const std::string_view name : {"checkpoint.h5", "model.h5"}) {
    if (std::filesystem::exists(place / name, ignored)) return place / name;
  }
  throw model_error(place.string() + ": the directory has neither checkpoint.h5 nor model.h5; name a file, or the " +
                    "directory of a run that has begun");
}

}  // namespace dbn::program
