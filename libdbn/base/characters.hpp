// Characters of UTF-8 text: which bytes make one, and text that is safe to print.
#pragma once

#include <string>
#include <string_view>

#include "libdbn/base/types.hpp"

namespace dbn {

/// The bytes of the character that `text` begins with, or 0 where it begins with none (RFC 3629).
Index character_bytes(std::string_view text);

/// True for UTF-8 without control characters.
bool is_plain_text(std::string_view text);

/// What a message says of text that is not plain.
inline constexpr std::string_view not_plain_text =
    "has control characters or is no UTF-8; convert the file, e.g. by iconv -f LATIN1 -t UTF-8, or rename it";

/// `text` with '?' in place of control characters and of bytes that are no UTF-8; line breaks and tabs stay.
std::string printable(std::string_view text);

}  // namespace dbn
