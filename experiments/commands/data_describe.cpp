#include <filesystem>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/data_report.hpp"
#include "experiments/data/data_source.hpp"
#include "experiments/terminal/import_display.hpp"
#include "experiments/terminal/note.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

constexpr Index rows_between_words = 4096;

class DataDescribe final : public Invocation {
 public:
  Syntax syntax() override {
    return Syntax{operand("SPEC", spec_,
                          "the data: FILE (CSV, HDF5, .npy, .npz, IDX), FILE.h5:/group, FILE.npz:array or NAME:split"),
                  directory_argument(place_.directory)} +
           place_.csv.syntax() + Syntax{format_.argument()};
  }

  void run() override {
    data_.spec = spec_;
    std::error_code no_file;
    const std::uintmax_t bytes = std::filesystem::file_size(spec_, no_file);
    if (!no_file) data_.bytes_on_disk = bytes;
    if (const auto sparse = open_sparse_rows(spec_)) {
      describe(*sparse);
    } else {
      describe(*open_rows(spec_, place_));
    }
  }

 private:
  void describe(const SparseFile& file) {
    const SparseTable& table = file.table();
    SparseDescription description(table);
    {
      ImportDisplay display;
      const ImportWatch watch = display.watch();
      file.for_each_row([&](Index row, const SparseRow& entries) {
        description.add_row(entries);
        const auto done = static_cast<double>(row) / static_cast<double>(file.rows());
        if (row % rows_between_words == 0) watch({"reading", row, done});
      });
    }
    data_.about = description.finish();
    data_.bytes_in_memory = static_cast<double>(8 * (file.rows() + 1)) +
                            static_cast<double>(file.entries() * (file.values_are_bytes() ? 5 : 8));
    take_labels(table.labels, table.class_names);
    print(sparse_facts(data_, description, table), sparse_hints(data_, table));
  }

  void describe(RowReader& rows) {
    DenseDescription description(rows.columns());
    Index element_bytes = 1;
    {
      ImportDisplay display;
      const ImportWatch watch = display.watch();
      RowBlock block;
      Index done = 0;
      while (rows.next(block)) {
        std::visit(
            [&](const auto& values) {
              description.add_rows(values);
              element_bytes = sizeof(values.front());
              done += values.size() / rows.columns();
            },
            block);
        watch({"reading", done, rows.fraction()});
      }
    }
    const Dataset beside = rows.beside();
    print_notes(spec_, beside.notes);
    data_.about = description.finish();
    data_.bytes_in_memory = data_.about.elements() * static_cast<double>(element_bytes);
    take_labels(beside.labels, beside.class_names);
    print(dense_facts(data_, description), dense_hints(data_, description));
  }

  void take_labels(const Labels& labels, const std::vector<std::string>& class_names) {
    data_.class_names = class_names;
    data_.class_counts = class_counts(labels, class_names.size());
    for (const std::int32_t label : labels) data_.missing_labels += label == missing_label ? 1 : 0;
  }

  void print(const Facts& facts, const std::vector<std::string>& hints) const {
    Json object;
    object["data"] = spec_;
    object.update(facts.object);
    object["hints"] = hints;
    std::string text = spec_ + "\n" + aligned(facts.table);
    for (const std::string& hint : hints) text += "\n" + wrapped("- " + hint, 0);
    format_.print(object, text);
  }

  std::string spec_;
  DataPlace place_;
  DescribedData data_;
  ResultFormat format_;
};

}  // namespace

extern const Command data_describe_command{
    .name = "data describe",
    .summary = "what is in data, and which units suit them",
    .page =
        "Rows, columns, range, density, what is missing, classes, constant columns, lengths of sparse rows; then what "
        "to write into the config for such data, and what to look at first.",
    .examples = {"dbn data describe ratings.h5", "dbn data describe fashion-mnist:train --json"},
    .make = make_invocation<DataDescribe>,
};

}  // namespace dbn::program
