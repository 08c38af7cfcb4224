// Any bytes as a CSV file, plain or gzip: read to finite or missing values with a label for each row, or refused by a
// data error.
#include <cmath>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/formats/csv.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const dbn::fuzz::InputFile file(bytes, size);
  try {
    const dbn::Dataset data = dbn::read_csv(file.path());
    for (const dbn::real value : std::get<dbn::Matrix>(data.inputs)) {
      if (std::isinf(value)) std::abort();
    }
    if (!data.labels.empty() && data.labels.size() != data.rows()) std::abort();
    for (const std::int32_t label : data.labels) {
      if (label < dbn::missing_label || label >= static_cast<std::int32_t>(data.classes())) std::abort();
    }
  } catch (const dbn::Error& error) {
    if (error.kind() != dbn::ErrorKind::data) std::abort();
  }
  return 0;
}
