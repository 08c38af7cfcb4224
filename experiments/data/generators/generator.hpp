// Data generators of `dbn data generate`, in one table of kinds.
#pragma once

#include <filesystem>
#include <memory>

#include "experiments/config/command_line.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/data/formats/input_lines.hpp"

namespace dbn::program {

/// One kind of data: its options are variables of the object. No two kinds have options of the same name.
class Generator {
 public:
  virtual ~Generator() = default;
  virtual Syntax syntax() = 0;
  /// What is written, beside the keys `out` and `kind` that all have.
  struct Result {
    Json object;
    std::string text;
  };
  /// Writes the data to a file. Equal seeds give equal data.
  virtual Result write(const std::filesystem::path& file, std::uint64_t seed, const ImportWatch& watch) const = 0;
};
using GeneratorPtr = std::unique_ptr<Generator>;

/// Every kind of data that can be made up.
std::span<const Entry<GeneratorPtr (*)()>> generators();

GeneratorPtr make_ratings_generator();
GeneratorPtr make_documents_generator();
GeneratorPtr make_patches_generator();

}  // namespace dbn::program
