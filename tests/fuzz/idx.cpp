// Any bytes as an IDX file, plain or gzip: read to as many values as its shape says, or refused by a data error.
#include "libdbn/data/formats/idx.hpp"
#include "libdbn/base/errors.hpp"
#include "tests/fuzz/input_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const dbn::fuzz::InputFile file(bytes, size);
  try {
    const dbn::Dataset data = dbn::read_idx(file.path());
    const auto& values = std::get<dbn::ByteMatrix>(data.inputs);
    if (values.size() != data.rows() * data.columns()) std::abort();
    if (data.image.height != 0 && data.image.height * data.image.width != data.columns()) std::abort();
  } catch (const dbn::Error& error) {
    if (error.kind() != dbn::ErrorKind::data) std::abort();
  }
  return 0;
}
