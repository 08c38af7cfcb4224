// Any text as a config with its schedules and layers: refused by a config error, or resolved to a text that reads back
// to the same settings, as resuming relies on.
#include <cstdio>

#include "experiments/config/config.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/units/units.hpp"
#include "tests/fuzz/input_file.hpp"

namespace {

using dbn::program::Config;

void require_equal(const std::string& key, const std::string& before, const std::string& after) {
  if (before == after) return;
  std::fprintf(stderr, "%s was '%s' and reads back as '%s'\n", key.c_str(), before.c_str(), after.c_str());
  std::abort();
}

void require_reads_back(const Config& config) {
  const Config again(config.text(Config::Origins::omit), "again", {});
  const auto before = config.settings();
  const auto after = again.settings();
  if (before.size() != after.size()) std::abort();
  for (dbn::Index i = 0; i < before.size(); ++i) {
    require_equal("key", before[i].key(), after[i].key());
    require_equal(before[i].key(), before[i].value, after[i].value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    const Config config(std::string(reinterpret_cast<const char*>(bytes), size), "fuzz", {});
    require_reads_back(config);
    const std::vector<std::string> layers = config.layer_texts();
    config.require_layers(layers.size());
    for (const std::string& layer : layers) dbn::make_units(layer);
    for (dbn::Index i = 0; i < layers.size(); ++i) config.layer(i);
  } catch (const dbn::Error& error) {
    if (error.kind() != dbn::ErrorKind::config) std::abort();
  }
  return 0;
}
