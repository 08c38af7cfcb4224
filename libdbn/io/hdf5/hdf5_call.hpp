// Checked calls of the HDF5 library and owned identifiers. Not for other folders.
#pragma once

#include <hdf5.h>

#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn::hdf5 {

/// Stops the library from printing its errors and from loading filter plugins named by a file.
void quiet_library();

/// The innermost description of the last failed call, in words that help.
std::string library_message();

/// `result` of a call, or an error at `where` when it is negative: "what: innermost description".
template <class Result>
Result checked(Result result, const Location& where, std::string_view what) {
  if (result < 0) throw where.error(std::string(what) + ": " + library_message());
  return result;
}

/// An identifier that `close` releases.
Handle own(hid_t id, herr_t (*close)(hid_t), const Location& where, std::string_view what);

ElementType element_type(hid_t type);

/// The type of T in memory.
template <class T>
hid_t native_type();
template <>
inline hid_t native_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t native_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t native_type<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}
template <>
inline hid_t native_type<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
inline hid_t native_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}

/// The type of one text of `bytes` bytes: fixed length, UTF-8, padded with NUL.
Handle text_type(Index bytes, const Location& where);

/// Text as stored in `bytes` characters, without the padding.
std::string without_padding(const char* text, Index bytes, hid_t type);

}  // namespace dbn::hdf5
