// The writing half of data files.
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/files/atomic_file.hpp"
#include "libdbn/io/hdf5/hdf5.hpp"
#include "libdbn/io/model/model_layout.hpp"

namespace dbn {
namespace {

template <class Write>
void write_file(const std::filesystem::path& file, ErrorKind kind, const Write& write) {
  hdf5::MemoryFile image(file.string(), kind);
  write(image.root());
  write_text_file(file, image.finish(), kind);
}

struct EntryWriter {
  const hdf5::Group& group;
  const TableEntry& entry;

  void operator()(const std::vector<std::string>* texts) const { group.write_array(entry.name, *texts); }
  void operator()(const Labels* labels) const {
    group.write_array(entry.name, labels->data(), {labels->size()}, entry.axes);
  }
  void operator()(const std::vector<double>* numbers) const {
    group.write_array(entry.name, numbers->data(), {numbers->size()}, entry.axes);
  }
  template <class Tensor>
  void operator()(const Tensor* tensor) const {
    const std::vector<Index> shape(tensor->shape().begin(), tensor->shape().end());
    group.write_array(entry.name, tensor->data(), shape, entry.axes);
  }
};

void write_entry(const hdf5::Group& group, const TableEntry& entry) {
  std::visit(EntryWriter{group, entry}, entry.values);
}

constexpr std::string_view input_axes = "rows,columns";

void write_beside_inputs(const hdf5::Group& root, const Dataset& data) {
  if (!data.labels.empty()) write_entry(root, {"labels", &data.labels, "rows"});
  if (!data.weights.empty()) write_entry(root, {"weights", &data.weights, "rows"});
  if (!data.column_names.empty()) write_entry(root, {"column_names", &data.column_names, ""});
  if (!data.class_names.empty()) write_entry(root, {"class_names", &data.class_names, ""});
  if (data.targets.size() > 0) write_entry(root, {"targets", &data.targets, "rows,targets"});
  if (!data.target_names.empty()) write_entry(root, {"target_names", &data.target_names, ""});
  if (data.image.height == 0) return;
  root.write_attribute("height", static_cast<std::int64_t>(data.image.height));
  root.write_attribute("width", static_cast<std::int64_t>(data.image.width));
}

}  // namespace

void write_hdf5_data(const std::filesystem::path& file, const Dataset& data) {
  write_file(file, ErrorKind::data, [&](const hdf5::Group& root) {
    write_file_identity(root, "data");
    if (const auto* bytes = std::get_if<ByteMatrix>(&data.inputs)) {
      write_entry(root, {"inputs", bytes, std::string(input_axes)});
    } else {
      write_entry(root, {"inputs", &std::get<Matrix>(data.inputs), std::string(input_axes)});
    }
    write_beside_inputs(root, data);
  });
}

std::vector<std::string> write_hdf5_rows(const std::filesystem::path& file, RowReader& rows, const ImportWatch& watch) {
  std::vector<std::string> notes;
  replace_file(file, ErrorKind::data, [&](const std::filesystem::path& temporary) {
    hdf5::DiskFile disk(temporary, file.string(), ErrorKind::data);
    const hdf5::Group root = disk.root();
    write_file_identity(root, "data");
    RowBlock block;
    Index done = 0;
    const auto write_all = [&]<class Value>(const std::vector<Value>&) {
      hdf5::GrowingArray<Value> inputs(root, "inputs", rows.columns(), input_axes);
      do {
        const auto& values = std::get<std::vector<Value>>(block);
        inputs.append(values);
        done += values.size() / rows.columns();
        if (watch) watch({"reading", done, rows.fraction()});
      } while (rows.next(block));
      inputs.finish();
    };
    if (rows.next(block)) std::visit(write_all, block);
    const Dataset beside = rows.beside();
    write_beside_inputs(root, beside);
    disk.finish();
    notes = beside.notes;
  });
  return notes;
}

void write_hdf5_table(const std::filesystem::path& file, const std::vector<TableEntry>& entries) {
  write_file(file, ErrorKind::data, [&](const hdf5::Group& root) {
    write_file_identity(root, "table");
    for (const TableEntry& entry : entries) write_entry(root, entry);
  });
}

}  // namespace dbn
