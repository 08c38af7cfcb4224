// Reading attributes: single texts and numbers, of fixed or variable length.
#include <cmath>

#include "libdbn/base/text.hpp"
#include "libdbn/io/hdf5/hdf5_call.hpp"

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

struct NameList {
  std::vector<std::string> names;
  Index limit;
};

herr_t add_name(hid_t, const char* name, const H5A_info_t*, void* list) {
  auto& found = *static_cast<NameList*>(list);
  if (found.names.size() >= found.limit) return 1;
  // No exception may pass through the C library.
  try {
    found.names.emplace_back(name);
  } catch (const std::bad_alloc&) {
    return -1;
  }
  return 0;
}

std::string value_of(const OpenAttribute& attribute, const Location& where, const std::string& name) {
  if (attribute.count != 1) return std::to_string(attribute.count) + " x " + attribute.element.text();
  if (attribute.element.element_class == ElementClass::text) return text_of(attribute, where, name);
  if (attribute.element.element_class == ElementClass::floating) {
    return to_text(number_of<double>(attribute, where, name));
  }
  if (attribute.element.is_number()) return std::to_string(number_of<std::int64_t>(attribute, where, name));
  return attribute.element.text();
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
  // One by one by their number would take time with the square of how many there are.
  NameList list{{}, limit};
  hsize_t begin = 0;
  checked(H5Aiterate2(*object, H5_INDEX_NAME, H5_ITER_INC, &begin, add_name, &list), where,
          "its attributes cannot be listed");
  std::vector<AttributeText> texts;
  for (std::string& key : list.names) {
    const Handle handle =
        own(H5Aopen(*object, key.c_str(), H5P_DEFAULT), H5Aclose, where, "attribute '" + key + "' cannot be opened");
    std::string value = value_of(opened(handle, where, key), where, key);
    texts.push_back({std::move(key), std::move(value)});
  }
  return texts;
}

}  // namespace dbn::hdf5
