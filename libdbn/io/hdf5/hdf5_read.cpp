// The reading half of Group, and StoredArray: everything that a header claims is checked before memory is taken.
#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/io/hdf5/hdf5_call.hpp"

namespace dbn::hdf5 {
namespace {

constexpr Index greatest_rank = 4;
constexpr std::uint64_t greatest_chunk_bytes = std::uint64_t{64} << 20;
constexpr std::uint64_t greatest_text_count = 1'000'000;
// Deflate cannot shrink by more than 1032 to 1.
constexpr std::uint64_t greatest_compression = 1032;

std::uint64_t product(const Location& where, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) throw where.error("claims more elements than any machine can hold");
  return result;
}

/// Extents of a dataspace; a null dataspace counts as one empty dimension.
std::vector<hsize_t> extent_of(hid_t space, const Location& where) {
  const std::string what = "its shape cannot be read";
  const H5S_class_t kind = H5Sget_simple_extent_type(space);
  if (kind == H5S_NULL) return {0};
  if (kind == H5S_NO_CLASS) throw where.error(what);
  const int rank = checked(H5Sget_simple_extent_ndims(space), where, what);
  std::vector<hsize_t> extent(static_cast<Index>(rank));
  checked(H5Sget_simple_extent_dims(space, extent.data(), nullptr), where, what);
  return extent;
}

enum class Compression { absent, present };

Compression check_filters(hid_t creation, const Location& where) {
  const int count = checked(H5Pget_nfilters(creation), where, "its filters cannot be read");
  auto compression = Compression::absent;
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    size_t no_values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &no_values, nullptr, 0, nullptr, nullptr);
    if (filter == H5Z_FILTER_DEFLATE) compression = Compression::present;
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32) {
      throw where.error("is stored through HDF5 filter " + std::to_string(filter) +
                        "; expected none but deflate (gzip), shuffle and fletcher32: store it again with these");
    }
  }
  return compression;
}

/// Throws unless every chunk is small enough and there. Gives the bytes of all chunks without compression.
std::uint64_t check_chunks(hid_t dataset, hid_t space, hid_t creation, const std::vector<hsize_t>& extent,
                           std::uint64_t element_bytes, const Location& where) {
  const std::string what = "its chunks cannot be read";
  hsize_t chunk[H5S_MAX_RANK] = {};
  const int rank = checked(H5Pget_chunk(creation, H5S_MAX_RANK, chunk), where, what);
  if (static_cast<Index>(rank) != extent.size()) throw where.error("its chunks have another rank than its shape");
  std::uint64_t bytes = element_bytes;
  std::uint64_t expected = 1;
  for (Index i = 0; i < extent.size(); ++i) {
    if (chunk[i] == 0) throw where.error("its chunks are empty");
    bytes = product(where, bytes, chunk[i]);
    expected = product(where, expected, extent[i] / chunk[i] + (extent[i] % chunk[i] != 0 ? 1 : 0));
  }
  if (bytes > greatest_chunk_bytes) {
    throw where.error("has chunks of " + std::to_string(bytes) + " bytes; expected at most " +
                      std::to_string(greatest_chunk_bytes) + ": store it again in smaller chunks");
  }
  hsize_t found = 0;
  if (expected > 0) checked(H5Dget_num_chunks(dataset, space, &found), where, what);
  if (found != expected) {
    throw where.error("has " + std::to_string(found) + " of its " + std::to_string(expected) +
                      " chunks: it was not written to its end, or the file is damaged");
  }
  return product(where, bytes, expected);
}

void check_storage(hid_t dataset, hid_t space, const std::vector<hsize_t>& extent, std::uint64_t element_bytes,
                   const Location& where) {
  const Handle creation = own(H5Dget_create_plist(dataset), H5Pclose, where, "its storage cannot be read");
  if (checked(H5Pget_external_count(*creation), where, "its storage cannot be read") != 0) {
    throw where.error("keeps its numbers in another file, which is not followed: store them in this file");
  }
  std::uint64_t count = 1;
  for (const hsize_t n : extent) count = product(where, count, n);
  std::uint64_t claimed = product(where, count, element_bytes);
  const std::uint64_t stored = H5Dget_storage_size(dataset);
  std::uint64_t capacity = stored;
  switch (H5Pget_layout(*creation)) {
    case H5D_COMPACT:
    case H5D_CONTIGUOUS: break;
    case H5D_CHUNKED: {
      const Compression compression = check_filters(*creation, where);
      claimed = check_chunks(dataset, space, *creation, extent, element_bytes, where);
      if (compression == Compression::present) capacity = product(where, stored, greatest_compression);
      break;
    }
    default:
      throw where.error("is a virtual dataset, which is not followed: store the numbers themselves in this file");
  }
  if (stored > where.context().file_bytes || claimed > capacity) {
    throw where.error("claims " + std::to_string(claimed) + " bytes but only " + std::to_string(stored) +
                      " are stored in the file of " + std::to_string(where.context().file_bytes) +
                      " bytes: it was not written to its end, or the file is damaged");
  }
}

std::string noun(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::group: return "a group";
    case ObjectKind::dataset: return "a dataset";
    case ObjectKind::named_type: return "a named type";
    case ObjectKind::soft_link: return "a soft link, which is not followed";
    case ObjectKind::external_link: return "a link into another file, which is not followed";
    case ObjectKind::unknown: break;
  }
  return "something else";
}

}  // namespace

std::string without_padding(const char* text, Index bytes, hid_t type) {
  std::string result(text, static_cast<Index>(std::find(text, text + bytes, '\0') - text));
  if (H5Tget_strpad(type) == H5T_STR_SPACEPAD) result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

bool Group::has(std::string_view name) const {
  return checked(H5Lexists(id(), std::string(name).c_str(), H5P_DEFAULT), *this,
                 "cannot look for '" + std::string(name) + "'") > 0;
}

namespace {

H5O_info_t object_info(hid_t group, const Location& where, std::string_view name) {
  H5O_info_t info{};
  checked(
      H5Oget_info_by_name2(group, std::string(name).c_str(), &info, H5O_INFO_BASIC | H5O_INFO_NUM_ATTRS, H5P_DEFAULT),
      where, "'" + std::string(name) + "' cannot be opened");
  return info;
}

}  // namespace

ObjectKind Group::kind_of(std::string_view name) const {
  H5L_info_t link{};
  checked(H5Lget_info(id(), std::string(name).c_str(), &link, H5P_DEFAULT), *this,
          "cannot look for '" + std::string(name) + "'");
  if (link.type == H5L_TYPE_SOFT) return ObjectKind::soft_link;
  if (link.type == H5L_TYPE_EXTERNAL) return ObjectKind::external_link;
  if (link.type != H5L_TYPE_HARD) return ObjectKind::unknown;
  switch (object_info(id(), *this, name).type) {
    case H5O_TYPE_GROUP: return ObjectKind::group;
    case H5O_TYPE_DATASET: return ObjectKind::dataset;
    case H5O_TYPE_NAMED_DATATYPE: return ObjectKind::named_type;
    default: return ObjectKind::unknown;
  }
}

std::uint64_t Group::address_of(std::string_view name) const { return object_info(id(), *this, name).addr; }

Group Group::group(std::string_view name) const {
  const Location where = location_of(name);
  if (!has(name)) throw where.error("is missing; expected a group");
  const ObjectKind kind = kind_of(name);
  if (kind != ObjectKind::group) throw where.error("found " + noun(kind) + ", expected a group");
  return {context_, where.path(),
          own(H5Gopen2(id(), std::string(name).c_str(), H5P_DEFAULT), H5Gclose, where, "cannot be opened")};
}

StoredArray::StoredArray(Location location, std::vector<Index> shape, ElementType type)
    : Location(std::move(location)), shape_(std::move(shape)), type_(type) {
  for (const Index n : shape_) count_ *= n;
}

StoredArray Group::array(std::string_view name) const {
  const Location where = location_of(name);
  if (!has(name)) throw where.error("is missing; expected a dataset");
  const ObjectKind kind = kind_of(name);
  if (kind != ObjectKind::dataset) throw where.error("found " + noun(kind) + ", expected a dataset");
  Handle dataset = own(H5Dopen2(id(), std::string(name).c_str(), H5P_DEFAULT), H5Dclose, where, "cannot be opened");
  const Handle space = own(H5Dget_space(*dataset), H5Sclose, where, "its shape cannot be read");
  const std::vector<hsize_t> extent = extent_of(*space, where);
  if (extent.size() > greatest_rank) {
    throw where.error("has rank " + std::to_string(extent.size()) + "; expected at most " +
                      std::to_string(greatest_rank));
  }
  const Handle type = own(H5Dget_type(*dataset), H5Tclose, where, "its type cannot be read");
  const ElementType element = element_type(*type);
  if (element.element_class == ElementClass::other) {
    throw where.error("found elements of a type that is not read; expected integers, float32, float64 or text");
  }
  check_storage(*dataset, *space, extent, element.bytes, where);
  return {Location(context_, where.path(), std::move(dataset)), std::vector<Index>(extent.begin(), extent.end()),
          element};
}

std::vector<std::string> Group::names(Index limit) const {
  struct Found {
    std::vector<std::string> names;
    Index limit;
  } found{{}, limit};
  const H5L_iterate_t add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    auto& all = *static_cast<Found*>(out);
    if (all.names.size() >= all.limit) return 1;
    all.names.emplace_back(name);
    return 0;
  };
  hsize_t position = 0;
  checked(H5Literate(id(), H5_INDEX_NAME, H5_ITER_NATIVE, &position, add, &found), *this, "cannot be listed");
  std::sort(found.names.begin(), found.names.end());
  return std::move(found.names);
}

template <class T>
void StoredArray::read(T* out) const {
  if (!type_.is_number()) throw error("found text, expected numbers");
  if (count_ == 0) return;
  checked(H5Dread(id(), native_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, out), *this, "cannot be read");
}

template <class T>
void StoredArray::read_block(const std::vector<Index>& first, const std::vector<Index>& extent, T* out) const {
  if (!type_.is_number()) throw error("found text, expected numbers");
  const Handle space = own(H5Dget_space(id()), H5Sclose, *this, "its shape cannot be read");
  const std::vector<hsize_t> start(first.begin(), first.end());
  const std::vector<hsize_t> block(extent.begin(), extent.end());
  if (rank() > 0) {
    checked(H5Sselect_hyperslab(*space, H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr), *this,
            "cannot be read in blocks");
  }
  const Handle memory = own(H5Screate_simple(static_cast<int>(rank()), block.data(), nullptr), H5Sclose, *this,
                            "cannot be read in blocks");
  checked(H5Dread(id(), native_type<T>(), *memory, *space, H5P_DEFAULT, out), *this, "cannot be read");
}

template void StoredArray::read(float*) const;
template void StoredArray::read(double*) const;
template void StoredArray::read(std::uint8_t*) const;
template void StoredArray::read(std::int32_t*) const;
template void StoredArray::read(std::int64_t*) const;
template void StoredArray::read_block(const std::vector<Index>&, const std::vector<Index>&, float*) const;
template void StoredArray::read_block(const std::vector<Index>&, const std::vector<Index>&, double*) const;
template void StoredArray::read_block(const std::vector<Index>&, const std::vector<Index>&, std::uint8_t*) const;

void StoredArray::read_raw(void* out) const {
  const Handle type = own(H5Dget_type(id()), H5Tclose, *this, "its type cannot be read");
  if (count_ > 0) checked(H5Dread(id(), *type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out), *this, "cannot be read");
}

std::vector<std::string> StoredArray::read_texts() const {
  if (type_.element_class != ElementClass::text) throw error("found " + type_.text() + ", expected text");
  if (count_ > greatest_text_count) {
    throw error("holds " + std::to_string(count_) + " texts; expected at most " + std::to_string(greatest_text_count));
  }
  std::vector<std::string> texts;
  if (count_ == 0) return texts;
  const Handle type = own(H5Dget_type(id()), H5Tclose, *this, "its type cannot be read");
  if (type_.variable_length) {
    const Handle space = own(H5Dget_space(id()), H5Sclose, *this, "its shape cannot be read");
    std::vector<char*> pointers(count_, nullptr);
    checked(H5Dread(id(), *type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), *this, "cannot be read");
    for (const char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(*type, *space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  std::string all(count_ * type_.bytes, '\0');
  read_raw(all.data());
  for (Index i = 0; i < count_; ++i) {
    texts.push_back(without_padding(all.data() + i * type_.bytes, type_.bytes, *type));
  }
  return texts;
}

ArrayHeader array_header(const Group& group, std::string_view name) {
  const Location where = group.location_of(name);
  const Handle dataset =
      own(H5Dopen2(group.id(), std::string(name).c_str(), H5P_DEFAULT), H5Dclose, where, "cannot be opened");
  const Handle space = own(H5Dget_space(*dataset), H5Sclose, where, "its shape cannot be read");
  const Handle type = own(H5Dget_type(*dataset), H5Tclose, where, "its type cannot be read");
  ArrayHeader header;
  for (const hsize_t n : extent_of(*space, where)) header.shape.push_back(n);
  header.type = element_type(*type);
  header.stored_bytes = H5Dget_storage_size(*dataset);
  return header;
}

namespace {

constexpr Index greatest_depth = 16;
constexpr Index greatest_attributes = 1000;

void verify_checksums_below(const Group& group, Index depth) {
  if (depth > greatest_depth) throw group.error("groups are nested deeper than " + std::to_string(greatest_depth));
  attribute_texts(group, ".", greatest_attributes);
  for (const std::string& name : group.names(std::numeric_limits<Index>::max())) {
    if (group.kind_of(name) == ObjectKind::group) {
      verify_checksums_below(group.group(name), depth + 1);
      continue;
    }
    const StoredArray array = group.array(name);
    attribute_texts(group, name, greatest_attributes);
    if (array.type().element_class == ElementClass::text) {
      array.read_texts();
    } else {
      std::vector<std::uint8_t> bytes(array.count() * array.type().bytes);
      array.read_raw(bytes.data());
    }
  }
}

}  // namespace

void verify_checksums(const Group& group) { verify_checksums_below(group, 0); }

}  // namespace dbn::hdf5
