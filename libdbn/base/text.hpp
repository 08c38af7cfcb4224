// Conversion between numbers and text, the same in every locale; trailing characters are refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbn {

std::string_view trimmed(std::string_view text);
/// The pieces between separators, trimmed; an empty text has none.
std::vector<std::string> split(std::string_view text, char separator);
/// The words between runs of white space.
std::vector<std::string> words_of(std::string_view text);

/// The whole of `text` as a number, or nothing. `nan` and `inf` are numbers here; ranges refuse them.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

/// `text` as one cell of comma-separated values: in quotes where it has to be (RFC 4180).
std::string csv_cell(const std::string& text);

/// The shortest text that reads back as the same double.
std::string to_text(double value);

}  // namespace dbn
