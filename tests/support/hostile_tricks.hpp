// Ways to spoil an HDF5 file on purpose, for tests of what the readers do with it.
#pragma once

#include <cmath>
#include <functional>

#include "tests/support/hdf5_editor.hpp"

namespace dbn::test::hostile {

namespace fs = std::filesystem;
using Editor = Hdf5Editor;

inline const std::string secret = "the contents of another file, 64 bytes long, which nobody may see";
inline constexpr hsize_t million = 1'000'000;

/// What a command must do with the file; `inspect` shows whatever can be shown.
enum class Reaction { refused, harmless };

/// Spoils `dataset` (three rows of two numbers), or something beside it.
struct Trick {
  std::string name;
  Reaction expected;
  std::function<void(Editor&, const std::string& dataset)> play;
};

class Property {
 public:
  Property() : id_(H5Pcreate(H5P_DATASET_CREATE)) {}
  ~Property() { H5Pclose(id_); }
  Property(const Property&) = delete;
  Property& operator=(const Property&) = delete;
  hid_t id() const { return id_; }

 private:
  hid_t id_;
};

inline void replace_by_type(Editor& e, const std::string& dataset, hid_t type) {
  e.remove(dataset);
  e.numbers(dataset, {3, 2}, {}, type);
  H5Tclose(type);
}

/// `dataset` in chunks of `chunk` rows of two, with the filters that `set` asks for.
inline void replace_in_chunks(Editor& e, const std::string& dataset, const std::vector<hsize_t>& shape,
                              hsize_t chunk_rows, const std::function<void(hid_t)>& set) {
  const Property creation;
  const hsize_t chunk[2] = {chunk_rows, shape[1]};
  H5Pset_chunk(creation.id(), 2, chunk);
  set(creation.id());
  e.remove(dataset);
  e.numbers(dataset, shape, {}, H5T_IEEE_F32LE, creation.id());
}

inline hid_t compound_type() {
  const hid_t type = H5Tcreate(H5T_COMPOUND, 16);
  H5Tinsert(type, "real", 0, H5T_IEEE_F64LE);
  H5Tinsert(type, "imaginary", 8, H5T_IEEE_F64LE);
  return type;
}

inline hid_t variable_text() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  return type;
}

inline hid_t half_float() {
  const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  H5Tset_fields(type, 15, 10, 5, 0, 10);
  H5Tset_size(type, 2);
  H5Tset_ebias(type, 15);
  return type;
}

inline void add_big_attribute(Editor& e, const std::string& object, const std::string& name, Index bytes) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, bytes);
  const hid_t space = H5Screate(H5S_SCALAR);
  if (H5Aexists_by_name(e.id(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0) {
    H5Adelete_by_name(e.id(), object.c_str(), name.c_str(), H5P_DEFAULT);
  }
  const hid_t attribute =
      H5Acreate_by_name(e.id(), object.c_str(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  BOOST_REQUIRE(attribute >= 0);
  H5Awrite(attribute, type, std::string(bytes, 'a').c_str());
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

inline void nest_groups(Editor& e, const std::string& first, int depth) {
  hid_t group = H5Gcreate2(e.id(), first.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  for (int level = 0; level < depth; ++level) {
    const hid_t inner = H5Gcreate2(group, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
    group = inner;
  }
  H5Gclose(group);
}

inline std::vector<Trick> storage_tricks(const fs::path& secret_file, const fs::path& other_file) {
  return {
      {"storage in another file", Reaction::refused,
       [=](Editor& e, const std::string& dataset) {
         const Property creation;
         H5Pset_external(creation.id(), secret_file.c_str(), 0, 48);
         e.remove(dataset);
         e.numbers(dataset, {3, 2}, {}, H5T_IEEE_F64LE, creation.id());
       }},
      {"virtual dataset", Reaction::refused,
       [=](Editor& e, const std::string& dataset) {
         const Property creation;
         const hsize_t shape[2] = {3, 2};
         const hid_t space = H5Screate_simple(2, shape, nullptr);
         H5Pset_virtual(creation.id(), space, other_file.c_str(), "/b", space);
         e.remove(dataset);
         e.numbers(dataset, {3, 2}, {}, H5T_IEEE_F64LE, creation.id());
         H5Sclose(space);
       }},
      {"link into another file", Reaction::refused,
       [=](Editor& e, const std::string& dataset) {
         e.remove(dataset);
         H5Lcreate_external(other_file.c_str(), "/b", e.id(), dataset.c_str(), H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"soft link", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.numbers("/elsewhere", {3, 2}, {1, 2, 3, 4, 5, 6});
         e.remove(dataset);
         H5Lcreate_soft("/elsewhere", e.id(), dataset.c_str(), H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"soft link to itself", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.remove(dataset);
         H5Lcreate_soft(dataset.c_str(), e.id(), dataset.c_str(), H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"4 TB without chunks", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.remove(dataset);
         e.numbers(dataset, {million, million}, {}, H5T_IEEE_F32LE);
       }},
      {"4 TB in chunks that are absent", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         replace_in_chunks(e, dataset, {million, million}, 10, [](hid_t id) { H5Pset_deflate(id, 9); });
       }},
      {"more elements than 2^64", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         replace_in_chunks(e, dataset, {hsize_t{1} << 62, 8}, 1, [](hid_t) {});
       }},
      {"a chunk of 80 MB", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         replace_in_chunks(e, dataset, {10 * million, 2}, 10 * million, [](hid_t id) { H5Pset_deflate(id, 9); });
       }},
      {"scaleoffset filter", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         replace_in_chunks(e, dataset, {3, 2}, 3, [](hid_t id) { H5Pset_scaleoffset(id, H5Z_SO_FLOAT_DSCALE, 3); });
       }},
      {"filter of a plugin", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         constexpr H5Z_filter_t blosc = 32001;
         replace_in_chunks(e, dataset, {3, 2}, 3,
                           [](hid_t id) { H5Pset_filter(id, blosc, H5Z_FLAG_OPTIONAL, 0, nullptr); });
       }},
  };
}

inline std::vector<Trick> type_tricks() {
  const auto of_type = [](hid_t (*type)()) {
    return [type](Editor& e, const std::string& dataset) { replace_by_type(e, dataset, type()); };
  };
  return {
      {"compound numbers", Reaction::refused, of_type(compound_type)},
      {"text of variable length", Reaction::refused, of_type(variable_text)},
      {"half precision", Reaction::refused, of_type(half_float)},
      {"references", Reaction::refused, of_type([] { return H5Tcopy(H5T_STD_REF_OBJ); })},
      {"bit fields", Reaction::refused, of_type([] { return H5Tcopy(H5T_STD_B32LE); })},
      {"opaque bytes", Reaction::refused, of_type([] { return H5Tcreate(H5T_OPAQUE, 8); })},
      {"lists of variable length", Reaction::refused, of_type([] { return H5Tvlen_create(H5T_IEEE_F64LE); })},
      {"integers of 7 bits", Reaction::refused, of_type([] {
         const hid_t type = H5Tcopy(H5T_STD_I32LE);
         H5Tset_precision(type, 7);
         return type;
       })},
      {"elements of 1 GB", Reaction::refused, of_type([] { return H5Tcreate(H5T_OPAQUE, 1'000'000'000); })},
      {"rank 5", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.replace(dataset, {1, 1, 1, 3, 2}, {1, 2, 3, 4, 5, 6});
       }},
      {"rank 32", Reaction::refused,
       [](Editor& e, const std::string& dataset) { e.replace(dataset, std::vector<hsize_t>(32, 1), {1}); }},
      {"rank 0", Reaction::refused, [](Editor& e, const std::string& dataset) { e.replace(dataset, {}, {1}); }},
      {"no elements", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.replace(dataset, {0, 2}, {});
       }},
      {"a group in place of numbers", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.remove(dataset);
         e.group(dataset);
       }},
      {"infinity", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.replace(dataset, {3, 2}, {1, 2, 3, HUGE_VAL, 5, 6});
       }},
  };
}

inline std::vector<Trick> tree_tricks() {
  return {
      {"3,000 nested groups", Reaction::harmless, [](Editor& e, const std::string&) { nest_groups(e, "/deep", 3000); }},
      {"20,000 groups", Reaction::harmless,
       [](Editor& e, const std::string&) {
         e.group("/many");
         for (int i = 0; i < 20'000; ++i) e.group("/many/" + std::to_string(i));
       }},
      {"a group inside itself", Reaction::harmless,
       [](Editor& e, const std::string&) {
         e.group("/loop");
         for (const char* name : {"/loop/a", "/loop/b"}) {
           H5Lcreate_hard(e.id(), "/loop", e.id(), name, H5P_DEFAULT, H5P_DEFAULT);
         }
         H5Lcreate_hard(e.id(), "/", e.id(), "/loop/root", H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"an attribute of 60 KB", Reaction::harmless,
       [](Editor& e, const std::string&) { add_big_attribute(e, "/", "remark", 60'000); }},
      {"5,000 attributes", Reaction::harmless,
       [](Editor& e, const std::string&) {
         for (int i = 0; i < 5000; ++i) e.number_attribute("/", "a" + std::to_string(i), i, H5T_IEEE_F64LE);
       }},
      {"names for a terminal", Reaction::harmless,
       [](Editor& e, const std::string&) {
         e.group("/\x1b[2J\x1b]0;title\x07\xff\xfe");
         e.text_attribute("/", "\x1b[31m", "\x1b[31mred\n\x80");
       }},
  };
}

inline std::vector<Trick> model_tricks() {
  const auto attribute = [](const char* object, const char* name, const std::string& text) {
    return [=](Editor& e, const std::string&) { e.text_attribute(object, name, text); };
  };
  return {
      {"not a number", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.replace(dataset, {3, 2}, {1, 2, double{NAN}, 4, 5, 6});
       }},
      {"a transposed shape", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         e.replace(dataset, {2, 3}, {1, 2, 3, 4, 5, 6});
       }},
      {"units beyond all memory", Reaction::refused, attribute("/layers/0", "visible", "bernoulli:900000000000")},
      {"a million softmax groups", Reaction::refused, attribute("/layers/0", "hidden", "softmax:1000000x1000000")},
      {"units spelled in 10 MB", Reaction::refused, attribute("/layers/0", "hidden", std::string(10'000'000, '+'))},
      {"units for a terminal", Reaction::refused, attribute("/layers/0", "hidden", "\x1b[2J\x1b]0;title\x07")},
      {"100,000 blocks of units", Reaction::refused,
       [](Editor& e, const std::string&) {
         std::string text = "1";
         for (int i = 0; i < 100'000; ++i) text += "+1";
         e.text_attribute("/layers/0", "hidden", text);
       }},
      {"a format in 60 KB", Reaction::refused,
       [](Editor& e, const std::string&) { add_big_attribute(e, "/", "format", 60'000); }},
      {"a layer that is the root", Reaction::refused,
       [](Editor& e, const std::string&) {
         H5Lcreate_hard(e.id(), "/", e.id(), "/layers/1", H5P_DEFAULT, H5P_DEFAULT);
       }},
      {"a hundred layers that are one", Reaction::refused,
       [](Editor& e, const std::string&) {
         for (int i = 1; i < 100; ++i) {
           H5Lcreate_hard(e.id(), "/layers/0", e.id(), ("/layers/" + std::to_string(i)).c_str(), H5P_DEFAULT,
                          H5P_DEFAULT);
         }
       }},
#ifndef __SANITIZE_ADDRESS__
      // Sanitizers leave no address space to limit.
      {"1 GB of zeros in 5 MB", Reaction::refused,
       [](Editor& e, const std::string& dataset) {
         constexpr hsize_t side = 16'384;
         const Property creation;
         const hsize_t chunk[2] = {1024, side};
         H5Pset_chunk(creation.id(), 2, chunk);
         H5Pset_deflate(creation.id(), 1);
         H5Pset_alloc_time(creation.id(), H5D_ALLOC_TIME_EARLY);
         e.remove(dataset);
         e.numbers(dataset, {side, side}, {}, H5T_IEEE_F32LE, creation.id());
         e.text_attribute("/layers/0", "visible", "bernoulli:" + std::to_string(side));
         e.text_attribute("/layers/0", "hidden", "bernoulli:" + std::to_string(side));
       }},
#endif
      {"a checkpoint without a state", Reaction::harmless, attribute("/", "kind", "checkpoint")},
  };
}

inline std::vector<Trick> data_tricks() {
  const auto labels = [](const std::vector<double>& values) {
    return [values](Editor& e, const std::string&) { e.numbers("/labels", {values.size()}, values); };
  };
  return {
      {"labels beyond all classes", Reaction::refused, labels({0, 1, 1e300})},
      {"labels that are no numbers", Reaction::refused, labels({0, double{NAN}, 1})},
      {"a million classes", Reaction::refused, labels({0, 1, 5e6})},
      {"more labels than rows", Reaction::refused, labels({0, 1, 0, 1})},
      {"negative weights", Reaction::refused,
       [](Editor& e, const std::string&) {
         e.numbers("/weights", {3}, {1, -1, 1});
       }},
      {"class names of variable length", Reaction::refused,
       [](Editor& e, const std::string&) {
         const hid_t type = variable_text();
         e.numbers("/class_names", {3}, {}, type);
         H5Tclose(type);
       }},
  };
}

inline std::vector<Trick> operator+(std::vector<Trick> first, const std::vector<Trick>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace dbn::test::hostile
