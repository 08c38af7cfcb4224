// Data files that tests write byte by byte, and checks of what is said about bad ones.
#pragma once

#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

#include <zlib.h>

#include "libdbn/base/errors.hpp"
#include "libdbn/data/dataset.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

inline std::filesystem::path write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile out = gzopen(path.c_str(), "wb");
  BOOST_REQUIRE(out != nullptr);
  BOOST_REQUIRE_EQUAL(gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
  BOOST_REQUIRE_EQUAL(gzclose(out), Z_OK);
  return path;
}

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The header of an IDX file of bytes: 00 00 08 rank, then each size in four bytes, highest first.
inline std::string idx_header(const std::vector<std::uint32_t>& sizes, char type = 8) {
  std::string bytes{'\0', '\0', type, static_cast<char>(sizes.size())};
  for (std::uint32_t size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 255);
  }
  return bytes;
}

/// Checks that `call` throws an error of this kind whose message has every one of the words.
template <class Call>
void check_error(ErrorKind kind, std::initializer_list<std::string> words, const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    const std::string message = error.what();
    BOOST_TEST_MESSAGE(message);
    BOOST_CHECK_MESSAGE(error.kind() == kind, "kind " << static_cast<int>(error.kind()) << ": " << message);
    for (const std::string& word : words) {
      BOOST_CHECK_MESSAGE(message.find(word) != std::string::npos, "no '" << word << "' in: " << message);
    }
    return;
  }
  BOOST_ERROR("nothing was thrown");
}

/// One row of a data set as numbers.
inline std::vector<double> row_of(const Dataset& data, Index row) {
  std::vector<double> values;
  data.for_each_row([&](Index n, const auto* elements) {
    if (n == row) values.assign(elements, elements + data.columns());
  });
  return values;
}

/// A set of bytes with the given rows.
inline Dataset byte_data(const std::vector<std::vector<int>>& rows, Labels labels = {}) {
  ByteMatrix bytes = ByteMatrix::from_shape({rows.size(), rows.empty() ? 0 : rows[0].size()});
  for (Index i = 0; i < rows.size(); ++i) {
    for (Index j = 0; j < rows[i].size(); ++j) bytes(i, j) = static_cast<std::uint8_t>(rows[i][j]);
  }
  Dataset data;
  data.name = "bytes";
  data.inputs = std::move(bytes);
  data.labels = std::move(labels);
  return data;
}

/// A set of reals with the given rows.
inline Dataset real_data(const std::vector<std::vector<double>>& rows, Labels labels = {}) {
  Matrix values = zeros(rows.size(), rows.empty() ? 0 : rows[0].size());
  for (Index i = 0; i < rows.size(); ++i) {
    for (Index j = 0; j < rows[i].size(); ++j) values(i, j) = static_cast<real>(rows[i][j]);
  }
  Dataset data;
  data.name = "reals";
  data.inputs = std::move(values);
  data.labels = std::move(labels);
  return data;
}

}  // namespace dbn::test
