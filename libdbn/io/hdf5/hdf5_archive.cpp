#include "libdbn/io/hdf5/hdf5_archive.hpp"

#include "libdbn/io/hdf5/arrays.hpp"

namespace dbn {
namespace {

template <class T>
std::vector<T> read_list(const hdf5::Group& group, std::string_view name, hdf5::ElementClass expected) {
  const hdf5::StoredArray array = group.array(name);
  if (array.rank() != 1) {
    throw array.error("found shape " + hdf5::shape_text(array.shape()) + ", expected one dimension");
  }
  if (array.type().element_class != expected) {
    throw array.error("found " + array.type().text() + ", expected " +
                      (expected == hdf5::ElementClass::integer ? "integers" : "floating-point numbers"));
  }
  std::vector<T> values(array.count());
  array.read(values.data());
  return values;
}

std::string known_as(std::string_view axes) { return "the " + std::string(axes) + " of this run"; }

}  // namespace

Hdf5WritingArchive::Hdf5WritingArchive(hdf5::Group group) { path_.push_back(std::move(group)); }

void Hdf5WritingArchive::field(std::string_view name, Matrix& value, std::string_view axes, Shape) {
  here().write_array(name, value.data(), {value.shape(0), value.shape(1)}, axes);
}

void Hdf5WritingArchive::field(std::string_view name, Vector& value, std::string_view axes, Shape) {
  here().write_array(name, value.data(), {value.size()}, axes);
}

void Hdf5WritingArchive::field(std::string_view name, std::vector<double>& value) {
  here().write_array(name, value.data(), {value.size()});
}

void Hdf5WritingArchive::field(std::string_view name, std::vector<std::int64_t>& value) {
  here().write_array(name, value.data(), {value.size()});
}

void Hdf5WritingArchive::field(std::string_view name, std::vector<std::string>& value) {
  here().write_array(name, value);
}

void Hdf5WritingArchive::field(std::string_view name, double& value) { here().write_attribute(name, value); }
void Hdf5WritingArchive::field(std::string_view name, std::int64_t& value) { here().write_attribute(name, value); }

// A dataset, because an attribute cannot exceed 64 KiB.
void Hdf5WritingArchive::field(std::string_view name, std::string& value) {
  here().write_array(name, std::span<const std::string>(&value, 1));
}

void Hdf5WritingArchive::enter(std::string_view name) { path_.push_back(here().create_group(name)); }
void Hdf5WritingArchive::leave() { path_.pop_back(); }

Hdf5ReadingArchive::Hdf5ReadingArchive(hdf5::Group group) { path_.push_back(std::move(group)); }

void Hdf5ReadingArchive::field(std::string_view name, Matrix& value, std::string_view axes, Shape shape) {
  const hdf5::StoredArray array = here().array(name);
  if (shape == Shape::known) hdf5::require_shape(array, {value.shape(0), value.shape(1)}, known_as(axes));
  Matrix found = hdf5::read_matrix(array);
  // Training would call it divergence, and put the fault on the options.
  hdf5::require_finite(array, found);
  value = std::move(found);
}

void Hdf5ReadingArchive::field(std::string_view name, Vector& value, std::string_view axes, Shape shape) {
  const hdf5::StoredArray array = here().array(name);
  if (shape == Shape::known) hdf5::require_shape(array, {value.size()}, known_as(axes));
  Vector found = hdf5::read_vector(array);
  hdf5::require_finite(array, ConstMatrixView(found.data(), 1, found.size(), found.size()));
  value = std::move(found);
}

void Hdf5ReadingArchive::field(std::string_view name, std::vector<double>& value) {
  value = read_list<double>(here(), name, hdf5::ElementClass::floating);
}

void Hdf5ReadingArchive::field(std::string_view name, std::vector<std::int64_t>& value) {
  value = read_list<std::int64_t>(here(), name, hdf5::ElementClass::integer);
}

void Hdf5ReadingArchive::field(std::string_view name, std::vector<std::string>& value) {
  value = here().array(name).read_texts();
}

void Hdf5ReadingArchive::field(std::string_view name, double& value) { value = here().number_attribute(name); }
void Hdf5ReadingArchive::field(std::string_view name, std::int64_t& value) { value = here().integer_attribute(name); }

void Hdf5ReadingArchive::field(std::string_view name, std::string& value) {
  const hdf5::StoredArray array = here().array(name);
  hdf5::require_shape(array, {1}, "one text");
  value = array.read_texts().front();
}

bool Hdf5ReadingArchive::has(std::string_view name) const { return here().has(name); }

void Hdf5ReadingArchive::refuse(std::string_view name, const std::string& message) const {
  throw here().location_of(std::string(name)).error(message);
}

void Hdf5ReadingArchive::enter(std::string_view name) { path_.push_back(here().group(name)); }
void Hdf5ReadingArchive::leave() { path_.pop_back(); }

}  // namespace dbn
