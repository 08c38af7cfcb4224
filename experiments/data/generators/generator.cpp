#include "experiments/data/generators/generator.hpp"

#include <array>

namespace dbn::program {

std::span<const Entry<GeneratorPtr (*)()>> generators() {
  using Kind = Entry<GeneratorPtr (*)()>;
  static constexpr std::array table{Kind{"ratings", "users who rate items by their tastes", make_ratings_generator},
                                    Kind{"documents", "counts of words by topics", make_documents_generator},
                                    Kind{"patches", "pieces of pictures like natural ones", make_patches_generator}};
  return table;
}

}  // namespace dbn::program
