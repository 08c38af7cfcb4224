#include "libdbn/data/formats/byte_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <zlib.h>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

constexpr std::uint64_t largest_expansion = 1032;
constexpr unsigned buffer_bytes = 128 * 1024;
constexpr Index piece_bytes = Index(1) << 24;

}  // namespace

void ByteStream::Close::operator()(gzFile_s* stream) const { gzclose_r(stream); }

ByteStream::ByteStream(const std::filesystem::path& file) : file_(file) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (!std::filesystem::exists(status)) {
    throw data_error(file.string() + ": there is no such file; check the path and the working directory");
  }
  if (!std::filesystem::is_regular_file(status)) throw data_error(file.string() + ": is not a regular file");
  const std::uint64_t length = std::filesystem::file_size(file, failure);
  errno = 0;
  if (!failure) stream_.reset(gzopen(file.c_str(), "rb"));
  if (!stream_) {
    const std::error_code reason = failure ? failure : std::error_code(errno, std::generic_category());
    throw data_error(file.string() + ": cannot be opened: " + reason.message());
  }
  gzbuffer(stream_.get(), buffer_bytes);
  is_gzip_ = gzdirect(stream_.get()) == 0;
  longest_ = is_gzip_ ? length * largest_expansion : length;
}

std::uint64_t ByteStream::position() const {
  const auto position = gzoffset(stream_.get());
  return position < 0 ? 0 : static_cast<std::uint64_t>(position);
}

Index ByteStream::read(std::span<std::uint8_t> out) {
  Index filled = 0;
  while (filled < out.size()) {
    const Index wanted = std::min(piece_bytes, out.size() - filled);
    const int got = gzread(stream_.get(), out.data() + filled, static_cast<unsigned>(wanted));
    if (got > 0) filled += static_cast<Index>(got);
    if (got >= 0 && static_cast<Index>(got) == wanted) continue;
    int code = Z_OK;
    const std::string reason = gzerror(stream_.get(), &code);
    if (code == Z_BUF_ERROR) {
      throw data_error(file_.string() + ": the gzip file is cut off: it ends after " + std::to_string(filled) +
                       " of the next " + std::to_string(out.size()) + " bytes; get it again");
    }
    if (code != Z_OK && code != Z_STREAM_END) {
      throw data_error(file_.string() + ": cannot be read: " + reason + "; if the file is damaged, get it again");
    }
    break;
  }
  return filled;
}

}  // namespace dbn
