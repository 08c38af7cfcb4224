#include "libdbn/base/version.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/blas.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/io/hdf5/hdf5_version.hpp"

namespace dbn::program {
namespace {

class Version final : public Invocation {
 public:
  Syntax syntax() override { return {format_.argument()}; }

  void run() override {
    Json object;
    object["version"] = library_version();
    object["real"] = sizeof(real) == sizeof(float) ? "float" : "double";
    object["blas"] = blas_description();
    object["blas_is_thread_safe"] = blas_is_thread_safe();
    object["tile_plan"] = tile_plan();
    object["hdf5"] = hdf5::linked_version();
    object["compiler"] = compiler();
    std::string text;
    for (const auto& [key, value] : object.items()) {
      text += key + std::string(key.size() < 22 ? 22 - key.size() : 1, ' ') +
              (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
    format_.print(object, "dbn\n" + text);
  }

 private:
  static std::string compiler() {
#if defined(__clang__)
    return std::string("clang ") + __clang_version__;
#else
    return std::string("g++ ") + __VERSION__;
#endif
  }

  ResultFormat format_;
};

}  // namespace

extern const Command version_command{
    .name = "version",
    .summary = "versions of the library and of what it was built with",
    .page =
        "Beside the version: precision, BLAS with the kernels that it takes, tile plan, HDF5 and compiler, which are "
        "what results depend on.",
    .examples = {"dbn version", "dbn version --json"},
    .make = make_invocation<Version>,
};

}  // namespace dbn::program
