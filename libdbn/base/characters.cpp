#include "libdbn/base/characters.hpp"

namespace dbn {
namespace {

// The controls of Latin-1 are 0xc2 0x80 to 0xc2 0x9f.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  return first < ' ' || first == 0x7f || (first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0);
}

}  // namespace

Index character_bytes(std::string_view text) {
  const auto byte = [&](Index i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned first = byte(0);
  if (first < 0x80) return text.empty() ? 0 : 1;
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

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const Index bytes = character_bytes(text);
    if (bytes == 0 || is_control(text.substr(0, bytes))) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Index bytes = character_bytes(text);
    const bool stays = bytes > 0 && (text[0] == '\n' || text[0] == '\t' || !is_control(text.substr(0, bytes)));
    result += stays ? text.substr(0, bytes) : std::string_view("?");
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return result;
}

}  // namespace dbn
