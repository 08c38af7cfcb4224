#include "libdbn/data/generated/patches.hpp"
#include "experiments/data/generators/generator.hpp"
#include "libdbn/io/data/data_file.hpp"

namespace dbn::program {
namespace {

class PatchesGenerator final : public Generator {
 public:
  Syntax syntax() override {
    return {{Takes::value, integer_option("count", count_, between(1, 1e12), "of patches: rows")},
            {Takes::value, integer_option("size", size_, between(4, 64), "of patches: pixels of a side")}};
  }

  Result write(const std::filesystem::path& file, std::uint64_t seed, const ImportWatch& watch) const override {
    const RowReaderPtr rows = dead_leaves_patches(count_, size_, seed);
    write_hdf5_rows(file, *rows, watch);
    const Index columns = rows->columns();
    return {{{"rows", count_}, {"columns", columns}, {"seed", seed}},
            std::to_string(count_) + " rows of " + std::to_string(columns) + " columns; see 'dbn data describe " +
                file.string() + "'\n"};
  }

 private:
  Index count_ = 100'000;
  Index size_ = 16;
};

}  // namespace

GeneratorPtr make_patches_generator() { return std::make_unique<PatchesGenerator>(); }

}  // namespace dbn::program
