// Model files that are wrong in one way each: a model error that names file and object, never a crash or a guess.
#include <cmath>
#include <fstream>

#include <sys/resource.h>

#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/hdf5_editor.hpp"
#include "tests/support/small_models.hpp"

using namespace dbn;
using namespace dbn::test;

namespace malformed_model_test {
namespace {

struct Foreign {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "model.h5";

  /// A valid file by another program, changed by `spoil`, is refused with a message that has `parts`.
  template <class Spoil>
  void check_refused(const Spoil& spoil, const std::vector<std::string>& parts) {
    {
      Hdf5Editor editor(file, Hdf5Editor::Mode::create);
      editor.foreign_model(H5T_IEEE_F64LE);
      spoil(editor);
    }
    std::vector<std::string> all = parts;
    all.push_back(file.string());
    check_failure([&] { read_model(file); }, ErrorKind::model, all);
  }
};

using Editor = Hdf5Editor;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(malformed_model, Foreign)

BOOST_AUTO_TEST_CASE(the_unspoiled_file_is_taken) {
  Editor(file, Editor::Mode::create).foreign_model(H5T_IEEE_F64LE);
  BOOST_CHECK_NO_THROW(read_model(file));
}

BOOST_AUTO_TEST_CASE(files_that_are_no_hdf5) {
  const auto read = [&] { read_model(file); };
  check_failure(read, ErrorKind::model, {file.string(), "No such file"});
  std::ofstream(file) << "";
  check_failure(read, ErrorKind::model, {file.string(), "not an HDF5 file"});
  std::ofstream(file) << std::string(5000, 'x');
  check_failure(read, ErrorKind::model, {file.string(), "not an HDF5 file"});
  check_failure([&] { read_model(directory.path()); }, ErrorKind::model, {directory.path().string(), "directory"});
}

BOOST_AUTO_TEST_CASE(files_that_are_cut_off) {
  write_model(file, small_model(1));
  const std::string whole = read_text_file(file, ErrorKind::model);
  for (Index length = 0; length < whole.size(); length += 1 + whole.size() / 97) {
    std::ofstream(file, std::ios::binary).write(whole.data(), static_cast<std::streamsize>(length));
    check_failure([&] { read_model(file); }, ErrorKind::model, {file.string()});
  }
  std::ofstream(file, std::ios::binary).write(whole.data(), static_cast<std::streamsize>(whole.size() - 1));
  check_failure([&] { read_model(file); }, ErrorKind::model, {file.string(), "truncated file"});
}

BOOST_AUTO_TEST_CASE(identity) {
  check_refused([](Editor& e) { e.text_attribute("/", "format", "keras"); }, {"format", "keras", "libdbn"});
  check_refused([](Editor& e) { e.text_attribute("/", "kind", "data"); }, {"kind", "data", "checkpoint"});
  check_refused([](Editor& e) { e.number_attribute("/", "version", 2, H5T_STD_I64LE); }, {"version 2", "newer"});
  check_refused([](Editor& e) { e.number_attribute("/", "version", 0, H5T_STD_I64LE); }, {"version", "0"});
  check_refused([](Editor& e) { e.text_attribute("/", "energy", "cho v/sigma^2"); }, {"energy", "cho", "hinton"});
  for (const char* name : {"format", "version", "kind"}) {
    check_refused([&](Editor& e) { H5Adelete(e.id(), name); }, {name, "missing"});
  }
  check_refused([](Editor& e) { e.text_attribute("/", "version", "1"); }, {"version", "text", "whole number"});
  check_refused(
      [](Editor& e) {
        H5Adelete(e.id(), "version");
        const hsize_t two = 2;
        const hid_t space = H5Screate_simple(1, &two, nullptr);
        const hid_t attribute = H5Acreate2(e.id(), "version", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
        const std::int64_t values[2] = {1, 1};
        H5Awrite(attribute, H5T_NATIVE_INT64, values);
        H5Aclose(attribute);
        H5Sclose(space);
      },
      {"version", "2 elements", "one whole number"});
  check_refused([](Editor& e) { e.number_attribute("/", "format", 1, H5T_STD_I64LE); }, {"format", "text"});
}

BOOST_AUTO_TEST_CASE(missing_and_misplaced_objects) {
  for (const std::string name : {"weights", "visible_bias", "hidden_bias"}) {
    const std::string path = "/layers/0/" + name;
    check_refused([&](Editor& e) { e.remove(path); }, {path, "missing"});
    check_refused(
        [&](Editor& e) {
          e.remove(path);
          e.group(path);
        },
        {path, "a group", "dataset"});
  }
  check_refused([](Editor& e) { e.remove("/layers"); }, {"layers"});
  check_refused([](Editor& e) { e.remove("/layers/0"); }, {"layers"});
  check_refused(
      [](Editor& e) {
        e.remove("/layers");
        e.numbers("/layers", {1}, {1});
      },
      {"/layers", "a dataset", "group"});
  check_refused([](Editor& e) { e.group("/layers/2"); }, {"/layers", "'2'", "'1'"});
}

BOOST_AUTO_TEST_CASE(units) {
  check_refused([](Editor& e) { e.text_attribute("/layers/0", "visible", "bernouli:3"); },
                {"/layers/0", "visible", "bernouli"});
  check_refused([](Editor& e) { e.text_attribute("/layers/0", "hidden", "bernoulli:0"); }, {"/layers/0", "hidden"});
  check_refused([](Editor& e) { e.text_attribute("/layers/0", "hidden", "bernoulli:99999999999999"); }, {"/layers/0"});
}

BOOST_AUTO_TEST_CASE(shapes) {
  const std::vector<double> six = {1, 2, 3, 4, 5, 6};
  check_refused(
      [&](Editor& e) {
        e.replace("/layers/0/weights", {2, 3}, six);
      },
      {"/layers/0/weights", "(2, 3)", "(3, 2)", "transposed"});
  check_refused([&](Editor& e) { e.replace("/layers/0/weights", {6}, six); }, {"/layers/0/weights", "(6)", "(3, 2)"});
  check_refused(
      [&](Editor& e) {
        e.replace("/layers/0/visible_bias", {2}, {1, 2});
      },
      {"/layers/0/visible_bias", "(2)", "(3)"});
  check_refused(
      [&](Editor& e) {
        e.replace("/layers/0/hidden_bias", {2, 2}, {1, 2, 3, 4});
      },
      {"/layers/0/hidden_bias", "(2, 2)", "(2)"});
  check_refused(
      [&](Editor& e) {
        e.group("/layers/1");
        e.text_attribute("/layers/1", "visible", "3");
        e.text_attribute("/layers/1", "hidden", "1");
        e.numbers("/layers/1/weights", {3, 1}, {1, 2, 3});
        e.numbers("/layers/1/visible_bias", {3}, {1, 2, 3});
        e.numbers("/layers/1/hidden_bias", {1}, {1});
      },
      {"layers/1", "3", "2"});
  check_refused(
      [&](Editor& e) {
        e.group("/network");
        e.group("/network/0");
        e.numbers("/network/0/weights", {2, 2}, {1, 2, 3, 4});
        e.numbers("/network/0/bias", {2}, {1, 2});
        e.text_attribute("/network/0", "activation", "logistic");
      },
      {"network/0"});
  check_refused(
      [&](Editor& e) {
        e.group("/network");
        e.group("/network/0");
        e.numbers("/network/0/weights", {3, 1}, {1, 2, 3});
        e.numbers("/network/0/bias", {1}, {1});
        e.text_attribute("/network/0", "activation", "logistik");
      },
      {"/network/0", "logistik", "logistic"});
  check_refused(
      [&](Editor& e) {
        e.group("/data");
        e.numbers("/data/shift", {2}, {1, 2});
      },
      {"transform", "2", "3"});
}

BOOST_AUTO_TEST_CASE(numbers) {
  for (const std::string name : {"weights", "visible_bias", "hidden_bias"}) {
    const std::string path = "/layers/0/" + name;
    const Index count = name == "weights" ? 6 : (name == "visible_bias" ? 3 : 2);
    const std::vector<hsize_t> shape = name == "weights" ? std::vector<hsize_t>{3, 2} : std::vector<hsize_t>{count};
    for (const double bad : {double{NAN}, HUGE_VAL, -HUGE_VAL}) {
      std::vector<double> values(count, 1);
      values.back() = bad;
      check_refused([&](Editor& e) { e.replace(path, shape, values); }, {path, "finite"});
    }
  }
  if (sizeof(real) == sizeof(float)) {
    check_refused([&](Editor& e) { e.replace("/layers/0/hidden_bias", {2}, {1, 1e300}); }, {"finite"});
  }
  for (const double bad : {0.0, -1.0, double{NAN}}) {
    check_refused(
        [&](Editor& e) {
          e.text_attribute("/layers/0", "visible", "gaussian:3");
          e.numbers("/layers/0/visible_sigma", {3}, {1, bad, 1});
        },
        {"/layers/0/visible_sigma", std::isnan(bad) ? "finite" : "> 0"});
  }
  check_refused(
      [&](Editor& e) {
        e.numbers("/layers/0/visible_sigma", {3}, {1, 2, 1});
      },
      {"/layers/0/visible_sigma", "gaussian"});
  check_refused(
      [&](Editor& e) {
        e.group("/data");
        e.numbers("/data/scale", {3}, {1, 0, 1});
      },
      {"/data/scale", "element 1"});
}

BOOST_AUTO_TEST_CASE(types) {
  check_refused(
      [](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        const hid_t bfloat = H5Tcopy(H5T_IEEE_F32LE);
        H5Tset_fields(bfloat, 15, 7, 8, 0, 7);
        H5Tset_size(bfloat, 2);
        H5Tset_ebias(bfloat, 127);
        e.numbers("/layers/0/hidden_bias", {2}, {1, 2}, bfloat);
        H5Tclose(bfloat);
      },
      {"/layers/0/hidden_bias", "type"});
  check_refused(
      [](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        const hid_t text = H5Tcopy(H5T_C_S1);
        H5Tset_size(text, 8);
        e.numbers("/layers/0/hidden_bias", {2}, {}, text);
        H5Tclose(text);
      },
      {"/layers/0/hidden_bias"});
  check_refused([](Editor& e) { e.replace("/layers/0/hidden_bias", {1, 1, 1, 1, 2}, {1, 2}); }, {"rank 5"});
}

BOOST_AUTO_TEST_CASE(links_out_of_the_file_are_not_followed) {
  const auto other = directory.path() / "other.h5";
  Editor(other, Editor::Mode::create).numbers("/b", {2}, {1, 2});
  check_refused(
      [&](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        H5Lcreate_external(other.c_str(), "/b", e.id(), "/layers/0/hidden_bias", H5P_DEFAULT, H5P_DEFAULT);
      },
      {"/layers/0/hidden_bias", "another file"});
  check_refused(
      [&](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        e.numbers("/b", {2}, {1, 2});
        H5Lcreate_soft("/b", e.id(), "/layers/0/hidden_bias", H5P_DEFAULT, H5P_DEFAULT);
      },
      {"/layers/0/hidden_bias", "soft link"});
}

BOOST_AUTO_TEST_CASE(storage_outside_the_file_is_not_read) {
  const auto secret = directory.path() / "secret";
  std::ofstream(secret) << "0123456789abcdef";
  check_refused(
      [&](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(creation, secret.c_str(), 0, 16);
        e.numbers("/layers/0/hidden_bias", {2}, {}, H5T_IEEE_F64LE, creation);
        H5Pclose(creation);
      },
      {"/layers/0/hidden_bias", "another file"});
  check_refused(
      [&](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        const hsize_t two = 2;
        const hid_t space = H5Screate_simple(1, &two, nullptr);
        H5Pset_virtual(creation, space, secret.c_str(), "/b", space);
        e.numbers("/layers/0/hidden_bias", {2}, {}, H5T_IEEE_F64LE, creation);
        H5Sclose(space);
        H5Pclose(creation);
      },
      {"/layers/0/hidden_bias", "virtual"});
}

// Each claims terabytes in a file of a few KB.
BOOST_AUTO_TEST_CASE(huge_claims_cost_no_memory) {
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const hsize_t million = 1'000'000;
  const std::string spec = "bernoulli:1000000";
  const auto claim = [&](Editor& e, hid_t creation) {
    e.text_attribute("/layers/0", "visible", spec);
    e.text_attribute("/layers/0", "hidden", spec);
    e.remove("/layers/0/weights");
    e.numbers("/layers/0/weights", {million, million}, {}, H5T_IEEE_F32LE, creation);
  };
  check_refused([&](Editor& e) { claim(e, H5P_DEFAULT); }, {"/layers/0/weights", "4000000000000 bytes"});
  const auto claim_in_chunks = [&](hsize_t chunk_rows, bool compressed) {
    return [=](Editor& e) {
      const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
      const hsize_t chunk[2] = {chunk_rows, 1000};
      H5Pset_chunk(creation, 2, chunk);
      if (compressed) H5Pset_deflate(creation, 9);
      claim(e, creation);
      H5Pclose(creation);
    };
  };
  check_refused(claim_in_chunks(1000, false), {"/layers/0/weights", "0 of its 1000000 chunks"});
  check_refused(claim_in_chunks(1000, true), {"/layers/0/weights", "0 of its 1000000 chunks"});
  check_refused(claim_in_chunks(100'000, true), {"/layers/0/weights", "chunks of 400000000 bytes"});
  check_refused(
      [&](Editor& e) {
        e.replace("/layers/0/hidden_bias", {hsize_t{1} << 40, hsize_t{1} << 40}, {});
      },
      {"/layers/0/hidden_bias", "more elements"});
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  BOOST_CHECK_MESSAGE(after.ru_maxrss - before.ru_maxrss < 200 * 1024,
                      "took " << after.ru_maxrss - before.ru_maxrss << " KiB");
}

BOOST_AUTO_TEST_CASE(unknown_filters_are_refused) {
  check_refused(
      [&](Editor& e) {
        e.remove("/layers/0/hidden_bias");
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        const hsize_t chunk = 2;
        H5Pset_chunk(creation, 1, &chunk);
        H5Pset_scaleoffset(creation, H5Z_SO_FLOAT_DSCALE, 3);
        e.numbers("/layers/0/hidden_bias", {2}, {1, 2}, H5T_IEEE_F64LE, creation);
        H5Pclose(creation);
      },
      {"/layers/0/hidden_bias", "filter"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace malformed_model_test
