#include "libdbn/data/formats/input_lines.hpp"

#include <algorithm>

namespace dbn {
namespace {

constexpr Index lines_between_words = Index{1} << 14;

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code failure;
  const auto bytes = std::filesystem::file_size(file, failure);
  return failure ? 0 : bytes;
}

}  // namespace

InputLines::InputLines(std::vector<std::filesystem::path> files, ImportWatch watch, std::string_view what)
    : files_(std::move(files)), watch_(std::move(watch)), what_(what) {
  for (const auto& file : files_) all_bytes_ += size_of(file);
}

bool InputLines::next(std::string& line) {
  while (!lines_ || !lines_->next(line)) {
    if (lines_) bytes_before_ += size_of(files_[lines_before_.size() - 1]);
    if (lines_before_.size() == files_.size()) {
      tell();
      return false;
    }
    lines_.emplace(files_[lines_before_.size()]);
    lines_before_.push_back(number_);
  }
  if (++number_ % lines_between_words == 0) tell();
  return true;
}

std::string InputLines::place_of(Index number) const {
  if (lines_before_.empty()) return files_.front().string();
  const auto after = std::lower_bound(lines_before_.begin() + 1, lines_before_.end(), number);
  const auto file = static_cast<Index>(after - lines_before_.begin()) - 1;
  return files_[file].string() + ":" + std::to_string(number - lines_before_[file]);
}

void InputLines::tell() const {
  if (!watch_) return;
  const std::uint64_t done = bytes_before_ + (lines_ ? lines_->position() : 0);
  const double all = static_cast<double>(std::max<std::uint64_t>(all_bytes_, 1));
  watch_({what_, number_, std::min(1.0, static_cast<double>(done) / all)});
}

}  // namespace dbn
