// Files with one byte changed: an error or exactly the same numbers, never a crash and never other numbers.
#include <fstream>
#include <random>

#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/checkpoint.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

#ifdef __SANITIZE_ADDRESS__
// The HDF5 library does not free all it has when a file turns out to be damaged.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5\n"; }
#endif

using namespace dbn;
using namespace dbn::test;

namespace flipped_bytes_test {
namespace {

constexpr int flips = 200;

struct State {
  std::vector<double> history = {0.5, 0.25, 0.125};
  std::string note = "persistent";
  Matrix chains = zeros(30, 20);
  std::int64_t step = 12;

  State() { fill_normal(chains, 1, 9); }
  void archive(Archive& archive) {
    archive.field("history", history);
    archive.field("note", note);
    archive.field("chains", chains, "chain,visible");
    archive.field("step", step);
  }
  bool operator==(const State& other) const {
    return history == other.history && note == other.note && chains == other.chains && step == other.step;
  }
};

/// Calls `check` after each change of one byte of `file`; gives the number of reads that threw.
template <class Check>
int count_refusals(const std::filesystem::path& file, unsigned seed, const Check& check) {
  const std::string whole = read_text_file(file, ErrorKind::model);
  std::mt19937 engine(seed);
  int refusals = 0;
  for (int i = 0; i < flips; ++i) {
    std::string damaged = whole;
    const Index place = std::uniform_int_distribution<Index>(0, whole.size() - 1)(engine);
    damaged[place] = static_cast<char>(damaged[place] ^ std::uniform_int_distribution<int>(1, 255)(engine));
    std::ofstream(file, std::ios::binary).write(damaged.data(), static_cast<std::streamsize>(damaged.size()));
    try {
      BOOST_CHECK_MESSAGE(check(), "other numbers were read after changing byte " << place);
    } catch (const Error& error) {
      BOOST_CHECK(error.kind() == ErrorKind::model);
      ++refusals;
    }
  }
  return refusals;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flipped_bytes)

BOOST_AUTO_TEST_CASE(a_checkpoint_is_whole_or_refused) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "checkpoint.h5";
  const Model model = small_model(1);
  const State state;
  const std::string config = "[run]\nseed = 1\n";
  save_checkpoint(file, model, config, [saved = state](Archive& archive) mutable { saved.archive(archive); });
  const int refusals = count_refusals(file, 1, [&] {
    State found;
    load_checkpoint(file, [&](Archive& archive) { found.archive(archive); });
    return found == state && read_config_text(file) == config && same(read_model(file), model);
  });
  BOOST_CHECK_MESSAGE(refusals > flips / 4, refusals << " of " << flips << " were refused");
}

// Without checksums other numbers can be read; a crash of the HDF5 library stays in the guard's child.
BOOST_AUTO_TEST_CASE(a_foreign_model_does_not_crash_the_reader) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "model.h5";
  Hdf5Editor(file, Hdf5Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
  const int refusals = count_refusals(file, 2, [&] {
    read_model(file);
    return true;
  });
  BOOST_CHECK(refusals > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace flipped_bytes_test
