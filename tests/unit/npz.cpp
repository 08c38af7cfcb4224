// Arrays of numpy: bytes as its format page has them, every kind of element, and archives that lie about themselves.
#include "libdbn/io/exchange/npz.hpp"

#include <limits>

#include <zlib.h>

#include "libdbn/io/exchange/npy.hpp"
#include "libdbn/io/exchange/zip.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "tests/support/hdf5_editor.hpp"

namespace npz_test {
BOOST_AUTO_TEST_SUITE(npz)

using namespace dbn;
using namespace dbn::test;

namespace {

using Type = NamedArray::Type;

// A .npy file with this dictionary and these element bytes, put together as numpy/lib/format.py says.
std::string npy(const std::string& dictionary, const std::string& elements) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(dictionary.size() & 0xff);
  bytes += static_cast<char>(dictionary.size() >> 8);
  return bytes + dictionary + elements;
}

std::string described(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }  \n";
}

NamedArray parsed(const std::string& bytes) { return read_npy(bytes, "w", "x.npz", ErrorKind::model); }

std::vector<double> numbers(const std::string& descr, const std::string& elements) {
  const Index count = elements.size() / std::stoul(descr.substr(2));
  return parsed(npy(described(descr, "(" + std::to_string(count) + ",)"), elements)).numbers;
}

void check_refused(const std::string& bytes, const std::vector<std::string>& parts) {
  check_failure([&] { parsed(bytes); }, ErrorKind::model, parts);
}

const std::vector<ZipEntry> two_entries{{"a.npy", "first"}, {"b/c.npy", std::string(3000, 'x')}};

std::vector<ZipEntry> unzipped(const std::string& bytes) { return read_zip(bytes, "x.npz", ErrorKind::model); }

// The first entry of a stored archive, compressed afterwards: what numpy.savez_compressed writes.
std::string with_deflated_entry(const std::string& contents, std::uint32_t claimed) {
  std::string packed(contents.size() + 100, '\0');
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(contents.data()));
  stream.avail_in = static_cast<uInt>(contents.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  std::string bytes = zip_bytes({{"a.npy", packed}}, "x.npz", ErrorKind::model);
  const auto put = [&](Index at, std::uint64_t value, Index count) {
    for (Index i = 0; i < count; ++i) bytes[at + i] = static_cast<char>(value >> 8 * i & 0xff);
  };
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(contents.data()), contents.size());
  const Index central = bytes.find("PK\x01\x02");
  put(central + 10, 8, 2);
  put(central + 16, sum, 4);
  put(central + 24, claimed, 4);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(bytes_are_those_of_numpy) {
  const NamedArray array{"w", Type::float32, {2, 3}, {1, -2, 0.5, 3, 0, -0.25}, {}};
  const std::string bytes = npy_bytes(array);
  // numpy.save(..., np.array([[1, -2, 0.5], [3, 0, -0.25]], '<f4')).
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  BOOST_CHECK_EQUAL(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  BOOST_CHECK_EQUAL(bytes.substr(10, header.size()), header);
  BOOST_CHECK_EQUAL(bytes[127], '\n');
  BOOST_CHECK_EQUAL(bytes.size(), 128 + 24);
  BOOST_CHECK_EQUAL(bytes.substr(128, 8), std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8));
  BOOST_TEST(
      npy_bytes({"b", Type::float64, {3}, {1, 2, 3}, {}}).find("'<f8', 'fortran_order': False, 'shape': (3,), }") !=
      std::string::npos);
  BOOST_TEST(
      npy_bytes({"t", Type::text, {}, {}, {"dog\xc3\xa9"}}).find("'<U4', 'fortran_order': False, 'shape': (), }") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  const double smallest = static_cast<double>(std::numeric_limits<float>::denorm_min());
  const std::vector<NamedArray> arrays{{"layers/0/weights", Type::float32, {2, 2}, {0.1f, -smallest, 3e38f, 0}, {}},
                                       {"b", Type::float64, {1}, {0.1}, {}},
                                       {"n", Type::int64, {}, {-7}, {}},
                                       {"kind", Type::text, {}, {}, {"bernoulli:4"}},
                                       {"names", Type::text, {3}, {}, {"", "dog\xc3\xa9\xf0\x9f\x90\xb6", "cat"}},
                                       {"empty", Type::float64, {0, 5}, {}, {}}};
  TemporaryDirectory directory;
  const auto file = directory.path() / "x.npz";
  write_npz(file, arrays, ErrorKind::model);
  const std::vector<NamedArray> found = read_npz(file, ErrorKind::model);
  BOOST_REQUIRE_EQUAL(found.size(), arrays.size());
  for (Index i = 0; i < arrays.size(); ++i) {
    BOOST_CHECK_EQUAL(found[i].name, arrays[i].name);
    BOOST_TEST((found[i].type == arrays[i].type && found[i].shape == arrays[i].shape));
    BOOST_TEST((found[i].numbers == arrays[i].numbers && found[i].texts == arrays[i].texts), arrays[i].name);
  }
}

BOOST_AUTO_TEST_CASE(every_kind_of_number) {
  using Numbers = std::vector<double>;
  BOOST_TEST((numbers("<f8", std::string("\x00\x00\x00\x00\x00\x00\xf8\xbf", 8)) == Numbers{-1.5}));
  BOOST_TEST((numbers(">f8", std::string("\xbf\xf8\x00\x00\x00\x00\x00\x00", 8)) == Numbers{-1.5}));
  BOOST_TEST((numbers(">f4", std::string("\x3f\xc0\x00\x00\xbf\x80\x00\x00", 8)) == Numbers{1.5, -1}));
  // 1, -2, 65504 (the largest), 2^-24 (the smallest subnormal), 1/3 rounded.
  BOOST_TEST((numbers("<f2", std::string("\x00\x3c\x00\xc0\xff\x7b\x01\x00\x55\x35", 10)) ==
              Numbers{1, -2, 65504, 0x1p-24, 0.333251953125}));
  BOOST_TEST((numbers("<i2", std::string("\xfe\xff\x01\x00", 4)) == Numbers{-2, 1}));
  BOOST_TEST((numbers(">i4", std::string("\xff\xff\xff\x80", 4)) == Numbers{-128}));
  BOOST_TEST((numbers("<i8", std::string(8, '\xff')) == Numbers{-1}));
  BOOST_TEST((numbers("|u1", "\xff\x03") == Numbers{255, 3}));
  BOOST_TEST((numbers("|b1", std::string("\x01\x00", 2)) == Numbers{1, 0}));
}

BOOST_AUTO_TEST_CASE(fortran_order_is_turned) {
  // [[1, 2, 3], [4, 5, 6]] by columns.
  const NamedArray array = parsed(npy(described("|u1", "(2, 3)", "True"), "\x01\x04\x02\x05\x03\x06"));
  BOOST_TEST((array.numbers == std::vector<double>{1, 2, 3, 4, 5, 6}));
  const NamedArray cube = parsed(npy(described("|u1", "(2, 1, 2)", "True"), "\x01\x03\x02\x04"));
  BOOST_TEST((cube.numbers == std::vector<double>{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(texts_of_both_kinds) {
  const std::string wide(
      "\x00\x00\x00"
      "d\x00\x00\x00\xe9\x00\x00\x00\x00",
      12);
  BOOST_CHECK_EQUAL(parsed(npy(described(">U3", "()"), wide)).texts.at(0), "d\xc3\xa9");
  const NamedArray bytes = parsed(npy(described("|S4", "(2,)"), std::string("ab\0\0wxyz", 8)));
  BOOST_TEST((bytes.texts == std::vector<std::string>{"ab", "wxyz"}));
}

BOOST_AUTO_TEST_CASE(hostile_arrays) {
  const std::string four(16, '\0');
  check_refused(npy(described("|O", "(1,)"), "\x80\x03N."), {"x.npz: array 'w'", "Python objects", "dtype=float"});
  check_refused(npy(described("<f4", "(5,)"), four), {"claims 20 bytes", "has 16"});
  check_refused(npy(described("<f4", "(3,)"), four), {"claims 12 bytes", "has 16"});
  check_refused(npy(described("<f4", "(4611686018427387904, 8)"), four), {"claims too many bytes"});
  check_refused(npy(described("|S0", "(4611686018427387904,)"), ""), {"claims 0 bytes", "damaged"});
  check_refused(npy(described("<f4", "(-4,)"), four), {"the extent '-4'"});
  check_refused(npy(described("<f4", "(1, 1, 1, 1, 4)"), four), {"has 5 dimensions"});
  check_refused(npy(described("<c8", "(2,)"), four), {"type '<c8'", "expected floating numbers"});
  check_refused(npy(described("<f3", "(2,)"), four), {"type '<f3'"});
  check_refused(npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (4,), }", four), {"several fields"});
  check_refused(npy("{'descr': '<f4', 'shape': (4,), }", four), {"lacks descr, fortran_order or shape"});
  check_refused(npy("{'descr': '<f4', 'more': True}", four), {"unknown entry 'more'"});
  check_refused("PK\x03\x04", {"no .npy array"});
  check_refused("\x93NUMPY\x01", {"cut off"});
  check_refused(std::string("\x93NUMPY\x01\x00\xff\xff", 10), {"claims a header of 65535 bytes"});
  check_refused(std::string("\x93NUMPY\x09\x00\x00\x00", 10) + four, {"version 9"});
  const std::string good = npy(described("<f4", "(4,)"), four);
  BOOST_CHECK_EQUAL(parsed(good).count(), 4);
  for (Index length = 0; length < good.size(); ++length) check_refused(good.substr(0, length), {"x.npz: array 'w'"});
}

BOOST_AUTO_TEST_CASE(archives) {
  const std::string bytes = zip_bytes(two_entries, "x.npz", ErrorKind::model);
  const std::vector<ZipEntry> found = unzipped(bytes);
  BOOST_REQUIRE_EQUAL(found.size(), 2);
  for (Index i = 0; i < 2; ++i) {
    BOOST_CHECK_EQUAL(found[i].name, two_entries[i].name);
    BOOST_CHECK_EQUAL(found[i].bytes, two_entries[i].bytes);
  }
  BOOST_TEST(unzipped(zip_bytes({}, "x.npz", ErrorKind::model)).empty());
  const std::string contents(100'000, 'z');
  BOOST_CHECK_EQUAL(unzipped(with_deflated_entry(contents, 100'000)).at(0).bytes, contents);
}

BOOST_AUTO_TEST_CASE(hostile_archives) {
  const std::string bytes = zip_bytes(two_entries, "x.npz", ErrorKind::model);
  const auto refused = [](const std::string& file, const std::vector<std::string>& parts) {
    check_failure([&] { unzipped(file); }, ErrorKind::model, parts);
  };
  for (Index length = 0; length < bytes.size(); length += length < 200 ? 1 : 97)
    refused(bytes.substr(0, length), {"x.npz: "});
  std::string changed = bytes;
  changed[37] ^= 1;  // in the contents
  refused(changed, {"x.npz: entry 'a.npy'", "checksum"});
  const Index central = bytes.find("PK\x01\x02");
  const auto with = [&](Index at, char value) {
    std::string other = bytes;
    other[central + at] = value;
    return other;
  };
  refused(with(8, 1), {"'a.npy'", "encrypted"});
  refused(with(10, 12), {"'a.npy'", "method 12"});
  refused(with(25, 1), {"claims 261 bytes but has 5"});
  refused(with(44, 1), {"cut off or damaged"});
  // A few bytes that claim gigabytes: refused before memory is taken.
  refused(with_deflated_entry(std::string(1000, 'z'), 0xf0000000U), {"claims 4026531840 bytes"});
  refused(with_deflated_entry(std::string(1000, 'z'), 999), {"cannot be decompressed"});
  refused(with_deflated_entry(std::string(1000, 'z'), 1001), {"cannot be decompressed"});
}

BOOST_AUTO_TEST_CASE(no_flipped_bit_makes_another_array) {
  const std::vector<NamedArray> arrays{{"layers/0/visible_sigma", Type::float32, {2}, {0.5, 2}, {}},
                                       {"layers/0/visible", Type::text, {}, {}, {"gaussian:2"}}};
  TemporaryDirectory directory;
  const auto file = directory.path() / "x.npz";
  write_npz(file, arrays, ErrorKind::model);
  const std::string bytes = read_text_file(file, ErrorKind::model);
  Index refused = 0;
  for (Index bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    write_bytes(file, damaged, ErrorKind::model);
    try {
      const std::vector<NamedArray> found = read_npz(file, ErrorKind::model);
      bool equal = found.size() == 2;
      for (Index i = 0; equal && i < 2; ++i) {
        equal = found[i].name == arrays[i].name && found[i].numbers == arrays[i].numbers &&
                found[i].texts == arrays[i].texts && found[i].shape == arrays[i].shape;
      }
      BOOST_CHECK_MESSAGE(equal, "bit " << bit << " changes what is read");
    } catch (const Error&) {
      ++refused;
    }
  }
  // What is left are dates, versions and other fields that mean nothing here.
  BOOST_TEST(refused > 6 * bytes.size());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace npz_test
