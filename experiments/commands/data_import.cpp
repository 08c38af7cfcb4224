#include <array>
#include <filesystem>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/data_source.hpp"
#include "experiments/terminal/import_display.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/formats/documents.hpp"
#include "libdbn/data/formats/numbered_words.hpp"
#include "libdbn/data/formats/ratings.hpp"
#include "libdbn/data/formats/ratings_by_item.hpp"
#include "libdbn/io/data/data_file.hpp"
#include "libdbn/io/data/sparse_file.hpp"
#include "libdbn/io/exchange/npy_rows.hpp"

namespace dbn::program {
namespace {

using Paths = std::vector<std::filesystem::path>;

class DataImport final : public Invocation {
 public:
  Syntax syntax() override {
    std::vector<std::string> names;
    for (const Format& format : formats()) names.push_back(format.name);
    const Syntax first{
        {Takes::operand, choice_option("FORMAT", format_, names, "what the files are")},
        operands("INPUT", inputs_,
                 "a file, plain or gzip; of movielens, triples, svmlight and text "
                 "also several, which are read one after the other")
            .that(Role::reads_file),
        output_file_argument(out_, "FILE.h5", "data"),
        text(Takes::value, "vocabulary", vocabulary_, "a file with a word a line, a model or a data file",
             "of triples, svmlight and text: the names of the columns, in their order; those of the "
             "model that the data are for")
            .that(Role::reads_file),
        {Takes::value, integer_option("words", words_, between(1, 2'000'000),
                                      "of text without a vocabulary: the most frequent words to take")},
        {Takes::value, integer_option("minimum-count", least_count_, at_least(1),
                                      "of text without a vocabulary: how often a word must occur")},
        {Takes::value, integer_option("first", first_, between(0, 1),
                                      "of triples and svmlight: the number of the first column, and of "
                                      "the first document of triples")},
        {Takes::value, choice_option("rows", rows_, {"users", "items"},
                                     "of movielens: what a row is; items makes a group of levels for "
                                     "each user")},
        text(Takes::value, "labels", labels_, "FILE", "of idx and npy: the labels of the rows").that(Role::reads_file)};
    return first + place_.csv.syntax() + Syntax{format_argument_.argument()};
  }

  void run() override {
    for (const Format& format : formats()) {
      if (format.name != format_) continue;
      require_options_of(format);
      ImportDisplay display;
      (this->*format.convert)(display.watch());
    }
  }

 private:
  /// What belongs to a format beside its reader.
  struct Format {
    std::string name;
    void (DataImport::*convert)(const ImportWatch&);
    bool several_inputs;
    bool vocabulary;
    bool labels;
    bool ratings = false;
  };

  static const std::array<Format, 7>& formats() {
    static const std::array<Format, 7> all{{{"movielens", &DataImport::import_ratings, true, false, false, true},
                                            {"triples", &DataImport::import_triples, true, true, false},
                                            {"svmlight", &DataImport::import_svmlight, true, true, false},
                                            {"text", &DataImport::import_text, true, true, false},
                                            {"csv", &DataImport::import_csv, false, false, false},
                                            {"idx", &DataImport::import_idx, false, false, true},
                                            {"npy", &DataImport::import_npy, false, false, true}}};
    return all;
  }

  void require_options_of(const Format& format) const {
    const auto refuse = [&](const std::string& what) {
      return config_error("dbn data import: " + format.name + " " + what);
    };
    if (inputs_.size() > 1 && !format.several_inputs) throw refuse("takes one INPUT; import the files one by one");
    if (!vocabulary_.empty() && !format.vocabulary) throw refuse("has no --vocabulary");
    if (!labels_.empty() && !format.labels) throw refuse("has no --labels");
    if (rows_ != users && !format.ratings) throw refuse("has no --rows");
  }

  std::filesystem::path directory() const {
    const auto parent = std::filesystem::path(out_).parent_path();
    return parent.empty() ? "." : parent;
  }
  Paths inputs() const { return {inputs_.begin(), inputs_.end()}; }
  std::filesystem::path input() const { return inputs_.front(); }
  std::optional<std::filesystem::path> file_or_none(const std::string& name) const {
    return name.empty() ? std::nullopt : std::optional<std::filesystem::path>(name);
  }

  template <class Read>
  void import_sparse(const ImportWatch& watch, const Read& read) {
    InputLines lines(inputs(), watch);
    EntrySorter entries(directory());
    const SparseListing listing = read(lines, entries);
    write_listing(out_, listing, entries, lines, watch);
    const bool ratings = listing.table.kind == SparseKind::ratings;
    Json object;
    object["out"] = out_;
    object["kind"] = sparse_kinds()[static_cast<Index>(listing.table.kind)];
    object["rows"] = listing.rows;
    object["columns"] = listing.table.columns;
    object["entries"] = entries.count();
    if (ratings) object["levels"] = listing.table.levels;
    print(object, std::to_string(entries.count()) + (ratings ? " ratings" : " counts") + " in ");
  }

  void import_dense(const ImportWatch& watch, RowReader& rows) {
    Index count = 0;
    const Index columns = rows.columns();
    write_hdf5_rows(out_, rows, [&](const ImportStep& step) {
      count = step.rows;
      watch(step);
    });
    Json object;
    object["out"] = out_;
    object["kind"] = "dense";
    object["rows"] = count;
    object["columns"] = columns;
    print(object, "");
  }

  void print(const Json& object, const std::string& what) const {
    format_argument_.print(object, what + object["rows"].dump() + " rows of " + object["columns"].dump() +
                                       " columns are in " + out_ + "; see 'dbn data describe " + out_ + "'\n");
  }

  std::vector<std::string> vocabulary() const {
    if (vocabulary_.empty()) return {};
    return is_hdf5(vocabulary_) ? read_names_of(vocabulary_, "column_names") : read_words(vocabulary_);
  }
  ColumnNumbering numbering() const { return {first_, vocabulary(), vocabulary_}; }

  void import_ratings(const ImportWatch& watch) {
    import_sparse(watch, rows_ == users ? read_ratings : read_ratings_by_item);
  }
  void import_triples(const ImportWatch& watch) {
    import_sparse(watch,
                  [&](InputLines& lines, EntrySorter& entries) { return read_triples(lines, entries, numbering()); });
  }
  void import_svmlight(const ImportWatch& watch) {
    import_sparse(watch,
                  [&](InputLines& lines, EntrySorter& entries) { return read_svmlight(lines, entries, numbering()); });
  }
  void import_text(const ImportWatch& watch) {
    std::vector<std::string> vocabulary;
    if (vocabulary_.empty()) {
      InputLines lines(inputs(), watch, "counting words");
      vocabulary = frequent_words(lines, words_, least_count_);
    } else {
      vocabulary = this->vocabulary();
    }
    import_sparse(watch, [&](InputLines& lines, EntrySorter& entries) {
      return read_documents(lines, entries, std::move(vocabulary));
    });
  }
  void import_csv(const ImportWatch& watch) { import_dense(watch, *csv_rows(input(), place_.csv.wanted())); }
  void import_idx(const ImportWatch& watch) {
    const auto labels = labels_.empty() ? labels_beside(input()) : file_or_none(labels_);
    import_dense(watch, *idx_rows(input(), labels));
  }
  void import_npy(const ImportWatch& watch) { import_dense(watch, *npy_rows(input(), file_or_none(labels_))); }

  std::string format_ = "movielens";
  std::vector<std::string> inputs_;
  std::string out_;
  std::string vocabulary_;
  Index words_ = 2000;
  Index least_count_ = 1;
  Index first_ = 1;
  static constexpr std::string_view users = "users";
  std::string rows_ = std::string(users);
  std::string labels_;
  DataPlace place_;
  ResultFormat format_argument_;
};

}  // namespace

extern const Command data_import_command{
    .name = "data import",
    .summary = "data of other formats to HDF5, whatever their size",
    .page =
        "FORMAT is movielens (USER ITEM RATING, separated by tabs, '::' or commas), triples (DOCUMENT WORD COUNT, also "
        "with the three lines of UCI's docword files), svmlight, text (a document a line), csv, idx or npy. The first "
        "four give sparse rows: ratings become a softmax group for each item, counts multinomial units. Files may be "
        "gzip; several sparse ones are read as one. Memory does not grow with the file: 130 MB at most, and 8 bytes a "
        "row beside labels and names; what does not fit is sorted in unnamed files beside FILE.h5. Ctrl-C leaves "
        "nothing.",
    .examples = {"dbn data import movielens ml-100k/u.data --out ratings.h5",
                 "dbn data import text articles.txt --words 2000 --minimum-count 5 --out documents.h5",
                 "dbn data import triples docword.nips.txt.gz --vocabulary vocab.nips.txt --out nips.h5",
                 "dbn data import csv measurements.csv --label-column kind --out measurements.h5",
                 "dbn data import npy images.npy --labels labels.npy --out images.h5"},
    .make = make_invocation<DataImport>,
};

}  // namespace dbn::program
