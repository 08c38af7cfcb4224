#include "libdbn/io/exchange/npy_header.hpp"

#include <algorithm>
#include <optional>

#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr std::string_view magic{"\x93NUMPY", 6};
constexpr Index greatest_header = 65'536;

// One literal after the other of "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }".
class Scanner {
 public:
  Scanner(std::string_view text, const Refusal& refuse) : text_(text), refuse_(refuse) {}

  bool take(char expected) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }
  void require(char expected) {
    if (!take(expected)) throw refuse_(std::string("its header is damaged: expected '") + expected + "'");
  }
  std::string quoted() {
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') throw refuse_(not_plain());
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) throw refuse_("its header is damaged: a text has no end");
    std::string text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return text;
  }
  std::string word() {
    skip_space();
    const Index first = at_;
    while (at_ < text_.size() && std::string_view(",)}: ").find(text_[at_]) == std::string_view::npos) ++at_;
    return std::string(text_.substr(first, at_ - first));
  }

 private:
  static std::string not_plain() {
    return "its elements are of several fields; expected plain numbers: save each field as an array of its own";
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  std::string_view text_;
  const Refusal& refuse_;
  Index at_ = 0;
};

std::vector<Index> shape_in(Scanner& scanner, const Refusal& refuse) {
  std::vector<Index> shape;
  scanner.require('(');
  while (!scanner.take(')')) {
    const std::string word = scanner.word();
    const auto extent = parse_integer(word);
    if (!extent || *extent < 0) throw refuse("its header has the extent '" + word + "'; expected numbers from 0");
    shape.push_back(static_cast<Index>(*extent));
    if (!scanner.take(',')) {
      scanner.require(')');
      break;
    }
  }
  return shape;
}

bool truth_of(const std::string& word, const Refusal& refuse) {
  if (word != "True" && word != "False") throw refuse("its header has fortran_order '" + word + "'");
  return word == "True";
}

}  // namespace

std::string npy_header_bytes(std::string_view descr, const std::vector<Index>& shape) {
  std::string extents;
  for (const Index extent : shape) extents += std::to_string(extent) + (shape.size() == 1 ? "," : ", ");
  if (shape.size() > 1) extents.resize(extents.size() - 2);
  std::string text = "{'descr': '" + std::string(descr) + "', 'fortran_order': False, 'shape': (" + extents + "), }";
  const Index before = magic.size() + 4;
  text.resize((before + text.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
  text += '\n';
  const char low = static_cast<char>(text.size() & 0xff);
  const char high = static_cast<char>(text.size() >> 8);
  return std::string(magic) + std::string{'\x01', '\x00', low, high} + text;
}

NpyHeader read_npy_header(std::string_view file, const Refusal& refuse) {
  if (!file.starts_with(magic)) throw refuse("is no .npy array (its first bytes are not those of numpy)");
  const Index length_bytes = file.size() > magic.size() && file[magic.size()] == 1 ? 2 : 4;
  const Index begin = magic.size() + 2 + length_bytes;
  if (file.size() < begin) throw refuse("is cut off in its header");
  if (const char version = file[magic.size()]; version < 1 || version > 3) {
    throw refuse("has .npy version " + std::to_string(static_cast<int>(version)) + "; expected 1, 2 or 3");
  }
  Index length = 0;
  for (Index i = begin; i-- > begin - length_bytes;) length = length << 8 | static_cast<unsigned char>(file[i]);
  if (length > greatest_header || length > file.size() - begin) {
    throw refuse("claims a header of " + std::to_string(length) + " bytes: the file is cut off or damaged");
  }
  NpyHeader header;
  header.bytes = begin + length;
  Scanner scanner(file.substr(begin, length), refuse);
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<Index>> shape;
  scanner.require('{');
  while (!scanner.take('}')) {
    const std::string key = scanner.quoted();
    scanner.require(':');
    if (key == "descr") {
      descr = scanner.quoted();
    } else if (key == "fortran_order") {
      fortran_order = truth_of(scanner.word(), refuse);
    } else if (key == "shape") {
      shape = shape_in(scanner, refuse);
    } else {
      throw refuse("its header has the unknown entry '" + key + "'");
    }
    if (!scanner.take(',')) {
      scanner.require('}');
      break;
    }
  }
  if (!descr || !fortran_order || !shape) throw refuse("its header lacks descr, fortran_order or shape");
  header.descr = *descr;
  header.fortran_order = *fortran_order;
  header.shape = *shape;
  return header;
}

}  // namespace dbn
