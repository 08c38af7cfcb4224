#include <algorithm>
#include <array>
#include <new>
#include <numeric>
#include <string_view>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/formats/byte_stream.hpp"
#include "libdbn/data/formats/row_reader.hpp"

namespace dbn {
namespace {

enum class Content { images, labels };

constexpr std::uint8_t type_of_bytes = 0x08;
constexpr Index largest_image_rank = 4;
// More than any machine this runs on can hold; keeps the products below far from overflow.
constexpr std::uint64_t most_elements = std::uint64_t(1) << 36;

Error bad_file(const std::filesystem::path& file, const std::string& what) {
  return data_error(file.string() + ": " + what);
}

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::uint8_t byte : bytes) {
    text += text.empty() ? "" : " ";
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string product_text(const std::vector<Index>& dimensions) {
  std::string text;
  for (Index dimension : dimensions) text += (text.empty() ? "" : " x ") + std::to_string(dimension);
  return text;
}

void check_rank(const std::filesystem::path& file, Content content, Index rank) {
  if (content == Content::images && rank == 1) {
    throw bad_file(file,
                   "is an IDX label file (one dimension) where images are expected; were images and labels swapped?");
  }
  if (content == Content::labels && rank > 1 && rank <= largest_image_rank) {
    throw bad_file(file, "is an IDX image file (" + std::to_string(rank) +
                             " dimensions) where labels are expected; were images and labels swapped?");
  }
  if (rank < 1 || rank > largest_image_rank) {
    throw bad_file(file, "IDX data of " + std::to_string(rank) + " dimensions; expected " +
                             (content == Content::images ? "2, 3 or 4" : "1"));
  }
}

/// The dimensions in the header, checked against what the file can hold: nothing is allocated on its word alone.
std::vector<Index> read_header(ByteStream& stream, const std::filesystem::path& file, Content content) {
  std::array<std::uint8_t, 4> magic{};
  if (stream.read(magic) < magic.size()) throw bad_file(file, "is too short for an IDX file (no header)");
  if (magic[0] != 0 || magic[1] != 0) {
    throw bad_file(file,
                   "is not an IDX file: it begins with " + hexadecimal(magic) + ", expected 00 00 08 and the rank");
  }
  if (magic[2] != type_of_bytes) {
    throw bad_file(file, "IDX elements of type 0x" + hexadecimal({&magic[2], 1}) + "; expected unsigned bytes (0x08)");
  }
  check_rank(file, content, magic[3]);
  std::vector<std::uint8_t> sizes(4 * Index(magic[3]));
  if (stream.read(sizes) < sizes.size()) throw bad_file(file, "is cut off inside its IDX header");
  std::vector<Index> dimensions;
  std::uint64_t elements = 1;
  for (Index i = 0; i < sizes.size(); i += 4) {
    const auto bytes = std::span(sizes).subspan(i, 4);
    dimensions.push_back(std::accumulate(bytes.begin(), bytes.end(), Index(0),
                                         [](Index value, std::uint8_t byte) { return value << 8 | byte; }));
    if (dimensions.back() == 0) throw bad_file(file, "holds no data: dimension " + std::to_string(i / 4) + " is 0");
    elements = elements > most_elements ? elements : elements * dimensions.back();
  }
  const std::uint64_t available = stream.longest() - std::min<std::uint64_t>(stream.longest(), 4 + sizes.size());
  if (elements > available) {
    throw bad_file(file, "its header announces " + product_text(dimensions) + " bytes, but at most " +
                             std::to_string(available) + " can follow; the file is cut off or damaged, get it again");
  }
  if (elements > most_elements) throw bad_file(file, product_text(dimensions) + " bytes are more than can be read");
  return dimensions;
}

/// What must come after the elements.
enum class End { of_block, of_file };

void read_elements(ByteStream& stream, const std::filesystem::path& file, std::span<std::uint8_t> out, End end) {
  const Index found = stream.read(out);
  if (found < out.size()) {
    throw bad_file(file, "is cut off: " + std::to_string(found) + " of the " + std::to_string(out.size()) +
                             " bytes that its header announces; get it again");
  }
  std::array<std::uint8_t, 1> extra{};
  if (end == End::of_file && stream.read(extra) != 0) {
    throw bad_file(file, "has trailing bytes after the " + std::to_string(out.size()) +
                             " that its header announces; it is damaged or not an IDX file");
  }
}

Labels read_labels(const std::filesystem::path& file) {
  ByteStream stream(file);
  std::vector<std::uint8_t> bytes(read_header(stream, file, Content::labels)[0]);
  read_elements(stream, file, bytes, End::of_file);
  return {bytes.begin(), bytes.end()};
}

Index columns_of(const std::vector<Index>& dimensions) {
  return std::accumulate(dimensions.begin() + 1, dimensions.end(), Index(1), std::multiplies<>());
}

/// The labels, which must be as many as the rows.
Labels belonging(Labels classes, const std::filesystem::path& labels, Index rows, const std::filesystem::path& images) {
  if (classes.size() == rows) return classes;
  throw data_error(images.string() + " holds " + std::to_string(rows) + " rows, but " + labels.string() + " holds " +
                   std::to_string(classes.size()) + " labels; do they belong together?");
}

class IdxRows final : public RowReader {
 public:
  IdxRows(const std::filesystem::path& images, const std::optional<std::filesystem::path>& labels)
      : file_(images), stream_(images), dimensions_(read_header(stream_, images, Content::images)) {
    data_.name = images.string();
    if (dimensions_.size() == 3) data_.image = {dimensions_[1], dimensions_[2]};
    if (labels) data_.labels = belonging(read_labels(*labels), *labels, dimensions_[0], images);
  }

  Index columns() const override { return columns_of(dimensions_); }

  bool next(RowBlock& block) override {
    const Index rows = std::min(rows_of_block(columns(), 1), dimensions_[0] - done_);
    auto& bytes = block.emplace<std::vector<std::uint8_t>>(rows * columns());
    done_ += rows;
    const auto end = done_ == dimensions_[0] ? End::of_file : End::of_block;
    if (rows > 0) read_elements(stream_, file_, bytes, end);
    return rows > 0;
  }

  Dataset beside() override { return std::move(data_); }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(dimensions_[0]); }

 private:
  std::filesystem::path file_;
  ByteStream stream_;
  std::vector<Index> dimensions_;
  Dataset data_;
  Index done_ = 0;
};

/// `text` with the last `from` replaced, or nothing without one.
std::optional<std::string> with_last_replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.rfind(from);
  if (at == std::string::npos) return std::nullopt;
  return text.replace(at, from.size(), to);
}

}  // namespace

Dataset read_idx(const std::filesystem::path& images) {
  ByteStream stream(images);
  const std::vector<Index> dimensions = read_header(stream, images, Content::images);
  Dataset data;
  data.name = images.string();
  if (dimensions.size() == 3) data.image = {dimensions[1], dimensions[2]};
  try {
    data.inputs = ByteMatrix::from_shape({dimensions[0], columns_of(dimensions)});
  } catch (const std::bad_alloc&) {
    throw bad_file(images, product_text(dimensions) + " bytes do not fit into memory");
  }
  auto& bytes = std::get<ByteMatrix>(data.inputs);
  read_elements(stream, images, {bytes.data(), bytes.size()}, End::of_file);
  return data;
}

Dataset read_idx(const std::filesystem::path& images, const std::filesystem::path& labels) {
  // Labels first: they are small, so two swapped files are told apart before anything large is read.
  Labels classes = read_labels(labels);
  Dataset data = read_idx(images);
  data.labels = belonging(std::move(classes), labels, data.rows(), images);
  return data;
}

RowReaderPtr idx_rows(const std::filesystem::path& images, const std::optional<std::filesystem::path>& labels) {
  return std::make_unique<IdxRows>(images, labels);
}

std::optional<std::filesystem::path> labels_beside(const std::filesystem::path& images) {
  auto name = with_last_replaced(images.filename().string(), "images", "labels");
  if (!name) return std::nullopt;
  for (const std::string_view rank : {"idx2", "idx3", "idx4"})
    name = with_last_replaced(*name, rank, "idx1").value_or(*name);
  const std::filesystem::path same = images.parent_path() / *name;
  std::filesystem::path other = same;
  if (same.extension() == ".gz") {
    other.replace_extension();
  } else {
    other += ".gz";
  }
  for (const auto& candidate : {same, other}) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(candidate, ignored)) return candidate;
  }
  return std::nullopt;
}

}  // namespace dbn
