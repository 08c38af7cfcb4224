#include "libdbn/io/exchange/csv_directory.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <unistd.h>

#include "libdbn/base/text.hpp"
#include "libdbn/io/files/atomic_file.hpp"

namespace dbn {
namespace {

namespace fs = std::filesystem;

std::string single_text(float value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc() ? std::string(buffer.data(), end) : std::string("?");
}

std::string value_text(const NamedArray& array, Index i) {
  if (array.is_text()) return csv_cell(array.texts[i]);
  return array.type == NamedArray::Type::float32 ? single_text(static_cast<float>(array.numbers[i]))
                                                 : to_text(array.numbers[i]);
}

std::string table_text(const NamedArray& array) {
  const Index columns = array.shape.size() < 2 ? 1 : array.shape.back();
  std::string text;
  for (Index i = 0; i < array.count(); ++i) text += value_text(array, i) + ((i + 1) % columns == 0 ? "\n" : ",");
  return text;
}

std::string file_name(const std::string& array) {
  std::string name = array;
  std::replace(name.begin(), name.end(), '/', '.');
  return name + ".csv";
}

}  // namespace

void write_csv_directory(const fs::path& directory, const std::vector<NamedArray>& arrays, ErrorKind kind) {
  const fs::path target = directory.has_filename() ? directory : directory.parent_path();
  const fs::path temporary = target.string() + ".tmp." + std::to_string(getpid());
  const auto refuse = [&](const std::string& reason) {
    return Error(kind, target.string() + ": cannot be written: " + reason +
                           "; choose a new name in a directory that you may write to");
  };
  std::error_code failure;
  if (fs::exists(target, failure) && !(fs::is_directory(target, failure) && fs::is_empty(target, failure))) {
    throw refuse("it exists already");
  }
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), failure);
  // A new one: what is there under this name, a link also, belongs to somebody else.
  if (!failure && !fs::create_directory(temporary, failure) && !failure) {
    throw refuse(temporary.string() + " is in the way");
  }
  if (failure) throw refuse(failure.message());
  try {
    std::string attributes = "name,value\n";
    for (const NamedArray& array : arrays) {
      if (array.shape.empty()) {
        attributes += csv_cell(array.name) + "," + value_text(array, 0) + "\n";
      } else {
        write_text_file(temporary / file_name(array.name), table_text(array), kind);
      }
    }
    write_text_file(temporary / "attributes.csv", attributes, kind);
    fs::rename(temporary, target, failure);
    if (failure) throw refuse(failure.message());
  } catch (...) {
    fs::remove_all(temporary, failure);
    throw;
  }
}

}  // namespace dbn
