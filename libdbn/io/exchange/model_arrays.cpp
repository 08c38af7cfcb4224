#include "libdbn/io/exchange/model_arrays.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "libdbn/io/files/guard.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_file.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {
namespace {

constexpr Index greatest_depth = 4;
constexpr Index greatest_members = 100'000;
constexpr Index greatest_attributes = 100;
constexpr Index greatest_elements = Index{1} << 29;

NamedArray one_value(std::string name, double number, NamedArray::Type type) {
  return {std::move(name), type, {}, {number}, {}};
}

class Collector {
 public:
  std::vector<NamedArray> arrays;

  void visit(const hdf5::Group& group, const std::string& prefix, Index depth) {
    add_attributes(group, prefix);
    for (const std::string& name : group.names(greatest_members)) {
      if (arrays.size() >= greatest_members) return;
      const hdf5::ObjectKind kind = group.kind_of(name);
      if (kind == hdf5::ObjectKind::group && depth < greatest_depth) {
        visit(group.group(name), prefix + name + "/", depth + 1);
      } else if (kind == hdf5::ObjectKind::dataset) {
        add_dataset(group, name, prefix + name);
      }
    }
  }

 private:
  void add_attributes(const hdf5::Group& group, const std::string& prefix) {
    for (const auto& [name, value] : hdf5::attribute_texts(group, ".", greatest_attributes)) {
      hdf5::ElementType type;
      try {
        type = group.attribute_type(name);
      } catch (const Error&) {
        continue;  // lists are no part of a model
      }
      if (type.element_class == hdf5::ElementClass::text) {
        arrays.push_back({prefix + name, NamedArray::Type::text, {}, {}, {group.text_attribute(name)}});
      } else if (type.element_class == hdf5::ElementClass::floating) {
        arrays.push_back(one_value(prefix + name, group.number_attribute(name), NamedArray::Type::float64));
      } else if (type.is_number()) {
        const auto whole = static_cast<double>(group.integer_attribute(name));
        arrays.push_back(one_value(prefix + name, whole, NamedArray::Type::int64));
      }
    }
  }

  void add_dataset(const hdf5::Group& group, const std::string& name, const std::string& path) {
    const hdf5::ElementType type = hdf5::array_header(group, name).type;
    const bool is_text = type.element_class == hdf5::ElementClass::text;
    if (!is_text && !type.is_number()) return;
    const hdf5::StoredArray stored = group.array(name);
    if (stored.rank() == 0 || stored.count() > greatest_elements - total_) return;
    total_ += stored.count();
    NamedArray array{path, NamedArray::Type::text, stored.shape(), {}, {}};
    if (is_text) {
      array.texts = stored.read_texts();
    } else {
      const bool single = type.bytes <= sizeof(float);
      const bool whole = type.element_class != hdf5::ElementClass::floating;
      array.type = whole ? NamedArray::Type::int64 : single ? NamedArray::Type::float32 : NamedArray::Type::float64;
      array.numbers.resize(stored.count());
      stored.read(array.numbers.data());
    }
    arrays.push_back(std::move(array));
  }

  Index total_ = 0;
};

// Groups are made when the first of their members comes.
class Tree {
 public:
  explicit Tree(const hdf5::Group& root) { groups_.emplace("", root); }

  const hdf5::Group& group(const std::string& path) {
    const auto found = groups_.find(path);
    if (found != groups_.end()) return found->second;
    const auto [parent, name] = parted(path);
    return groups_.emplace(path, group(parent).create_group(name)).first->second;
  }

  static std::pair<std::string, std::string> parted(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
  }

 private:
  std::map<std::string, hdf5::Group> groups_;
};

void write_attribute(const hdf5::Group& group, const std::string& name, const NamedArray& array) {
  if (array.is_text()) {
    group.write_attribute(name, array.texts.front());
  } else if (array.type == NamedArray::Type::int64) {
    group.write_attribute(name, static_cast<std::int64_t>(array.numbers.front()));
  } else {
    group.write_attribute(name, array.numbers.front());
  }
}

bool is_part_of_model(const std::string& path) {
  constexpr std::array<std::string_view, 3> parts{"layers/", "network/", "data/"};
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return path.starts_with(part); });
}

// What makes no HDF5 path would end in messages that nobody understands.
void require_good_path(const NamedArray& array, const std::string& file_name) {
  const std::string& path = array.name;
  const bool good = !path.starts_with("/") && !path.ends_with("/") && path.find("//") == std::string::npos &&
                    ("/" + path + "/").find("/./") == std::string::npos && path.find('\0') == std::string::npos &&
                    std::count(path.begin(), path.end(), '/') <= static_cast<std::ptrdiff_t>(greatest_depth);
  if (!good) throw model_error(file_name + ": the array name '" + path + "' cannot be a path in a model");
}

}  // namespace

std::vector<NamedArray> model_arrays(const std::filesystem::path& file) {
  read_model(file);  // for its checks
  std::vector<NamedArray> arrays;
  for (NamedArray& array : hdf5_arrays(file)) {
    if (is_part_of_model(array.name)) arrays.push_back(std::move(array));
  }
  return arrays;
}

std::vector<NamedArray> hdf5_arrays(const std::filesystem::path& file) {
  const auto collected = [&] {
    Collector collector;
    collector.visit(hdf5::open_file(file, ErrorKind::model), "", 1);
    return std::move(collector.arrays);
  };
  if (!hdf5::has_own_layout(file, ErrorKind::model)) {
    run_guarded(file, ErrorKind::model, [&] {
      collected();
      return std::string();
    });
  }
  return collected();
}

Model model_of_arrays(const std::vector<NamedArray>& arrays, const std::string& file_name) {
  hdf5::MemoryFile image(file_name, ErrorKind::model);
  {
    const hdf5::Group root = image.root();
    write_file_identity(root, "model");
    Tree tree(root);
    for (const NamedArray& array : arrays) {
      if (!is_part_of_model(array.name)) continue;
      require_good_path(array, file_name);
      const auto [parent, name] = Tree::parted(array.name);
      const hdf5::Group& group = tree.group(parent);
      if (group.has(name) || group.has_attribute(name)) {
        throw model_error(file_name + ": the array '" + array.name + "' is there twice");
      }
      if (array.shape.empty()) {
        write_attribute(group, name, array);
      } else if (array.is_text()) {
        group.write_array(name, std::span<const std::string>(array.texts));
      } else if (array.type == NamedArray::Type::float32) {
        const std::vector<float> singles(array.numbers.begin(), array.numbers.end());
        group.write_array(name, singles.data(), array.shape);
      } else {
        group.write_array(name, array.numbers.data(), array.shape);
      }
    }
  }
  return read_model_parts(hdf5::open_image(image.finish(), file_name, ErrorKind::model));
}

}  // namespace dbn
