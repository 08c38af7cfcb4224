#include "libdbn/io/exchange/npy_rows.hpp"

#include <algorithm>
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/array_parts.hpp"
#include "libdbn/data/formats/byte_stream.hpp"
#include "libdbn/data/labels.hpp"
#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/exchange/npy_header.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn {
namespace {

constexpr Index longest_header = Index{1} << 17;

void take_labels_of(Dataset& data, const std::filesystem::path& file, Index rows) {
  NamedArray array = read_npy(read_text_file(file, ErrorKind::data), "labels", file.string(), ErrorKind::data);
  take_labels(data, {file.string(), std::move(array.shape), std::move(array.numbers), std::move(array.texts)}, "labels",
              rows);
  if (auto note = note_of_unknown_labels(data.labels)) data.notes.push_back(std::move(*note));
}

class NpyRows final : public RowReader {
 public:
  NpyRows(const std::filesystem::path& file, const std::optional<std::filesystem::path>& labels)
      : file_(file), stream_(file) {
    std::string begin(longest_header, '\0');
    begin.resize(stream_.read({reinterpret_cast<std::uint8_t*>(begin.data()), begin.size()}));
    header_ = read_npy_header(begin, [&](const std::string& text) { return error(text); });
    rest_ = begin.substr(header_.bytes);
    const std::vector<Index>& shape = header_.shape;
    if (shape.size() < 2 || shape.size() > greatest_npy_rank) {
      throw error("has " + std::to_string(shape.size()) + " dimensions; expected (rows, columns), or images");
    }
    for (Index d = 1; d < shape.size(); ++d) {
      if (__builtin_mul_overflow(columns_, shape[d], &columns_)) throw error("claims more columns than there can be");
    }
    if (shape[0] == 0 || columns_ == 0) throw error("is empty");
    element_bytes_ = npy_element_bytes(header_.descr, [&](const std::string& text) { return error(text); });
    // Elements without bytes could be any number.
    if (element_bytes_ == 0 || columns_ > stream_.longest() / element_bytes_) {
      throw error("claims rows of " + std::to_string(columns_) + " elements: the file is cut off or damaged");
    }
    data_.name = file.string();
    if (shape.size() == 3) data_.image = {shape[1], shape[2]};
    if (labels) take_labels_of(data_, *labels, shape[0]);
    if (header_.fortran_order) turn();
  }

  Index columns() const override { return columns_; }

  bool next(RowBlock& block) override {
    const Index rows = std::min(rows_of_block(columns_, element_bytes_), header_.shape[0] - done_);
    if (rows == 0) {
      char extra = 0;
      if (take(&extra, 1) != 0) throw error("goes on after its last row: the file is damaged");
      return false;
    }
    std::string bytes(rows * columns_ * element_bytes_, '\0');
    const Index found = take(bytes.data(), bytes.size());
    if (found < bytes.size()) {
      throw error("ends in row " + std::to_string(done_ + found / (columns_ * element_bytes_)) + " of " +
                  std::to_string(header_.shape[0]) + ": the file is cut off, get it again");
    }
    if (header_.descr.substr(1) == "u1") {
      block.emplace<std::vector<std::uint8_t>>(bytes.begin(), bytes.end());
    } else {
      convert(npy_header_bytes(header_.descr, {rows, columns_}) + bytes, block.emplace<std::vector<real>>());
    }
    done_ += rows;
    return true;
  }

  Dataset beside() override { return std::move(data_); }
  double fraction() const override { return static_cast<double>(done_) / static_cast<double>(header_.shape[0]); }

 private:
  Error error(const std::string& text) const { return data_error(file_.string() + ": the array " + text); }

  /// What lies column by column is turned in memory.
  void turn() {
    const Index count = header_.shape[0] * columns_;
    if (header_.shape[0] > stream_.longest() / (columns_ * element_bytes_)) {
      throw error("claims more elements than there are: the file is cut off or damaged");
    }
    std::string stored(count * element_bytes_, '\0');
    if (take(stored.data(), stored.size()) < stored.size()) throw error("is cut off, get it again");
    std::string turned(stored.size(), '\0');
    for (Index n = 0; n < count; ++n) {
      std::copy_n(stored.data() + fortran_place(n, header_.shape) * element_bytes_, element_bytes_,
                  turned.data() + n * element_bytes_);
    }
    rest_ = std::move(turned);
    taken_ = 0;
  }

  Index take(char* out, Index count) {
    const Index ready = std::min(count, rest_.size() - taken_);
    std::copy_n(rest_.data() + taken_, ready, out);
    taken_ += ready;
    return ready + stream_.read({reinterpret_cast<std::uint8_t*>(out) + ready, count - ready});
  }

  void convert(const std::string& array_bytes, std::vector<real>& values) const {
    const NamedArray array = read_npy(array_bytes, "x", file_.string(), ErrorKind::data);
    if (array.is_text()) throw error("holds text; expected numbers");
    values.reserve(array.count());
    for (const double number : array.numbers) {
      values.push_back(static_cast<real>(number));
      if (!std::isinf(values.back())) continue;
      const Index place = values.size() - 1;
      throw error("is infinite or too large in row " + std::to_string(done_ + place / columns_) + ", column " +
                  std::to_string(place % columns_) + "; expected finite numbers, with NaN where a value is missing");
    }
  }

  std::filesystem::path file_;
  ByteStream stream_;
  std::string rest_;  ///< read already, but not part of the header
  Index taken_ = 0;   ///< of it
  NpyHeader header_;
  Index columns_ = 1;
  Index element_bytes_ = 0;
  Dataset data_;
  Index done_ = 0;
};

}  // namespace

RowReaderPtr npy_rows(const std::filesystem::path& file, const std::optional<std::filesystem::path>& labels) {
  return std::make_unique<NpyRows>(file, labels);
}

}  // namespace dbn
