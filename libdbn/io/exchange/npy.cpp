#include "libdbn/io/exchange/npy.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "libdbn/base/text.hpp"
#include "libdbn/io/exchange/npy_header.hpp"

namespace dbn {
namespace {

constexpr Index greatest_text = 65'536;

void put(std::string& bytes, std::uint64_t value, Index count) {
  for (Index i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8 * i & 0xff);
}

enum class ByteOrder { little, big };

std::uint64_t taken(const char* bytes, Index count, ByteOrder order) {
  std::uint64_t value = 0;
  for (Index i = 0; i < count; ++i) {
    const Index at = order == ByteOrder::little ? count - 1 - i : i;
    value = value << 8 | static_cast<unsigned char>(bytes[at]);
  }
  return value;
}

// Code points of UTF-8; what is none becomes the replacement character.
std::vector<std::uint32_t> code_points(const std::string& text) {
  std::vector<std::uint32_t> points;
  for (Index i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const Index more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 : first >> 3 == 30 ? 3 : 4;
    std::uint32_t point = more == 0 ? first : first & (0x3fU >> more);
    bool valid = more < 4 && i + more < text.size();
    for (Index k = 1; valid && k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      valid = next >> 6 == 2;
      point = point << 6 | (next & 0x3fU);
    }
    points.push_back(valid ? point : 0xfffd);
    i += valid ? more + 1 : 1;
  }
  return points;
}

void append_utf8(std::string& text, std::uint64_t point) {
  if (point >= 0x110000 || (point >= 0xd800 && point < 0xe000)) point = 0xfffd;
  const int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
  text += static_cast<char>(lead[more] | point >> 6 * more);
  for (int k = more; k-- > 0;) text += static_cast<char>(0x80 | (point >> 6 * k & 0x3f));
}

// Sign, 5 bits of exponent with offset 15, 10 bits of fraction (IEEE 754-2008).
double from_half(std::uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10 & 0x1f);
  const auto fraction = static_cast<double>(bits & 0x3ff);
  double value = 0;
  if (exponent == 0x1f) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

// What the header's "descr" says, e.g. ">f8": big-endian, floating, 8 bytes.
struct Element {
  ByteOrder order = ByteOrder::little;
  char kind = 'f';
  Index bytes = 0;

  NamedArray::Type type() const {
    if (kind == 'U' || kind == 'S') return NamedArray::Type::text;
    if (kind == 'f') return bytes <= 4 ? NamedArray::Type::float32 : NamedArray::Type::float64;
    return NamedArray::Type::int64;
  }
  double number(const char* from) const {
    const std::uint64_t bits = taken(from, bytes, order);
    switch (kind) {
      case 'f':
        if (bytes == 2) return from_half(bits);
        if (bytes == 4) return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
        return std::bit_cast<double>(bits);
      case 'i': {
        const Index unused = 64 - 8 * bytes;
        return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
      }
      default: return static_cast<double>(bits);
    }
  }
  std::string text(const char* from) const {
    std::string text;
    const Index width = kind == 'U' ? 4 : 1;
    for (Index i = 0; i < bytes; i += width) {
      const std::uint64_t point = taken(from + i, width, order);
      if (kind == 'U') {
        append_utf8(text, point);
      } else {
        text += static_cast<char>(point);
      }
    }
    return text.substr(0, text.find_last_not_of('\0') + 1);
  }
};

Element element_of(const std::string& descr, const Refusal& refuse) {
  const std::string expected = "; expected floating numbers of 16, 32 or 64 bits, integers or text";
  if (descr.size() < 2 || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) {
    throw refuse("has elements of type '" + descr + "'" + expected);
  }
  if (descr[1] == 'O') {
    throw refuse("holds Python objects (type '" + descr +
                 "'), which are never loaded; save it as an array of numbers, with dtype=float");
  }
  Element element;
  element.order = descr[0] == '>' ? ByteOrder::big : ByteOrder::little;
  element.kind = descr[1];
  const auto count = parse_integer(std::string_view(descr).substr(2));
  const auto known = [&](std::initializer_list<std::int64_t> sizes) {
    for (const std::int64_t size : sizes) {
      if (count && *count == size) return true;
    }
    return false;
  };
  bool good = false;
  switch (element.kind) {
    case 'f': good = known({2, 4, 8}); break;
    case 'i':
    case 'u': good = known({1, 2, 4, 8}); break;
    case 'b': good = known({1}); break;
    case 'U':
    case 'S': good = count && *count >= 0 && *count <= static_cast<std::int64_t>(greatest_text); break;
    default: break;
  }
  if (!good) throw refuse("has elements of type '" + descr + "'" + expected);
  element.bytes = static_cast<Index>(*count) * (element.kind == 'U' ? 4 : 1);
  return element;
}

}  // namespace

Index fortran_place(Index n, const std::vector<Index>& shape) {
  std::vector<Index> at(shape.size());
  for (Index d = shape.size(); d-- > 0; n /= shape[d]) at[d] = n % shape[d];
  Index place = 0;
  for (Index d = shape.size(); d-- > 0;) place = place * shape[d] + at[d];
  return place;
}

std::string npy_bytes(const NamedArray& array) {
  if (!array.is_text()) {
    const bool single = array.type == NamedArray::Type::float32;
    const bool whole = array.type == NamedArray::Type::int64;
    std::string bytes = npy_header_bytes(single ? "<f4" : whole ? "<i8" : "<f8", array.shape);
    bytes.reserve(bytes.size() + array.count() * (single ? 4 : 8));
    for (const double number : array.numbers) {
      if (single) {
        put(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(number)), 4);
      } else {
        put(bytes,
            whole ? static_cast<std::uint64_t>(static_cast<std::int64_t>(number))
                  : std::bit_cast<std::uint64_t>(number),
            8);
      }
    }
    return bytes;
  }
  Index longest = 1;
  std::vector<std::vector<std::uint32_t>> texts;
  for (const std::string& text : array.texts) {
    texts.push_back(code_points(text));
    longest = std::max(longest, texts.back().size());
  }
  std::string bytes = npy_header_bytes("<U" + std::to_string(longest), array.shape);
  for (auto& text : texts) {
    text.resize(longest, 0);
    for (const std::uint32_t point : text) put(bytes, point, 4);
  }
  return bytes;
}

Index npy_element_bytes(const std::string& descr, const Refusal& refuse) { return element_of(descr, refuse).bytes; }

NamedArray read_npy(std::string_view bytes, std::string name, const std::string& where, ErrorKind kind) {
  NamedArray array;
  array.name = std::move(name);
  const Refusal refuse = [&](const std::string& text) {
    return Error(kind, where + ": array '" + array.name + "' " + text);
  };
  const NpyHeader header = read_npy_header(bytes, refuse);
  const Element element = element_of(header.descr, refuse);
  if (header.shape.size() > greatest_npy_rank) {
    throw refuse("has " + std::to_string(header.shape.size()) + " dimensions; expected at most 4");
  }
  Index count = 1;
  Index claimed = element.bytes;
  bool representable = true;
  for (const Index extent : header.shape) {
    representable = !__builtin_mul_overflow(count, extent, &count) && representable;
    representable = !__builtin_mul_overflow(claimed, extent, &claimed) && representable;
  }
  const Index there = bytes.size() - header.bytes;
  // Elements without bytes could be any number.
  if (!representable || claimed != there || count > bytes.size()) {
    throw refuse("claims " + (representable ? std::to_string(claimed) : "too many") + " bytes of elements but has " +
                 std::to_string(there) + ": the file is cut off or damaged");
  }
  array.type = element.type();
  array.are_bytes = element.bytes == 1 && (element.kind == 'u' || element.kind == 'b');
  array.shape = header.shape;
  const char* first = bytes.data() + header.bytes;
  for (Index n = 0; n < count; ++n) {
    const char* from = first + element.bytes * (header.fortran_order ? fortran_place(n, header.shape) : n);
    if (array.is_text()) {
      array.texts.push_back(element.text(from));
    } else {
      array.numbers.push_back(element.number(from));
    }
  }
  return array;
}

}  // namespace dbn
