// Which field of a line of ratings is the user, the item and the rating: by a header, or by the usual order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/data/formats/input_lines.hpp"

namespace dbn {

struct RatingColumns {
  Index user = 0;
  Index item = 1;
  Index rating = 2;
  Index least = 3;  ///< fields of a line
  Index most = 4;
};

/// What the first line of a file says; nothing where it holds a number and so is no header. Names are told in any case
/// and spelling: userId, user_id, "User ID"; movie, item, anime, book, ...; rating, score, stars. A column without a
/// name and others are left out with a note. Throws a data error unless user, item and rating are there once each.
std::optional<RatingColumns> rating_columns(const std::vector<std::string_view>& fields, const InputLines& lines,
                                            std::vector<std::string>& notes);

/// Cuts lines of ratings, separated by "::", tabs, semicolons, commas or blanks, with quotes or without.
class RatingCutter {
 public:
  /// The separator is that of the first line of each file.
  const std::vector<std::string_view>& cut(std::string_view line, const InputLines& lines);

 private:
  Index file_ = static_cast<Index>(-1);
  std::string separator_;
  std::optional<FieldCutter> cutter_;
  std::vector<std::string_view> fields_;
};

}  // namespace dbn
