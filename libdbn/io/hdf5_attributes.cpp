// Reading attributes: single texts and numbers, of fixed or variable length.
#include <cmath>

#include "libdbn/base/text.hpp"
#include "libdbn/io/hdf5_call.hpp"

namespace dbn::hdf5 {
namespace {

// The object header holds at most 64 KiB of an attribute; larger ones exist but none that this library reads.
constexpr Index greatest_text_bytes = Index{1} << 20;

struct OpenAttribute {
  Handle handle;
  Handle type;
  ElementType element;
  hssize_t count = 0;
};

OpenAttribute opened(Handle handle, const Location& where, const std::string& name) {
  const std::string what = "attribute '" + name + "' cannot be read";
  OpenAttribute attribute;
  attribute.handle = std::move(handle);
  attribute.type = own(H5Aget_type(*attribute.handle), H5Tclose, where, what);
  const Handle space = own(H5Aget_space(*attribute.handle), H5Sclose, where, what);
  attribute.count = checked(H5Sget_simple_extent_npoints(*space), where, what);
  attribute.element = element_type(*attribute.type);
  return attribute;
}

std::string text_of(const OpenAttribute& attribute, const Location& where, const std::string& name) {
  const std::string what = "attribute '" + name + "' cannot be read";
  if (attribute.element.variable_length) {
    char* text = nullptr;
    checked(H5Aread(*attribute.handle, *attribute.type, &text), where, what);
    const std::string result = text == nullptr ? "" : text;
    H5free_memory(text);
    return result;
  }
  if (attribute.element.bytes > greatest_text_bytes) throw where.error("attribute '" + name + "' is too long");
  std::string padded(attribute.element.bytes, '\0');
  checked(H5Aread(*attribute.handle, *attribute.type, padded.data()), where, what);
  return without_padding(padded.data(), padded.size(), *attribute.type);
}

template <class T>
T number_of(const OpenAttribute& attribute, const Location& where, const std::string& name) {
  T value{};
  checked(H5Aread(*attribute.handle, native_type<T>(), &value), where, "attribute '" + name + "' cannot be read");
  return value;
}

OpenAttribute find(hid_t object, const Location& where, const std::string& name, const std::string& expected) {
  const htri_t exists = checked(H5Aexists(object, name.c_str()), where, "cannot look for attribute '" + name + "'");
  if (exists == 0) throw where.error("attribute '" + name + "' is missing; expected " + expected);
  const Handle handle =
      own(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, where, "attribute '" + name + "' cannot be opened");
  OpenAttribute attribute = opened(handle, where, name);
  if (attribute.count != 1) {
    throw where.error("attribute '" + name + "' has " + std::to_string(attribute.count) + " elements; expected " +
                      expected);
  }
  return attribute;
}

Error wrong_type(const OpenAttribute& attribute, const Location& where, const std::string& name,
                 const std::string& expected) {
  return where.error("attribute '" + name + "' is " + attribute.element.text() + "; expected " + expected);
}

}  // namespace

bool Location::has_attribute(std::string_view name) const {
  return checked(H5Aexists(id(), std::string(name).c_str()), *this, "cannot look for attributes") > 0;
}

ElementType Location::attribute_type(std::string_view name) const {
  return find(id(), *this, std::string(name), "one value").element;
}

std::string Location::text_attribute(std::string_view name) const {
  const std::string key(name);
  const OpenAttribute attribute = find(id(), *this, key, "one text");
  if (attribute.element.element_class != ElementClass::text) throw wrong_type(attribute, *this, key, "text");
  return text_of(attribute, *this, key);
}

std::int64_t Location::integer_attribute(std::string_view name) const {
  const std::string key(name);
  const OpenAttribute attribute = find(id(), *this, key, "one whole number");
  if (!attribute.element.is_number()) throw wrong_type(attribute, *this, key, "a whole number");
  if (attribute.element.element_class != ElementClass::floating) return number_of<std::int64_t>(attribute, *this, key);
  const auto value = number_of<double>(attribute, *this, key);
  constexpr double exact_up_to = 0x1p53;
  if (!(std::abs(value) <= exact_up_to) || value != std::floor(value)) {
    throw error("attribute '" + key + "' is " + to_text(value) + "; expected a whole number");
  }
  return static_cast<std::int64_t>(value);
}

double Location::number_attribute(std::string_view name) const {
  const std::string key(name);
  const OpenAttribute attribute = find(id(), *this, key, "one number");
  if (!attribute.element.is_number()) throw wrong_type(attribute, *this, key, "a number");
  return number_of<double>(attribute, *this, key);
}

std::vector<AttributeText> attribute_texts(const Group& group, std::string_view name, Index limit) {
  const Location where = group.location_of(name);
  const Handle object =
      own(H5Oopen(group.id(), std::string(name).c_str(), H5P_DEFAULT), H5Oclose, where, "cannot be opened");
  const int count = checked(H5Aget_num_attrs(*object), where, "its attributes cannot be counted");
  std::vector<AttributeText> texts;
  for (int i = 0; i < count && static_cast<Index>(i) < limit; ++i) {
    const Handle handle =
        own(H5Aopen_by_idx(*object, ".", H5_INDEX_NAME, H5_ITER_INC, static_cast<hsize_t>(i), H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, where, "an attribute cannot be opened");
    const ssize_t length = checked(H5Aget_name(*handle, 0, nullptr), where, "an attribute has no name");
    std::string key(static_cast<Index>(length) + 1, '\0');
    checked(H5Aget_name(*handle, key.size(), key.data()), where, "an attribute has no name");
    key.pop_back();
    const OpenAttribute attribute = opened(handle, where, key);
    std::string value = attribute.element.text();
    if (attribute.count != 1) {
      value = std::to_string(attribute.count) + " x " + value;
    } else if (attribute.element.element_class == ElementClass::text) {
      value = text_of(attribute, where, key);
    } else if (attribute.element.element_class == ElementClass::floating) {
      value = to_text(number_of<double>(attribute, where, key));
    } else if (attribute.element.is_number()) {
      value = std::to_string(number_of<std::int64_t>(attribute, where, key));
    }
    texts.push_back({std::move(key), std::move(value)});
  }
  return texts;
}

}  // namespace dbn::hdf5
