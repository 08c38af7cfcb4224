#include "libdbn/data/formats/file_kind.hpp"

#include "libdbn/base/characters.hpp"
#include "libdbn/data/formats/csv.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/hdf5_editor.hpp"

using namespace dbn;
using namespace dbn::test;
using namespace std::string_literals;

namespace file_kind_test {
namespace {

struct Fixture {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "some.file";

  /// Both where the kind is asked for and where text is expected.
  void refuses(const std::string& bytes, const std::string& name) {
    write_file(file, bytes);
    check_error(ErrorKind::data, {file.string(), name}, [&] { kind_of(file); });
    check_error(ErrorKind::data, {file.string(), name}, [&] { read_csv(file); });
    try {
      read_csv(file);
    } catch (const Error& error) {
      BOOST_TEST(is_plain_text(error.what()), error.what());
    }
  }
};

/// The beginning of a zip file whose first entry has this name.
std::string zip_with(const std::string& name) {
  return "PK\x03\x04"s + std::string(22, '\0') + static_cast<char>(name.size()) + std::string(3, '\0') + name + "....";
}

std::string utf16(const std::string& text, bool big) {
  std::string bytes;
  for (const char c : text) bytes += big ? std::string{'\0', c} : std::string{c, '\0'};
  return bytes;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_kind, Fixture)

BOOST_AUTO_TEST_CASE(foreign_formats_are_called_by_their_names) {
  refuses("\xff\xfe" + utf16("a,b\n1,2\n", false), "UTF-16");
  refuses("\xfe\xff" + utf16("a,b\n1,2\n", true), "UTF-16");
  refuses(utf16("a,b\n1,2\n", false), "UTF-16LE");
  refuses(utf16("a,b\n1,2\n", true), "UTF-16");
  refuses("\xff\xfe\0\0a\0\0\0"s, "UTF-32");
  refuses(zip_with("[Content_Types].xml"), "Excel");
  refuses(zip_with("mimetype"), "OpenDocument");
  refuses(zip_with("archive/data.pkl"), "PyTorch");
  refuses(zip_with("table.csv"), "zip archive");
  refuses("PAR1" + std::string(20, '\x15'), "Parquet");
  refuses("ARROW1\0\0"s, "Arrow");
  refuses("\x80\x04\x95" + std::string(20, 'x'), "pickle");
  refuses("MATLAB 5.0 MAT-file, Platform: GLNXA64" + std::string(100, ' '), "MATLAB");
  refuses("SQLite format 3\0"s + std::string(100, '\0'), "SQLite");
  refuses("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(100, '\0'), ".xls");
  refuses("\x89PNG\r\n\x1a\n" + std::string(30, '\0'), "PNG");
  refuses("\xff\xd8\xff\xe0" + std::string(30, '\0'), "JPEG");
  refuses("%PDF-1.4\n1 0 obj", "PDF");
  refuses("BZh91AY&SY" + std::string(30, '\x80'), "bzip2");
  refuses(
      "\xfd"
      "7zXZ\0"s,
      "xz");
  refuses("\x28\xb5\x2f\xfd" + std::string(30, '\1'), "Zstandard");
  refuses(std::string(257, 'x') + "ustar\0"s + std::string(300, '\0'), "tar");
  refuses("<!DOCTYPE html><html>", "web page");
  refuses("1,2\n3,\0\n"s, "zero bytes");
}

BOOST_AUTO_TEST_CASE(text_stays_text) {
  for (const std::string text :
       {"1,2\n", "\xEF\xBB\xBF\x61,b\n1,2\n", "PARTS,b\n1,2\n", "l\xe4nge\n1\n", "MM,II\n1,2\n"}) {
    write_file(file, text);
    BOOST_CHECK(kind_of(file) == FileKind::text);
  }
  write_file(file, "");
  BOOST_CHECK(kind_of(file) == FileKind::text);
}

// The signature stands behind user blocks of all sizes, whatever is in them.
BOOST_AUTO_TEST_CASE(hdf5_behind_a_user_block) {
  for (const hsize_t block : {0, 512, 1024, 2048, 4096, 65536}) {
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_userblock(creation, block);
    const hid_t made = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT);
    H5Fclose(made);
    H5Pclose(creation);
    BOOST_CHECK(kind_of(file) == FileKind::hdf5);
    if (block == 0) continue;
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream << "MATLAB 7.3 MAT-file, Platform: GLNXA64";
    stream.close();
    BOOST_CHECK(kind_of(file) == FileKind::hdf5);
    check_error(ErrorKind::data, {"an HDF5 file"}, [&] { read_csv(file); });
  }
}

BOOST_AUTO_TEST_CASE(line_ends_of_old_macs) {
  write_file(file, "a,b\r1,2\r3,4\r");
  check_error(ErrorKind::data, {"carriage returns"}, [&] { read_csv(file); });
  write_file(file, "a,b\r\n1,2\r\n");
  BOOST_CHECK_EQUAL(read_csv(file).rows(), 1);
}

BOOST_AUTO_TEST_CASE(gzip_of_what_is_not_inflated) {
  write_gzip(file, "\x89HDF\r\n\x1a\n" + std::string(100, '\0'));
  check_error(ErrorKind::data, {"gzip of an HDF5 file", "gunzip"}, [&] { kind_of(file); });
  write_gzip(file, "\x93NUMPY" + std::string(100, '\0'));
  BOOST_CHECK(kind_of(file) == FileKind::npy);
  write_gzip(file, "%PDF-1.4");
  check_error(ErrorKind::data, {"PDF"}, [&] { kind_of(file); });
  write_gzip(file, "1,2\n");
  BOOST_CHECK(kind_of(file) == FileKind::text);
}

BOOST_AUTO_TEST_CASE(text_for_messages) {
  BOOST_TEST(printable("a\0b\x1b[0m\n\xc3\xa4\xff"s) == "a?b?[0m\n\xc3\xa4?");
  BOOST_TEST(is_plain_text("l\xc3\xa4nge"));
  BOOST_TEST(!is_plain_text("l\xe4nge"));
  BOOST_TEST(!is_plain_text("a\nb"));
  BOOST_TEST(!is_plain_text("\xed\xa0\x80"));
  BOOST_TEST(is_plain_text(""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace file_kind_test
