// Comparisons and small machines that many tests share.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include "libdbn/rbm/rbm.hpp"

namespace dbn::test {

/// The tolerance of exact values: 1e-5 relative in a float build, 1e-10 in a double build.
inline constexpr double exact_tolerance = sizeof(real) == sizeof(float) ? 1e-5 : 1e-10;

inline double relative_error(double found, double expected) {
  return std::abs(found - expected) / std::max(1.0, std::abs(expected));
}

/// Checks |found - expected| <= tolerance * max(1, |expected|); NaN fails.
inline void check_close(double found, double expected, double tolerance, const std::string& what) {
  const bool close = relative_error(found, expected) <= tolerance;
  BOOST_CHECK_MESSAGE(close, what << ": found " << found << ", expected " << expected << ", tolerance " << tolerance);
}

inline void check_close(ConstMatrixView found, ConstMatrixView expected, double tolerance, const std::string& what) {
  BOOST_REQUIRE_MESSAGE(found.rows == expected.rows && found.columns == expected.columns, what << ": shapes differ");
  double worst = 0;
  for (Index i = 0; i < found.rows; ++i) {
    for (Index j = 0; j < found.columns; ++j) {
      const double error = relative_error(static_cast<double>(found(i, j)), static_cast<double>(expected(i, j)));
      worst = std::isnan(error) ? HUGE_VAL : std::max(worst, error);
    }
  }
  BOOST_CHECK_MESSAGE(worst <= tolerance, what << ": worst relative error " << worst << ", tolerance " << tolerance);
}

/// Normal random numbers for test fixtures; unrelated to the library's own generator on purpose.
inline void fill_normal(Matrix& m, double deviation, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal(0, deviation);
  for (real& x : m) x = static_cast<real>(normal(engine));
}

/// A machine with normal weights (deviation 0.7) and biases (deviation 0.5); sigma rows are left at 1.
inline Rbm random_rbm(const std::string& visible, const std::string& hidden, unsigned seed) {
  Rbm rbm = make_rbm(make_units(visible), make_units(hidden));
  fill_normal(rbm.parameters.weights, 0.7, seed);
  const auto fill_bias = [&](Matrix& parameters, unsigned bias_seed) {
    Matrix bias = zeros(1, parameters.shape(1));
    fill_normal(bias, 0.5, bias_seed);
    copy(bias, MatrixView(parameters).row_range(0, 1));
  };
  fill_bias(rbm.parameters.visible, seed + 1000);
  fill_bias(rbm.parameters.hidden, seed + 2000);
  return rbm;
}

/// Every joint state of a layer, one a row.
inline Matrix all_states(const Units& units) {
  Matrix states = zeros(static_cast<Index>(units.state_count()), units.size());
  units.enumerate(0, states);
  return states;
}

/// A fresh directory that is removed at the end of the scope.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dbn-test-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  BOOST_REQUIRE_MESSAGE(out.good(), file.string() << " cannot be written");
  return file;
}

/// A file of the reference data that lie beside the project, or an empty path after saying that the test is skipped.
inline std::filesystem::path shared_file(const std::string& name) {
  const auto path = std::filesystem::path(DBN_SOURCE_DIR).parent_path() / "shared" / name;
  if (std::filesystem::exists(path)) return path;
  std::printf("SKIPPED: %s is not here\n", name.c_str());
  return {};
}

}  // namespace dbn::test
