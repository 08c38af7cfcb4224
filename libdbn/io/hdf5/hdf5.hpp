// RAII owners of HDF5 objects: the only layer that calls the HDF5 library, each call checked once. Errors carry the
// file, the object's path and the innermost description that the library gives.
//
// The HDF5 library of most systems is built without threads: use this layer from one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/types.hpp"

namespace dbn::hdf5 {

/// An identifier of the library, closed when its last owner goes.
using Handle = std::shared_ptr<const std::int64_t>;

/// Which file an object belongs to and what kind of failure a fault in it is; keeps the file open.
struct Context {
  std::string file_name;
  ErrorKind kind = ErrorKind::model;
  Index file_bytes = 0;
  Handle file;
};

enum class ElementClass { integer, floating, boolean, text, other };

/// The type of stored elements as far as this library reads them.
struct ElementType {
  ElementClass element_class = ElementClass::other;
  Index bytes = 0;  ///< of one element
  bool is_signed = true;
  bool variable_length = false;  ///< text only

  bool is_number() const {
    return element_class == ElementClass::integer || element_class == ElementClass::floating ||
           element_class == ElementClass::boolean;
  }
  /// "float32", "uint8", "text", "bool" ...
  std::string text() const;
};

/// An object in a file: what messages about it begin with.
class Location {
 public:
  Location(std::shared_ptr<const Context> context, std::string path, Handle handle)
      : context_(std::move(context)), path_(std::move(path)), handle_(std::move(handle)) {}

  const std::string& path() const { return path_; }
  const Context& context() const { return *context_; }
  /// An error of the context's kind: "FILE: PATH: text".
  Error error(const std::string& text) const;
  std::string path_of(std::string_view name) const;
  /// The object `name` inside this one, as a place for messages.
  Location location_of(std::string_view name) const { return {context_, path_of(name), handle_}; }
  /// The library's identifier, for this folder only.
  std::int64_t id() const { return *handle_; }
  /// The object with this identifier in place of that of the place.
  Location with_handle(Handle handle) const { return {context_, path_, std::move(handle)}; }

  bool has_attribute(std::string_view name) const;
  ElementType attribute_type(std::string_view name) const;
  /// One text, of fixed or variable length. Throws when it is missing or of another type, as the next ones do.
  std::string text_attribute(std::string_view name) const;
  /// Integers, and floating numbers that are whole.
  std::int64_t integer_attribute(std::string_view name) const;
  double number_attribute(std::string_view name) const;

 protected:
  std::shared_ptr<const Context> context_;
  std::string path_;
  Handle handle_;
};

/// A dataset that passed every check that can be made without reading it: rank, element count, type, storage inside
/// the file, chunk size, filters, and that the file is large enough to hold what is claimed.
class StoredArray : public Location {
 public:
  const std::vector<Index>& shape() const { return shape_; }
  Index rank() const { return shape_.size(); }
  Index count() const { return count_; }
  const ElementType& type() const { return type_; }

  /// Reads all elements, converted to T (float, double, std::uint8_t, std::int32_t or std::int64_t); `out` holds
  /// count() elements. A failed checksum is an error.
  template <class T>
  void read(T* out) const;
  /// The hyperslab that begins at `first` and has the given extent.
  template <class T>
  void read_block(const std::vector<Index>& first, const std::vector<Index>& extent, T* out) const;
  /// All elements in their stored type, count() * type().bytes bytes; no text of variable length.
  void read_raw(void* out) const;
  /// Elements of a text dataset, without their padding.
  std::vector<std::string> read_texts() const;

 private:
  friend class Group;
  StoredArray(Location location, std::vector<Index> shape, ElementType type);

  std::vector<Index> shape_;
  Index count_ = 1;
  ElementType type_;
};

enum class ObjectKind { group, dataset, named_type, soft_link, external_link, unknown };

class Group : public Location {
 public:
  using Location::Location;

  // Reading. Only hard links inside the file are followed.
  /// Whether an object (or link) of this name exists.
  bool has(std::string_view name) const;
  ObjectKind kind_of(std::string_view name) const;
  /// The file address of an object, the same for all hard links to it.
  std::uint64_t address_of(std::string_view name) const;
  /// Throws when it is missing or no group.
  Group group(std::string_view name) const;
  /// Throws when it is missing, no dataset, or fails a check of StoredArray.
  StoredArray array(std::string_view name) const;
  /// Names of the links, at most `limit` of them, in the order of the names.
  std::vector<std::string> names(Index limit) const;

  // Writing.
  Group create_group(std::string_view name) const;
  void write_attribute(std::string_view name, std::string_view text) const;
  void write_attribute(std::string_view name, std::int64_t value) const;
  void write_attribute(std::string_view name, double value) const;
  /// A dataset in chunks with checksums; `axes` names its dimensions in an attribute unless it is empty.
  template <class T>
  void write_array(std::string_view name, const T* data, const std::vector<Index>& shape,
                   std::string_view axes = {}) const;
  void write_array(std::string_view name, std::span<const std::string> texts) const;
};

/// A dataset in the making that grows by rows, so that it need not fit into memory. T is float, double, std::uint8_t,
/// std::int32_t or std::int64_t.
template <class T>
class GrowingArray {
 public:
  /// Rows of `columns` elements, or of one where that is 0: the dataset then has one dimension.
  GrowingArray(const Group& group, const std::string& name, Index columns, std::string_view axes);

  /// Elements of whole rows or of parts of them; rows are written when many have come together.
  void append(std::span<const T> elements);
  void append(T element) { append(std::span<const T>(&element, 1)); }
  /// Writes what is left; to be called after the last element.
  void finish();

 private:
  Location dataset_;
  std::vector<Index> shape_;
  std::vector<T> buffer_;
};

/// Name, type as text and value as text of each attribute of an object, at most `limit` of them; values that are not
/// one text or number are described by their type. `name` may be "." for the group itself.
struct AttributeText {
  std::string name;
  std::string value;
};
std::vector<AttributeText> attribute_texts(const Group& group, std::string_view name, Index limit);

/// What a dataset's header says, unchecked: for looking at files that cannot be trusted.
struct ArrayHeader {
  std::vector<std::uint64_t> shape;
  ElementType type;
  std::uint64_t stored_bytes = 0;
};
ArrayHeader array_header(const Group& group, std::string_view name);

/// Opens a file for reading. Throws an error of `kind` when it is absent, no HDF5 file, cut off or locked.
Group open_file(const std::filesystem::path& file, ErrorKind kind);

/// True for files in the layout that this library writes: checksums everywhere, no text of variable length. Damage in a
/// file of another layout can go unnoticed.
bool has_own_layout(const std::filesystem::path& file, ErrorKind kind);

/// A file that is put together in memory, so that no failure of a disk ever happens inside the HDF5 library. Costs the
/// size of the file in memory. Format 1.10, little-endian, the same bytes for the same contents.
class MemoryFile {
 public:
  /// `file_name` and `kind` are for error messages.
  MemoryFile(std::string file_name, ErrorKind kind);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// It and the groups inside are good for writing until `finish`.
  Group root() const;
  /// Completes the file and gives its bytes, which live as long as this object.
  std::string_view finish();

 private:
  struct Image;
  std::shared_ptr<Image> image_;
  std::shared_ptr<const Context> context_;
};

/// A file that is written piece by piece to the disk: for contents that memory cannot hold. In the same layout as
/// MemoryFile. Give it a temporary name: until `finish` it is no complete file.
class DiskFile {
 public:
  /// `file_name` and `kind` are for error messages.
  DiskFile(const std::filesystem::path& file, std::string file_name, ErrorKind kind);
  ~DiskFile();
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;

  /// It and the arrays inside are good for writing until `finish`.
  Group root() const;
  /// Completes the file and reads it back. Throws when the disk refuses, which may be noticed only here.
  void finish();

 private:
  std::uint64_t failed_closes_before_;
  std::filesystem::path path_;
  std::shared_ptr<const Context> context_;
};

/// Opens for reading what MemoryFile::finish gave; `file_name` and `kind` are for error messages.
Group open_image(std::string_view bytes, std::string file_name, ErrorKind kind);

/// Reads every attribute and dataset below `group` to have its checksums verified. Throws at the first that cannot be
/// read, and for groups that are nested deeper than any this library writes.
void verify_checksums(const Group& group);

}  // namespace dbn::hdf5
