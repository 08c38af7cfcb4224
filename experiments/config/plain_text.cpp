#include "experiments/config/plain_text.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/base/types.hpp"

namespace dbn::program {
namespace {

// The bytes of the character that `text` begins with, or 0 where it begins with none (RFC 3629).
Index character_bytes(std::string_view text) {
  const auto byte = [&](Index i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const Index bytes = first >= 0xc2 && first < 0xe0   ? 2
                      : first >= 0xe0 && first < 0xf0 ? 3
                      : first >= 0xf0 && first < 0xf5 ? 4
                                                      : 0;
  for (Index i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool too_long = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool no_character = (first == 0xed && byte(1) >= 0xa0) || (first == 0xf4 && byte(1) >= 0x90);
  return too_long || no_character ? 0 : bytes;
}

}  // namespace

void require_plain_text(std::string_view text, const std::string& where) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const Index bytes = character_bytes(text);
    if (bytes == 0) {
      throw config_error(where + ": byte " + std::to_string(first) +
                         " is not UTF-8; write it in UTF-8, or rename what it names");
    }
    // The controls of Latin-1 are 0xc2 0x80 to 0xc2 0x9f.
    const bool latin = first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
    if ((first < ' ' && first != '\t') || first == 0x7f || latin) {
      throw config_error(where + ": there is a control character (byte " +
                         std::to_string(static_cast<unsigned char>(text[bytes - 1])) +
                         "), e.g. a line break; expected plain text in one line");
    }
    text.remove_prefix(bytes);
  }
}

}  // namespace dbn::program
