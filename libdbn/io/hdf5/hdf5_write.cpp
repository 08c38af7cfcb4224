// The writing half of Group: every dataset in chunks with checksums, text of fixed length, little-endian numbers.
#include <algorithm>
#include <cstring>

#include "libdbn/io/hdf5/hdf5_call.hpp"

namespace dbn::hdf5 {
namespace {

constexpr Index chunk_bytes = Index{512} * 1024;

template <class T>
hid_t stored_type();
template <>
hid_t stored_type<float>() {
  return H5T_IEEE_F32LE;
}
template <>
hid_t stored_type<double>() {
  return H5T_IEEE_F64LE;
}
template <>
hid_t stored_type<std::uint8_t>() {
  return H5T_STD_U8LE;
}
template <>
hid_t stored_type<std::int32_t>() {
  return H5T_STD_I32LE;
}
template <>
hid_t stored_type<std::int64_t>() {
  return H5T_STD_I64LE;
}

std::vector<hsize_t> chunk_shape(const std::vector<Index>& shape, Index element_bytes) {
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  hsize_t bytes = element_bytes;
  for (hsize_t& extent : chunk) {
    extent = std::max<hsize_t>(extent, 1);
    bytes *= extent;
  }
  for (hsize_t& extent : chunk) {
    while (bytes > chunk_bytes && extent > 1) {
      bytes /= extent;
      extent = (extent + 1) / 2;
      bytes *= extent;
    }
  }
  return chunk;
}

Handle attribute_space(const Location& where) {
  return own(H5Screate(H5S_SCALAR), H5Sclose, where, "cannot make a dataspace");
}

void write_scalar(hid_t object, const Location& where, const std::string& name, hid_t stored, hid_t memory,
                  const void* value) {
  const std::string what = "cannot write attribute '" + name + "'";
  const Handle space = attribute_space(where);
  const Handle attribute =
      own(H5Acreate2(object, name.c_str(), stored, *space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, where, what);
  checked(H5Awrite(*attribute, memory, value), where, what);
}

void write_text(hid_t object, const Location& where, const std::string& name, std::string_view text) {
  std::string padded(text);
  if (padded.empty()) padded.push_back('\0');
  const Handle type = text_type(padded.size(), where);
  write_scalar(object, where, name, *type, *type, padded.data());
}

/// How every dataset is stored: in these chunks, with checksums.
Handle dataset_creation(const std::vector<hsize_t>& chunk, const Location& where) {
  const std::string what = "cannot be written";
  Handle creation = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, what);
  checked(H5Pset_chunk(*creation, static_cast<int>(chunk.size()), chunk.data()), where, what);
  // The checksum of zeros is zero: a chunk that is lost with its checksum, as holes in a file are, would be zeros and
  // right. Zeros are no deflate stream, not even of level 0, which does not compress.
  constexpr unsigned level = 0;
  checked(H5Pset_filter(*creation, H5Z_FILTER_DEFLATE, H5Z_FLAG_MANDATORY, 1, &level), where, what);
  checked(H5Pset_fletcher32(*creation), where, what);
  checked(H5Pset_obj_track_times(*creation, false), where, what);
  return creation;
}

void write_dataset(hid_t group, const Location& where, const std::string& name, std::vector<Index> shape, hid_t stored,
                   hid_t memory, const void* data, std::string_view axes) {
  const std::string what = "cannot be written";
  std::vector<hsize_t> extent(shape.begin(), shape.end());
  std::vector<hsize_t> greatest = extent;
  for (hsize_t& n : greatest) n = std::max<hsize_t>(n, 1);  // a chunk must fit even into an empty dataset
  const Handle space =
      own(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), greatest.data()), H5Sclose, where, what);
  const Handle creation = dataset_creation(chunk_shape(shape, H5Tget_size(stored)), where);
  const Handle dataset =
      own(H5Dcreate2(group, name.c_str(), stored, *space, H5P_DEFAULT, *creation, H5P_DEFAULT), H5Dclose, where, what);
  if (std::find(shape.begin(), shape.end(), Index{0}) == shape.end()) {
    checked(H5Dwrite(*dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), where, what);
  }
  if (!axes.empty()) write_text(*dataset, where, "axes", axes);
}

}  // namespace

Handle text_type(Index bytes, const Location& where) {
  Handle type = own(H5Tcopy(H5T_C_S1), H5Tclose, where, "cannot make a text type");
  checked(H5Tset_size(*type, std::max<Index>(bytes, 1)), where, "cannot make a text type");
  checked(H5Tset_cset(*type, H5T_CSET_UTF8), where, "cannot make a text type");
  checked(H5Tset_strpad(*type, H5T_STR_NULLPAD), where, "cannot make a text type");
  return type;
}

Group Group::create_group(std::string_view name) const {
  const Location where = location_of(name);
  const Handle creation = own(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, where, "cannot be created");
  checked(H5Pset_obj_track_times(*creation, false), where, "cannot be created");
  return {context_, where.path(),
          own(H5Gcreate2(id(), std::string(name).c_str(), H5P_DEFAULT, *creation, H5P_DEFAULT), H5Gclose, where,
              "cannot be created")};
}

void Group::write_attribute(std::string_view name, std::string_view text) const {
  write_text(id(), *this, std::string(name), text);
}

void Group::write_attribute(std::string_view name, std::int64_t value) const {
  write_scalar(id(), *this, std::string(name), H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void Group::write_attribute(std::string_view name, double value) const {
  write_scalar(id(), *this, std::string(name), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

template <class T>
void Group::write_array(std::string_view name, const T* data, const std::vector<Index>& shape,
                        std::string_view axes) const {
  const Location where = location_of(name);
  write_dataset(id(), where, std::string(name), shape, stored_type<T>(), native_type<T>(), data, axes);
}

template void Group::write_array(std::string_view, const float*, const std::vector<Index>&, std::string_view) const;
template void Group::write_array(std::string_view, const double*, const std::vector<Index>&, std::string_view) const;
template void Group::write_array(std::string_view, const std::uint8_t*, const std::vector<Index>&,
                                 std::string_view) const;
template void Group::write_array(std::string_view, const std::int32_t*, const std::vector<Index>&,
                                 std::string_view) const;
template void Group::write_array(std::string_view, const std::int64_t*, const std::vector<Index>&,
                                 std::string_view) const;

void Group::write_array(std::string_view name, std::span<const std::string> texts) const {
  const Location where = location_of(name);
  Index longest = 1;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  std::string padded(longest * texts.size(), '\0');
  for (Index i = 0; i < texts.size(); ++i) std::memcpy(padded.data() + i * longest, texts[i].data(), texts[i].size());
  const Handle type = text_type(longest, where);
  write_dataset(id(), where, std::string(name), {texts.size()}, *type, *type, padded.data(), {});
}

template <class T>
GrowingArray<T>::GrowingArray(const Group& group, const std::string& name, Index columns, std::string_view axes)
    : dataset_(group.location_of(name)), shape_{0} {
  constexpr Index many = chunk_bytes;
  if (columns > 0) shape_.push_back(columns);
  const std::string what = "cannot be written";
  std::vector<hsize_t> extent(shape_.begin(), shape_.end());
  std::vector<hsize_t> greatest = extent;
  greatest[0] = H5S_UNLIMITED;
  const Handle space =
      own(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), greatest.data()), H5Sclose, dataset_, what);
  std::vector<Index> tall = shape_;
  tall[0] = many;
  const Handle creation = dataset_creation(chunk_shape(tall, sizeof(T)), dataset_);
  Handle dataset =
      own(H5Dcreate2(group.id(), name.c_str(), stored_type<T>(), *space, H5P_DEFAULT, *creation, H5P_DEFAULT), H5Dclose,
          dataset_, what);
  write_text(*dataset, dataset_, "axes", axes);
  dataset_ = dataset_.with_handle(std::move(dataset));
}

template <class T>
void GrowingArray<T>::append(std::span<const T> elements) {
  buffer_.insert(buffer_.end(), elements.begin(), elements.end());
  if (buffer_.size() * sizeof(T) >= chunk_bytes) finish();
}

template <class T>
void GrowingArray<T>::finish() {
  const std::string what = "cannot be written";
  const Index columns = shape_.size() > 1 ? shape_[1] : 1;
  const Index rows = buffer_.size() / columns;
  if (rows == 0) return;
  std::vector<hsize_t> first(shape_.size(), 0);
  std::vector<hsize_t> block(shape_.begin(), shape_.end());
  first[0] = shape_[0];
  block[0] = rows;
  shape_[0] += rows;
  const std::vector<hsize_t> extent(shape_.begin(), shape_.end());
  checked(H5Dset_extent(dataset_.id(), extent.data()), dataset_, what);
  const Handle space = own(H5Dget_space(dataset_.id()), H5Sclose, dataset_, what);
  checked(H5Sselect_hyperslab(*space, H5S_SELECT_SET, first.data(), nullptr, block.data(), nullptr), dataset_, what);
  const Handle memory =
      own(H5Screate_simple(static_cast<int>(block.size()), block.data(), nullptr), H5Sclose, dataset_, what);
  checked(H5Dwrite(dataset_.id(), native_type<T>(), *memory, *space, H5P_DEFAULT, buffer_.data()), dataset_, what);
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(rows * columns));
}

template class GrowingArray<float>;
template class GrowingArray<double>;
template class GrowingArray<std::uint8_t>;
template class GrowingArray<std::int32_t>;
template class GrowingArray<std::int64_t>;

}  // namespace dbn::hdf5
