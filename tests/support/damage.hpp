// Damage as disks, transfers and programs do it to files, the same for a seed everywhere.
#pragma once

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>

#include "libdbn/base/types.hpp"

namespace dbn::test {

inline constexpr std::array<std::string_view, 6> damages{"truncated",  "one bit",      "one byte",
                                                         "many bytes", "zeroed block", "moved block"};

/// `whole` with the damage of this kind (a place in `damages`). The result may equal `whole` where a block of zeros was
/// zeroed.
inline std::string damaged(const std::string& whole, Index kind, std::mt19937& engine) {
  // Not std::uniform_int_distribution, which differs between standard libraries.
  const auto below = [&](Index count) { return static_cast<Index>(engine()) % count; };
  std::string bytes = whole;
  const auto change_byte = [&] {
    char& byte = bytes[below(bytes.size())];
    byte = static_cast<char>(byte ^ static_cast<char>(1 + below(255)));
  };
  const Index block = std::min(whole.size(), Index{1} << (4 + below(9)));
  const Index place = below(whole.size() - block + 1);
  switch (kind) {
    case 0: bytes.resize(below(whole.size())); break;
    case 1: {
      char& byte = bytes[below(bytes.size())];
      byte = static_cast<char>(byte ^ static_cast<char>(1U << below(8)));
      break;
    }
    case 2: change_byte(); break;
    case 3:
      for (Index count = 2 + below(63); count > 0; --count) change_byte();
      break;
    case 4: std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(place), block, '\0'); break;
    default: bytes.replace(place, block, whole, below(whole.size() - block + 1), block); break;
  }
  return bytes;
}

}  // namespace dbn::test
