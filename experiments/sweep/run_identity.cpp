#include "experiments/sweep/run_identity.hpp"

#include <cstdio>

#include "experiments/checksum.hpp"
#include "experiments/run_directory.hpp"

namespace dbn::program {
namespace {

const std::map<std::string, std::string>& defaults() {
  static const std::map<std::string, std::string> values = [] {
    std::map<std::string, std::string> result;
    for (const Setting& setting : Config("", "", {}).settings()) result.emplace(setting.key(), setting.value);
    return result;
  }();
  return values;
}

bool is_default(const Setting& setting) {
  const auto found = defaults().find(setting.key());
  return found != defaults().end() && found->second == setting.value;
}

}  // namespace

std::string run_id(const Config& config) {
  std::map<std::string, std::string> decisive;
  for (const Setting& setting : config.settings()) {
    if (role_of(setting.key()) == KeyRole::decides_nothing || is_default(setting)) continue;
    decisive.emplace(setting.key(), setting.value);
  }
  Checksum checksum;
  for (const auto& [key, value] : decisive) {
    checksum.add(key);
    checksum.add(value);
  }
  // The upper bits fold into the lower ones, which mix better (Noll's advice for widths that FNV does not have).
  constexpr int bits = 48;
  const std::uint64_t folded = (checksum.value() >> bits) ^ (checksum.value() & ((std::uint64_t(1) << bits) - 1));
  char digits[32];
  std::snprintf(digits, sizeof digits, "%012llx", static_cast<unsigned long long>(folded));
  return digits;
}

}  // namespace dbn::program
