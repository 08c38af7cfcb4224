// Makes and changes HDF5 files by the plain C interface, so that tests can write what the library never would.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <hdf5.h>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

namespace dbn::test {

class Hdf5Editor {
 public:
  enum class Mode { change, create };

  Hdf5Editor(const std::filesystem::path& file, Mode mode) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    allow_unusual_types(access);
    file_ = mode == Mode::create ? H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access)
                                 : H5Fopen(file.c_str(), H5F_ACC_RDWR, access);
    H5Pclose(access);
    BOOST_REQUIRE(file_ >= 0);
  }
  ~Hdf5Editor() { H5Fclose(file_); }
  Hdf5Editor(const Hdf5Editor&) = delete;
  Hdf5Editor& operator=(const Hdf5Editor&) = delete;

  hid_t id() const { return file_; }

  void remove(const std::string& path) { BOOST_REQUIRE(H5Ldelete(file_, path.c_str(), H5P_DEFAULT) >= 0); }
  void group(const std::string& path) {
    const hid_t made = H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    BOOST_REQUIRE(made >= 0);
    H5Gclose(made);
  }

  /// A dataset of stored type `type` from doubles, in the plainest layout unless `creation` says otherwise.
  void numbers(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<double>& values,
               hid_t type = H5T_IEEE_F64LE, hid_t creation = H5P_DEFAULT) {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t data = H5Dcreate2(file_, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    BOOST_REQUIRE(data >= 0);
    if (!values.empty()) {
      BOOST_REQUIRE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    }
    H5Dclose(data);
    H5Sclose(space);
  }
  void replace(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<double>& values,
               hid_t type = H5T_IEEE_F64LE) {
    remove(path);
    numbers(path, shape, values, type);
  }

  void number_attribute(const std::string& object, const std::string& name, double value, hid_t type) {
    write_attribute(object, name, type, H5T_NATIVE_DOUBLE, &value);
  }
  /// Text of variable length, as h5py writes it.
  void text_attribute(const std::string& object, const std::string& name, const std::string& text) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const char* pointer = text.c_str();
    write_attribute(object, name, type, type, &pointer);
    H5Tclose(type);
  }

  /// The least that a model file by another program has: v 3, h 2.
  void foreign_model(hid_t type) {
    text_attribute("/", "format", "libdbn");
    number_attribute("/", "version", 1, H5T_STD_I64LE);
    text_attribute("/", "kind", "model");
    group("/layers");
    group("/layers/0");
    text_attribute("/layers/0", "visible", "bernoulli:3");
    text_attribute("/layers/0", "hidden", "bernoulli:2");
    numbers("/layers/0/weights", {3, 2}, {0.5, -1, 2, 3.25, -0.125, 8}, type);
    numbers("/layers/0/visible_bias", {3}, {1, 2, 3}, type);
    numbers("/layers/0/hidden_bias", {2}, {-1, -2}, type);
  }

 private:
  // From 1.14.4 on HDF5 refuses to make what older versions made, and what files may therefore hold.
  static void allow_unusual_types([[maybe_unused]] hid_t access) {
#if H5_VERSION_GE(1, 14, 4)
    H5Pset_relax_file_integrity_checks(access, H5F_RFIC_ALL);
#endif
  }

  void write_attribute(const std::string& object, const std::string& name, hid_t stored, hid_t memory,
                       const void* value) {
    if (H5Aexists_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT) > 0) {
      H5Adelete_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT);
    }
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute =
        H5Acreate_by_name(file_, object.c_str(), name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    BOOST_REQUIRE(attribute >= 0);
    BOOST_REQUIRE(H5Awrite(attribute, memory, value) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
  }

  hid_t file_ = -1;
};

/// The kind and message of the Error that `action` throws; fails the test when it throws none.
struct Failure {
  ErrorKind kind = ErrorKind::internal;
  std::string message;

  /// The message has all of `parts`.
  bool names(const std::vector<std::string>& parts) const {
    for (const std::string& part : parts) {
      if (message.find(part) == std::string::npos) return false;
    }
    return true;
  }
};

template <class Action>
Failure failure_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return {error.kind(), error.what()};
  }
  BOOST_ERROR("expected an error, found none");
  return {};
}

template <class Action>
void check_failure(const Action& action, ErrorKind kind, const std::vector<std::string>& parts) {
  const Failure failure = failure_of(action);
  BOOST_CHECK(failure.kind == kind);
  BOOST_CHECK_MESSAGE(failure.names(parts), "message lacks an expected part: " << failure.message);
}

}  // namespace dbn::test
