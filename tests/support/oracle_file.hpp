// Reads the reference values that were computed elsewhere; a reader of its own, so that a mistake in the library's
// file layer cannot hide one here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <hdf5.h>

#include "tests/support/checks.hpp"

namespace dbn::test {

class OracleFile {
 public:
  explicit OracleFile(const std::filesystem::path& path)
      : file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) {
    BOOST_REQUIRE_MESSAGE(file_.id >= 0, "cannot open " << path);
  }

  std::vector<std::string> groups() const {
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
      static_cast<std::vector<std::string>*>(out)->emplace_back(name);
      return 0;
    };
    BOOST_REQUIRE(H5Literate(file_.id, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names) >= 0);
    return names;
  }

  std::string text(const std::string& object, const char* attribute) const {
    const Id attr(H5Aopen_by_name(file_.id, object.c_str(), attribute, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    BOOST_REQUIRE(attr.id >= 0);
    const Id type(H5Aget_type(attr.id), H5Tclose);
    BOOST_REQUIRE(H5Tis_variable_str(type.id) > 0);
    char* value = nullptr;
    BOOST_REQUIRE(H5Aread(attr.id, type.id, &value) >= 0);
    const std::string result = value;
    H5free_memory(value);
    return result;
  }

  bool has(const std::string& path) const { return H5Lexists(file_.id, path.c_str(), H5P_DEFAULT) > 0; }

  /// All elements in row-major order.
  std::vector<double> numbers(const std::string& path) const {
    const Id set(H5Dopen2(file_.id, path.c_str(), H5P_DEFAULT), H5Dclose);
    BOOST_REQUIRE_MESSAGE(set.id >= 0, path << " is missing");
    const Id space(H5Dget_space(set.id), H5Sclose);
    std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id)));
    BOOST_REQUIRE(H5Dread(set.id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    return values;
  }

  double number(const std::string& path) const { return numbers(path).at(0); }

  /// A dataset as a (rows, columns) matrix; the element count must fit.
  Matrix matrix(const std::string& path, Index rows, Index columns) const {
    const std::vector<double> values = numbers(path);
    BOOST_REQUIRE_MESSAGE(values.size() == rows * columns, path << " has " << values.size() << " elements");
    Matrix result = Matrix::from_shape({rows, columns});
    std::transform(values.begin(), values.end(), result.begin(), [](double x) { return static_cast<real>(x); });
    return result;
  }

 private:
  struct Id {
    hid_t id;
    herr_t (*close)(hid_t);
    Id(hid_t i, herr_t (*c)(hid_t)) : id(i), close(c) {}
    ~Id() {
      if (id >= 0) close(id);
    }
    Id(const Id&) = delete;
    Id& operator=(const Id&) = delete;
  };

  Id file_;
};

/// The machine of a group of rbm_exact.h5.
inline Rbm machine_in(const OracleFile& file, const std::string& group) {
  Rbm rbm = make_rbm(make_units(file.text(group, "visible")), make_units(file.text(group, "hidden")));
  const Index visible = rbm.visible->size();
  const Index hidden = rbm.hidden->size();
  rbm.parameters.weights = file.matrix(group + "/W", visible, hidden);
  copy(file.matrix(group + "/visible_bias", 1, visible), MatrixView(rbm.parameters.visible).row_range(0, 1));
  copy(file.matrix(group + "/hidden_bias", 1, hidden), MatrixView(rbm.parameters.hidden).row_range(0, 1));
  if (file.has(group + "/sigma"))
    copy(file.matrix(group + "/sigma", 1, visible), MatrixView(rbm.parameters.visible).row_range(1, 1));
  return rbm;
}

}  // namespace dbn::test
