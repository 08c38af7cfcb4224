#include "experiments/fingerprint.hpp"

#include <cstdio>

namespace dbn::program {
namespace {

class Checksum {
 public:
  void add(const void* data, Index bytes) {
    constexpr std::uint64_t prime = 0x100000001b3;
    const auto* byte = static_cast<const unsigned char*>(data);
    for (Index i = 0; i < bytes; ++i) value_ = (value_ ^ byte[i]) * prime;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace

void Fingerprint::archive(Archive& archive) {
  archive.field("rows", rows);
  archive.field("columns", columns);
  archive.field("classes", classes);
  archive.field("checksum", checksum);
}

std::string Fingerprint::text() const {
  char hexadecimal[32];
  std::snprintf(hexadecimal, sizeof hexadecimal, "%016llx", static_cast<unsigned long long>(checksum));
  return std::to_string(rows) + " rows of " + std::to_string(columns) + " columns, " + std::to_string(classes) +
         " classes, checksum " + hexadecimal;
}

Fingerprint fingerprint_of(const Dataset& data) {
  Checksum checksum;
  std::visit([&](const auto& values) { checksum.add(values.data(), values.size() * sizeof(*values.data())); },
             data.inputs);
  checksum.add(data.labels.data(), data.labels.size() * sizeof(Labels::value_type));
  checksum.add(data.weights.data(), data.weights.size() * sizeof(double));
  checksum.add(data.targets.data(), data.targets.size() * sizeof(real));
  return {data.rows(), data.columns(), data.classes(), checksum.value()};
}

}  // namespace dbn::program
