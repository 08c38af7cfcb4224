// Checksum of bytes, the same on every machine.
#pragma once

#include <string>

#include "libdbn/base/types.hpp"

namespace dbn::program {

/// 64-bit FNV-1a (Fowler, Noll & Vo 1991). No protection against someone who wants two things to look alike.
class Checksum {
 public:
  void add(const void* data, Index bytes) {
    constexpr std::uint64_t prime = 0x100000001b3;
    const auto* byte = static_cast<const unsigned char*>(data);
    for (Index i = 0; i < bytes; ++i) value_ = (value_ ^ byte[i]) * prime;
  }
  /// Text and its end, so that two texts are not the same as one of both.
  void add(const std::string& text) { add(text.c_str(), text.size() + 1); }
  template <class Values>
  void add(const Values& values) {
    add(values.data(), values.size() * sizeof(*values.data()));
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace dbn::program
