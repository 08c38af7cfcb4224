#include "libdbn/io/hdf5/chunked_file.hpp"

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dbn {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are taken from files as they lie there");

template <class Stored>
void append_reals(const std::vector<std::uint8_t>& bytes, std::vector<real>& out) {
  for (Index i = 0; i < bytes.size(); i += sizeof(Stored)) {
    Stored value{};
    std::memcpy(&value, bytes.data() + i, sizeof value);
    out.push_back(static_cast<real>(value));
  }
}

}  // namespace

ChunkedFile::ChunkedFile(const std::filesystem::path& file)
    : path_(file), file_(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (file_ < 0) throw data_error(path_.string() + ": " + std::strerror(errno));
  opened_ = version();
}

ChunkedFile::~ChunkedFile() { close(file_); }

ChunkedFile::Version ChunkedFile::version() const {
  struct stat status {};
  if (fstat(file_, &status) != 0) throw data_error(path_.string() + ": " + std::strerror(errno));
  return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void ChunkedFile::map(hdf5::ChunkMap chunks, std::string dataset) {
  chunks_ = std::move(chunks);
  dataset_ = std::move(dataset);
  require_unchanged();
  struct stat status {};
  if (stat(path_.c_str(), &status) == 0 && status.st_ino == opened_.node && status.st_dev == opened_.device) return;
  throw data_error(path_.string() + ": was replaced while it was opened; start again");
}

void ChunkedFile::require_unchanged() const {
  if (version() == opened_) return;
  throw data_error(
      path_.string() +
      ": was changed while it was read; rows that were trained on may be gone. Put the file back as it was "
      "and resume, or start a new run");
}

Error ChunkedFile::error(Index band, const std::string& text) const {
  const Index first = band * chunks_.rows_per_band;
  const Index last = std::min(chunks_.rows, first + chunks_.rows_per_band) - 1;
  return data_error(path_.string() + ": " + dataset_ + ": rows " + std::to_string(first) + " to " +
                    std::to_string(last) + ": " + text);
}

std::vector<std::uint8_t> ChunkedFile::read_chunk(Index band, Index chunk) const {
  const hdf5::StoredChunk& stored = chunks_.chunks[band * chunks_.chunks_per_band() + chunk];
  std::vector<std::uint8_t> bytes(stored.bytes);
  Index done = 0;
  while (done < bytes.size()) {
    const ssize_t count =
        pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(stored.place + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw error(band, std::string("cannot be read: ") + std::strerror(errno));
    if (count == 0) throw error(band, "the file ends in the middle of them: it was cut off");
    done += static_cast<Index>(count);
  }
  const Index rows_stored = chunks_.is_stored_whole
                                ? chunks_.rows_per_band
                                : std::min(chunks_.rows_per_band, chunks_.rows - band * chunks_.rows_per_band);
  const Index expected = rows_stored * chunks_.columns_per_chunk * chunks_.element_bytes;
  if (const auto fault =
          undo_filters(chunks_.filters, stored.skipped_filters, chunks_.element_bytes, expected, bytes)) {
    throw error(band, "the chunk cannot be read: " + *fault + "; the file is damaged");
  }
  return bytes;
}

std::vector<std::uint8_t> ChunkedFile::read_band(Index band) const {
  require_unchanged();
  const Index rows = std::min(chunks_.rows_per_band, chunks_.rows - band * chunks_.rows_per_band);
  const Index row_bytes = chunks_.columns * chunks_.element_bytes;
  const Index stored_row_bytes = chunks_.columns_per_chunk * chunks_.element_bytes;
  std::vector<std::uint8_t> bytes;
  if (chunks_.columns_per_chunk == chunks_.columns) {
    bytes = read_chunk(band, 0);
    bytes.resize(rows * row_bytes);
  } else {
    bytes.resize(rows * row_bytes);
    for (Index i = 0; i < chunks_.chunks_per_band(); ++i) {
      const std::vector<std::uint8_t> chunk = read_chunk(band, i);
      const Index first = i * stored_row_bytes;
      const Index width = std::min(stored_row_bytes, row_bytes - first);
      for (Index n = 0; n < rows; ++n) {
        std::memcpy(bytes.data() + n * row_bytes + first, chunk.data() + n * stored_row_bytes, width);
      }
    }
  }
  require_unchanged();
  return bytes;
}

void ChunkedFile::append_bands(Index first, Index end, std::vector<std::uint8_t>& out) const {
  for (Index band = first; band < end; ++band) {
    const std::vector<std::uint8_t> bytes = read_band(band);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
}

void ChunkedFile::append_bands(Index first, Index end, std::vector<real>& out) const {
  for (Index band = first; band < end; ++band) {
    const Index before = out.size();
    const std::vector<std::uint8_t> bytes = read_band(band);
    chunks_.element_bytes == sizeof(float) ? append_reals<float>(bytes, out) : append_reals<double>(bytes, out);
    for (Index i = before; i < out.size(); ++i) {
      if (!std::isinf(static_cast<double>(out[i]))) continue;
      const Index row = band * chunks_.rows_per_band + (i - before) / chunks_.columns;
      throw error(band, "row " + std::to_string(row) + ", column " + std::to_string((i - before) % chunks_.columns) +
                            " is infinite, or too large; expected numbers, with NaN where a value is missing");
    }
  }
}

}  // namespace dbn
