#include "libdbn/io/hdf5/hdf5.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include <sys/stat.h>

#include "libdbn/io/hdf5/hdf5_call.hpp"

namespace dbn::hdf5 {

static_assert(sizeof(hid_t) == sizeof(std::int64_t), "HDF5 1.10 or later is needed");

namespace {

constexpr Index greatest_message = 2000;

// What a hostile file calls a name or a text goes to terminals.
std::string shown(std::string text) {
  for (char& c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) c = '?';
  }
  if (text.size() <= greatest_message) return text;
  constexpr Index half = greatest_message / 2;
  return text.substr(0, half) + " ... " + text.substr(text.size() - half);
}

}  // namespace

Error Location::error(const std::string& text) const {
  return {context_->kind, context_->file_name + ": " + shown(path_ + ": " + text)};
}

std::string Location::path_of(std::string_view name) const {
  if (name == ".") return path_;
  std::string path = path_ == "/" ? "" : path_;
  return path.append("/").append(name);
}

void quiet_library() {
  // A file whose disk is full cannot be closed, and closing it again at the end of the process crashes (1.10.8). All
  // files have owners here, so nothing is left to be done then.
  static const herr_t without_end = H5dont_atexit();
  static_cast<void>(without_end);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
}

std::string library_message() {
  std::string message;
  const H5E_walk2_t innermost = [](unsigned, const H5E_error2_t* entry, void* out) -> herr_t {
    if (entry->desc == nullptr || *entry->desc == '\0') return 0;
    *static_cast<std::string*>(out) = entry->desc;
    return 1;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &message);
  H5Eclear2(H5E_DEFAULT);
  if (message.empty()) return "the HDF5 library gives no reason";
  // "file write failed: time = ..., errno = 28, error message = 'No space left on device', buf = ..."
  constexpr std::string_view reason = "error message = '";
  if (const auto at = message.find(reason); message.starts_with("file write failed") && at != std::string::npos) {
    const auto first = at + reason.size();
    return "file write failed: " + message.substr(first, message.find('\'', first) - first) +
           "; free some space there, or choose another place";
  }
  if (message.find("unable to lock file") != std::string::npos) {
    message +=
        "; another process has the file open for writing, or the file system has no locks: then set "
        "HDF5_USE_FILE_LOCKING=FALSE in the environment before the program starts";
  }
  return message;
}

namespace {

// The library reports here that data which it still held could not be written, and nowhere else: a file whose objects
// could not all be closed is not whole. One thread at a time uses this layer.
std::uint64_t failed_closes = 0;

void require_closed(std::uint64_t failed_before, const Location& whole) {
  if (failed_closes == failed_before) return;
  throw whole.error(
      "cannot be completed: the rest of it could not be written; free some space there, or choose another "
      "place");
}

}  // namespace

Handle own(hid_t id, herr_t (*close)(hid_t), const Location& where, std::string_view what) {
  checked(id, where, what);
  return {new std::int64_t(id), [close](const std::int64_t* owned) {
            // A finished MemoryFile has closed what was open inside; to close that again would leave a message on the
            // thread's stack of errors, which the library never frees.
            if (H5Iis_valid(*owned) > 0 && close(*owned) < 0) {
              ++failed_closes;
              H5Eclear2(H5E_DEFAULT);
            }
            delete owned;
          }};
}

std::string ElementType::text() const {
  const std::string bits = std::to_string(8 * bytes);
  switch (element_class) {
    case ElementClass::integer: return (is_signed ? "int" : "uint") + bits;
    case ElementClass::floating: return "float" + bits;
    case ElementClass::boolean: return "bool";
    case ElementClass::text: return "text";
    case ElementClass::other: return "unsupported type";
  }
  return {};
}

namespace {

bool is_one_of(hid_t type, std::initializer_list<hid_t> known) {
  for (const hid_t candidate : known) {
    if (H5Tequal(type, candidate) > 0) return true;
  }
  return false;
}

// Types with odd offsets, precisions or bit orders are left out: their conversion is the library's least tested code.
bool is_standard_integer(hid_t type) {
  return is_one_of(type, {H5T_STD_I8LE, H5T_STD_I8BE, H5T_STD_U8LE, H5T_STD_U8BE, H5T_STD_I16LE, H5T_STD_I16BE,
                          H5T_STD_U16LE, H5T_STD_U16BE, H5T_STD_I32LE, H5T_STD_I32BE, H5T_STD_U32LE, H5T_STD_U32BE,
                          H5T_STD_I64LE, H5T_STD_I64BE, H5T_STD_U64LE, H5T_STD_U64BE});
}

/// float16 of IEEE 754-2008, which the library has no name for.
bool is_half(hid_t type) {
  constexpr size_t sign = 15, exponent = 10, exponent_bits = 5, fraction_bits = 10;
  constexpr size_t exponent_offset = 15;
  size_t found[5] = {};
  return H5Tget_size(type) == 2 && H5Tget_fields(type, &found[0], &found[1], &found[2], &found[3], &found[4]) >= 0 &&
         found[0] == sign && found[1] == exponent && found[2] == exponent_bits && found[3] == 0 &&
         found[4] == fraction_bits && H5Tget_ebias(type) == exponent_offset;
}

bool is_boolean(hid_t type) {
  if (H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2) return false;
  const hid_t base = H5Tget_super(type);
  if (base < 0) return false;
  const bool is_byte = is_one_of(base, {H5T_STD_I8LE, H5T_STD_I8BE, H5T_STD_U8LE, H5T_STD_U8BE});
  H5Tclose(base);
  return is_byte;
}

}  // namespace

ElementType element_type(hid_t type) {
  ElementType result;
  result.bytes = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      if (is_standard_integer(type)) result.element_class = ElementClass::integer;
      result.is_signed = H5Tget_sign(type) == H5T_SGN_2;
      break;
    case H5T_FLOAT:
      if (is_half(type) || is_one_of(type, {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE})) {
        result.element_class = ElementClass::floating;
      }
      break;
    case H5T_ENUM:
      if (is_boolean(type)) result.element_class = ElementClass::boolean;
      break;
    case H5T_STRING:
      result.element_class = ElementClass::text;
      result.variable_length = H5Tis_variable_str(type) > 0;
      break;
    default: break;
  }
  H5Eclear2(H5E_DEFAULT);
  return result;
}

Group open_file(const std::filesystem::path& file, ErrorKind kind) {
  quiet_library();
  const auto refuse = [&](const std::string& text) { return Error(kind, file.string() + ": " + text); };
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) throw refuse(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw refuse("found a directory or device, expected an HDF5 file");
  Context context{file.string(), kind, static_cast<Index>(status.st_size), nullptr};
  const Location whole(std::make_shared<Context>(context), "/", nullptr);
  const htri_t recognized = H5Fis_hdf5(file.c_str());
  if (recognized < 0) throw refuse("cannot be opened: " + library_message());
  if (recognized == 0) throw refuse("not an HDF5 file (its first bytes are not the HDF5 signature)");
  context.file = own(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, whole, "cannot be opened");
  Handle root = own(H5Gopen2(*context.file, "/", H5P_DEFAULT), H5Gclose, whole, "cannot be opened");
  return {std::make_shared<Context>(context), "/", std::move(root)};
}

bool has_own_layout(const std::filesystem::path& file, ErrorKind kind) {
  // The version byte follows the signature; from 3 on every header has a checksum, so looking on is safe.
  std::ifstream stream(file, std::ios::binary);
  char head[9] = {};
  if (!stream.read(head, sizeof head) || std::memcmp(head, "\x89HDF\r\n\x1a\n", 8) != 0 || head[8] < 3) return false;
  const Group root = open_file(file, kind);
  return root.has_attribute("library") && !root.attribute_type("library").variable_length;
}

// Below HDF5's core driver lies a buffer of ours, so that the finished bytes need not be copied out. (H5Fget_file_image
// of 1.10.8 is no way: it clears the status flags in the superblock and leaves the checksum as it was.)
struct MemoryFile::Image {
  void* bytes = nullptr;
  Index size = 0;

  ~Image() { std::free(bytes); }

  static void* allocate(size_t size, H5FD_file_image_op_t, void* self) {
    auto& image = *static_cast<Image*>(self);
    image.bytes = std::malloc(size);
    image.size = image.bytes == nullptr ? 0 : size;
    return image.bytes;
  }
  static void* resize(void* bytes, size_t size, H5FD_file_image_op_t, void* self) {
    auto& image = *static_cast<Image*>(self);
    void* moved = std::realloc(bytes, size);
    if (moved != nullptr) {
      image.bytes = moved;
      image.size = size;
    }
    return moved;
  }
  static herr_t keep(void*, H5FD_file_image_op_t, void*) { return 0; }
  static void* same(void* self) { return self; }
  static herr_t nothing(void*) { return 0; }
};

MemoryFile::MemoryFile(std::string file_name, ErrorKind kind) : image_(std::make_shared<Image>()) {
  quiet_library();
  Context context{std::move(file_name), kind, 0, nullptr};
  const Location whole(std::make_shared<Context>(context), "/", nullptr);
  const std::string what = "cannot be put together in memory";
  const Handle access = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, whole, what);
  constexpr size_t growth = size_t{1} << 20;
  checked(H5Pset_fapl_core(*access, growth, false), whole, what);
  checked(H5Pset_libver_bounds(*access, H5F_LIBVER_V110, H5F_LIBVER_V110), whole, what);
  checked(H5Pset_fclose_degree(*access, H5F_CLOSE_STRONG), whole, what);
  H5FD_file_image_callbacks_t callbacks{Image::allocate, nullptr,        Image::resize, Image::keep,
                                        Image::same,     Image::nothing, image_.get()};
  checked(H5Pset_file_image_callbacks(*access, &callbacks), whole, what);
  const Handle creation = own(H5Pcreate(H5P_FILE_CREATE), H5Pclose, whole, what);
  checked(H5Pset_obj_track_times(*creation, false), whole, what);
  // The driver compares files by name and looks for one on the disk: no file can have this name.
  const std::string name = "/dev/null/" + std::to_string(reinterpret_cast<std::uintptr_t>(image_.get()));
  const Handle file = own(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, *creation, *access), H5Fclose, whole, what);
  // The library writes into the buffer until the file is closed, so whoever holds the file holds the buffer.
  const auto both = std::make_shared<std::pair<std::shared_ptr<Image>, Handle>>(image_, file);
  context.file = Handle(both, both->second.get());
  context_ = std::make_shared<Context>(context);
}

MemoryFile::~MemoryFile() = default;

Group MemoryFile::root() const {
  const Location whole(context_, "/", nullptr);
  return {context_, "/", own(H5Gopen2(*context_->file, "/", H5P_DEFAULT), H5Gclose, whole, "cannot be opened")};
}

std::string_view MemoryFile::finish() {
  const Location whole(context_, "/", nullptr);
  const Handle file = context_->file;
  checked(H5Fflush(*file, H5F_SCOPE_GLOBAL), whole, "cannot be completed");
  // This closes what is still open inside as well (CLOSE_STRONG); the owners' closing later finds nothing to do.
  checked(H5Fclose(*file), whole, "cannot be completed");
  // The buffer grows in steps; superblock version 3 has the end of the file in bytes 28 to 35.
  std::uint64_t end = 0;
  if (image_->size < 36) throw whole.error("cannot be completed: no superblock in memory");
  std::memcpy(&end, static_cast<const char*>(image_->bytes) + 28, sizeof end);
  if (end > image_->size) throw whole.error("cannot be completed: the image in memory is shorter than its contents");
  return {static_cast<const char*>(image_->bytes), static_cast<Index>(end)};
}

DiskFile::DiskFile(const std::filesystem::path& file, std::string file_name, ErrorKind kind)
    : failed_closes_before_(failed_closes), path_(file) {
  quiet_library();
  Context context{std::move(file_name), kind, 0, nullptr};
  const Location whole(std::make_shared<Context>(context), "/", nullptr);
  const std::string what = "cannot be written";
  const Handle access = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, whole, what);
  checked(H5Pset_libver_bounds(*access, H5F_LIBVER_V110, H5F_LIBVER_V110), whole, what);
  checked(H5Pset_fclose_degree(*access, H5F_CLOSE_STRONG), whole, what);
  const Handle creation = own(H5Pcreate(H5P_FILE_CREATE), H5Pclose, whole, what);
  checked(H5Pset_obj_track_times(*creation, false), whole, what);
  context.file = own(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, *creation, *access), H5Fclose, whole, what);
  context_ = std::make_shared<Context>(context);
}

DiskFile::~DiskFile() = default;

Group DiskFile::root() const {
  const Location whole(context_, "/", nullptr);
  return {context_, "/", own(H5Gopen2(*context_->file, "/", H5P_DEFAULT), H5Gclose, whole, "cannot be opened")};
}

void DiskFile::finish() {
  const Location whole(context_, "/", nullptr);
  checked(H5Fflush(*context_->file, H5F_SCOPE_GLOBAL), whole, "cannot be completed");
  checked(H5Fclose(*context_->file), whole, "cannot be completed");
  require_closed(failed_closes_before_, whole);
  try {
    verify_checksums(open_file(path_, context_->kind));
  } catch (const Error& error) {
    throw whole.error(std::string("cannot be read back: ") + error.what());
  }
}

Group open_image(std::string_view bytes, std::string file_name, ErrorKind kind) {
  quiet_library();
  Context context{std::move(file_name), kind, bytes.size(), nullptr};
  const Location whole(std::make_shared<Context>(context), "/", nullptr);
  const std::string what = "cannot be opened in memory";
  const Handle access = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, whole, what);
  checked(H5Pset_fapl_core(*access, bytes.size(), false), whole, what);
  checked(H5Pset_file_image(*access, const_cast<char*>(bytes.data()), bytes.size()), whole, what);
  const std::string name = "/dev/null/" + std::to_string(reinterpret_cast<std::uintptr_t>(bytes.data()));
  context.file = own(H5Fopen(name.c_str(), H5F_ACC_RDONLY, *access), H5Fclose, whole, what);
  Handle root = own(H5Gopen2(*context.file, "/", H5P_DEFAULT), H5Gclose, whole, what);
  return {std::make_shared<Context>(context), "/", std::move(root)};
}

}  // namespace dbn::hdf5
