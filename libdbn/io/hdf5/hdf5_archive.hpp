// HDF5 archive: numbers as attributes, arrays and texts as datasets, groups as groups.
#pragma once

#include "libdbn/base/archive.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn {

/// Stores fields in a group. Matrices and vectors carry their axes in an attribute `axes`; text must not hold NUL.
class Hdf5WritingArchive final : public Archive {
 public:
  explicit Hdf5WritingArchive(hdf5::Group group);

  bool loading() const override { return false; }
  using Archive::field;
  void field(std::string_view name, Matrix& value, std::string_view axes, Shape shape = Shape::known) override;
  void field(std::string_view name, Vector& value, std::string_view axes, Shape shape = Shape::known) override;
  void field(std::string_view name, std::vector<double>& value) override;
  void field(std::string_view name, std::vector<std::int64_t>& value) override;
  void field(std::string_view name, std::vector<std::string>& value) override;
  void field(std::string_view name, double& value) override;
  void field(std::string_view name, std::int64_t& value) override;
  void field(std::string_view name, std::string& value) override;
  void enter(std::string_view name) override;
  void leave() override;

 private:
  const hdf5::Group& here() const { return path_.back(); }

  std::vector<hdf5::Group> path_;
};

/// Fills fields from a group. Throws a model error that names file, object, what was found and what was expected.
class Hdf5ReadingArchive final : public Archive {
 public:
  explicit Hdf5ReadingArchive(hdf5::Group group);

  bool loading() const override { return true; }
  bool has(std::string_view name) const override;
  [[noreturn]] void refuse(std::string_view name, const std::string& message) const override;
  using Archive::field;
  void field(std::string_view name, Matrix& value, std::string_view axes, Shape shape = Shape::known) override;
  void field(std::string_view name, Vector& value, std::string_view axes, Shape shape = Shape::known) override;
  void field(std::string_view name, std::vector<double>& value) override;
  void field(std::string_view name, std::vector<std::int64_t>& value) override;
  void field(std::string_view name, std::vector<std::string>& value) override;
  void field(std::string_view name, double& value) override;
  void field(std::string_view name, std::int64_t& value) override;
  void field(std::string_view name, std::string& value) override;
  void enter(std::string_view name) override;
  void leave() override;

 private:
  const hdf5::Group& here() const { return path_.back(); }

  std::vector<hdf5::Group> path_;
};

}  // namespace dbn
