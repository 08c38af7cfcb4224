#include "libdbn/io/hdf5/tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "libdbn/base/text.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"

namespace dbn {
namespace {

constexpr Index greatest_depth = 16;
constexpr Index greatest_nodes = 10'000;
constexpr Index greatest_attributes = 100;
constexpr Index longest_shown = 1000;
constexpr Index block_elements = Index{1} << 20;

// What a hostile file calls text goes to terminals and into JSON.
std::string printable(const std::string& text) {
  std::string result;
  for (const char c : text.substr(0, longest_shown)) {
    const auto code = static_cast<unsigned char>(c);
    result += code >= 0x20 && code < 0x7f ? c : '?';
  }
  if (text.size() > longest_shown) result += "...";
  return result;
}

std::string link_text(hdf5::ObjectKind kind) {
  switch (kind) {
    case hdf5::ObjectKind::named_type: return "named type";
    case hdf5::ObjectKind::soft_link: return "soft link, not followed";
    case hdf5::ObjectKind::external_link: return "external link, not followed";
    default: return "unknown object";
  }
}

class Walk {
 public:
  std::vector<TreeNode> nodes;

  void visit(const hdf5::Group& group, Index depth) {
    for (const std::string& name : group.names(greatest_nodes)) {
      if (nodes.size() >= greatest_nodes) return;
      visit_member(group, name, depth);
    }
  }

  TreeNode described(const hdf5::Group& group, const std::string& name, const std::string& type) {
    TreeNode node;
    node.path = printable(group.path_of(name));
    node.type = type;
    for (const hdf5::AttributeText& attribute : hdf5::attribute_texts(group, name, greatest_attributes)) {
      node.attributes.emplace_back(printable(attribute.name), printable(attribute.value));
    }
    return node;
  }

 private:
  void visit_member(const hdf5::Group& group, const std::string& name, Index depth) {
    const hdf5::ObjectKind kind = group.kind_of(name);
    if (kind == hdf5::ObjectKind::dataset) {
      TreeNode node = described(group, name, "");
      const hdf5::ArrayHeader header = hdf5::array_header(group, name);
      node.shape = header.shape;
      node.type = header.type.text();
      node.bytes = header.stored_bytes;
      nodes.push_back(std::move(node));
    } else if (kind == hdf5::ObjectKind::group && name != ".") {
      visit_group(group, name, depth);
    } else {
      TreeNode node;
      node.path = printable(group.path_of(name));
      node.type = link_text(kind);
      nodes.push_back(std::move(node));
    }
  }

  void visit_group(const hdf5::Group& group, const std::string& name, Index depth) {
    const bool is_new = seen_.insert(group.address_of(name)).second;
    TreeNode node = described(group, name, is_new ? "group" : "group, shown before");
    if (is_new && depth == greatest_depth) node.type = "group, too deep to show its members";
    node.is_group = true;
    nodes.push_back(std::move(node));
    if (is_new && depth < greatest_depth) visit(group.group(name), depth + 1);
  }

  std::set<std::uint64_t> seen_;
};

hdf5::StoredArray array_at(const std::filesystem::path& file, const std::string& path) {
  hdf5::Group group = hdf5::open_file(file, ErrorKind::model);
  std::vector<std::string> steps = split(path, '/');
  steps.erase(std::remove(steps.begin(), steps.end(), ""), steps.end());
  if (steps.empty()) throw group.error("found the root group, expected a dataset");
  for (Index i = 0; i + 1 < steps.size(); ++i) group = group.group(steps[i]);
  return group.array(steps.back());
}

Index product(const std::vector<Index>& extent) {
  Index count = 1;
  for (const Index n : extent) count *= n;
  return count;
}

// Halves the leading dimensions until a block is small enough.
std::vector<Index> block_extent(const std::vector<Index>& shape) {
  std::vector<Index> extent = shape;
  for (Index& n : extent) {
    while (product(extent) > block_elements && n > 1) n = (n + 1) / 2;
  }
  return extent;
}

// To the next block in row-major order; false after the last.
bool advance(std::vector<Index>& first, const std::vector<Index>& extent, const std::vector<Index>& shape) {
  for (Index d = shape.size(); d-- > 0;) {
    first[d] += extent[d];
    if (first[d] < shape[d]) return true;
    first[d] = 0;
  }
  return false;
}

// Sums about the first value: numbers that share a large offset keep their deviation.
struct Accumulator {
  Statistics result;
  double origin = 0;
  double sum = 0;
  double square_sum = 0;
  double norm_sum = 0;

  void add(double x) {
    ++result.count;
    if (std::isnan(x)) {
      ++result.nan_count;
      return;
    }
    if (result.count - result.nan_count == 1) {
      origin = result.minimum = result.maximum = x;
    }
    result.minimum = std::min(result.minimum, x);
    result.maximum = std::max(result.maximum, x);
    sum += x - origin;
    square_sum += (x - origin) * (x - origin);
    norm_sum += x * x;
  }

  Statistics finished() {
    const auto n = static_cast<double>(result.count - result.nan_count);
    if (n == 0) return result;
    const double shifted = sum / n;
    result.mean = origin + shifted;
    result.deviation = std::sqrt(std::max(0.0, square_sum / n - shifted * shifted));
    result.norm = std::sqrt(norm_sum);
    return result;
  }
};

}  // namespace

bool is_numeric(const TreeNode& node) {
  if (node.is_group) return false;
  return node.type.starts_with("float") || node.type.starts_with("int") || node.type.starts_with("uint");
}

std::vector<TreeNode> read_tree(const std::filesystem::path& file) {
  const hdf5::Group root = hdf5::open_file(file, ErrorKind::model);
  Walk walk;
  TreeNode node = walk.described(root, ".", "group");
  node.is_group = true;
  walk.nodes.push_back(std::move(node));
  walk.visit(root, 1);
  return std::move(walk.nodes);
}

void for_each_block(const std::filesystem::path& file, const std::string& dataset,
                    const std::function<void(const double* values, Index count)>& piece) {
  const hdf5::StoredArray array = array_at(file, dataset);
  if (!array.type().is_number()) throw array.error("found text, expected numbers");
  if (array.count() == 0) return;
  const std::vector<Index>& shape = array.shape();
  const std::vector<Index> extent = block_extent(shape);
  std::vector<Index> first(shape.size(), 0);
  std::vector<double> values(product(extent));
  do {
    std::vector<Index> part = extent;
    for (Index d = 0; d < shape.size(); ++d) part[d] = std::min(extent[d], shape[d] - first[d]);
    array.read_block(first, part, values.data());
    piece(values.data(), product(part));
  } while (advance(first, extent, shape));
}

Statistics statistics(const std::filesystem::path& file, const std::string& dataset) {
  Accumulator all;
  for_each_block(file, dataset, [&](const double* values, Index count) {
    for (Index i = 0; i < count; ++i) all.add(values[i]);
  });
  return all.finished();
}

std::vector<std::string> texts_in(const std::filesystem::path& file, const std::string& dataset) {
  return array_at(file, dataset).read_texts();
}

}  // namespace dbn
