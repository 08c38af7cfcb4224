// Kinds of data, models and stages in which options have fewer values than elsewhere; where an option is declared it
// says which (Option::confined).
#pragma once

#include "libdbn/base/options.hpp"

namespace dbn {

inline constexpr Situation rating_lists{"training on lists of ratings"};
inline constexpr Situation no_ratings{"training data without ratings"};
inline constexpr Situation rows_with_lengths{"rows of different lengths, which multinomial units take"};
inline constexpr Situation weighted_rows{"training rows that have weights"};
inline constexpr Situation no_validation{"training without validation rows (data.validation)"};
inline constexpr Situation rows_in_memory{"data in memory (data.stream)"};
inline constexpr Situation single_layer{"a net of one layer"};
inline constexpr Situation tied_decoder{"finetune.decoder = tied, whose output layer has no weights of its own"};

}  // namespace dbn
