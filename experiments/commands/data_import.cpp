#include <algorithm>
#include <filesystem>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/data_source.hpp"
#include "experiments/runs/model_place.hpp"
#include "experiments/terminal/import_display.hpp"
#include "experiments/terminal/note.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/alignment.hpp"
#include "libdbn/data/formats/documents.hpp"
#include "libdbn/data/formats/file_kind.hpp"
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
        text(Takes::value, "vocabulary", vocabulary_, "MODEL|FILE",
             "of triples, svmlight and text: the names of the columns in their order, from the model that the data are "
             "for, a data file, or a text file with a name a line")
            .that(Role::reads_file),
        text(Takes::value, "items", items_, "MODEL|FILE",
             "of movielens: the items in their order, from where --vocabulary takes words; ratings of others are left "
             "out and counted")
            .that(Role::reads_file),
        text(Takes::value, "users", users_, "MODEL|FILE",
             "of movielens: the users likewise, from a file with the same --rows")
            .that(Role::reads_file),
        text(Takes::value, "classes", classes_, "MODEL|FILE",
             "of svmlight, csv, idx and npy: the classes likewise; a label of another class is refused")
            .that(Role::reads_file),
        text(Takes::value, "levels", levels_, "LIST|FILE.h5",
             "of movielens: the values that a rating can have, e.g. 1,2,3,4,5, or a file of ratings on that scale")
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
    std::vector<std::string> options;  ///< of those that not every format has
    bool several_inputs = false;
  };

  static const std::vector<Format>& formats() {
    static const std::vector<Format> all{
        {"movielens", &DataImport::import_ratings, {"rows", "items", "users", "levels"}, true},
        {"triples", &DataImport::import_triples, {"vocabulary"}, true},
        {"svmlight", &DataImport::import_svmlight, {"vocabulary", "classes"}, true},
        {"text", &DataImport::import_text, {"vocabulary"}, true},
        {"csv", &DataImport::import_csv, {"classes"}},
        {"idx", &DataImport::import_idx, {"labels", "classes"}},
        {"npy", &DataImport::import_npy, {"labels", "classes"}}};
    return all;
  }

  void require_options_of(const Format& format) const {
    const auto refuse = [&](const std::string& what) {
      return config_error("dbn data import: " + format.name + " " + what);
    };
    if (inputs_.size() > 1 && !format.several_inputs) throw refuse("takes one INPUT; import the files one by one");
    const std::pair<std::string, bool> given[] = {{"vocabulary", !vocabulary_.empty()},
                                                  {"items", !items_.empty()},
                                                  {"users", !users_.empty()},
                                                  {"classes", !classes_.empty()},
                                                  {"levels", !levels_.empty()},
                                                  {"labels", !labels_.empty()},
                                                  {"rows", rows_ != users}};
    for (const auto& [name, is_given] : given) {
      const bool has = std::find(format.options.begin(), format.options.end(), name) != format.options.end();
      if (is_given && !has) throw refuse("has no --" + name);
    }
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
    SparseListing listing = read(lines, entries);
    if (!classes_.empty()) align_listing(listing);
    print_notes(inputs_.front(), listing.notes);
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

  void align_listing(SparseListing& listing) const {
    Dataset names;
    names.name = inputs_.front();
    names.labels = std::move(listing.table.labels);
    names.class_names = std::move(listing.table.class_names);
    align_classes(names, classes());
    listing.table.labels = std::move(names.labels);
    listing.table.class_names = std::move(names.class_names);
    listing.notes.insert(listing.notes.end(), names.notes.begin(), names.notes.end());
  }

  void import_dense(const ImportWatch& watch, RowReaderPtr reader) {
    if (!classes_.empty()) reader = with_classes(std::move(reader), classes());
    RowReader& rows = *reader;
    Index count = 0;
    const Index columns = rows.columns();
    print_notes(inputs_.front(), write_hdf5_rows(out_, rows, [&](const ImportStep& step) {
                  count = step.rows;
                  watch(step);
                }));
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

  /// One rule for words, items, users and classes: the names that a model or a data file keeps, or a text file's lines.
  static std::vector<std::string> names_in(const std::string& file, const std::string& kept_as) {
    if (file.empty()) return {};
    const std::string place = std::filesystem::is_directory(file) ? model_file(file).string() : file;
    return is_hdf5(place) ? read_names_of(place, kept_as) : read_words(place);
  }
  std::vector<std::string> vocabulary() const { return names_in(vocabulary_, "column_names"); }
  ExpectedNames classes() const { return {classes_, {}, names_in(classes_, "class_names")}; }

  std::vector<double> levels() const {
    if (levels_.empty()) return {};
    if (const auto file = open_sparse_rows_if_there(levels_)) {
      if (file->table().kind == SparseKind::ratings) return file->table().levels;
      throw data_error("--levels " + levels_ + ": holds counts; expected ratings");
    }
    std::vector<double> list;
    for (const std::string& text : split(levels_, ',')) {
      const auto level = parse_number(text);
      if (!level || !(*level >= 0) || *level > 255 || (!list.empty() && *level <= list.back())) {
        throw config_error("dbn data import: --levels " + levels_ +
                           ": expected numbers from 0 to 255 that rise, separated by commas, or a file of ratings");
      }
      list.push_back(*level);
    }
    if (list.size() >= 2 && list.size() <= 256) return list;
    throw config_error("dbn data import: --levels " + levels_ + ": expected 2 to 256 levels");
  }
  static std::unique_ptr<SparseFile> open_sparse_rows_if_there(const std::string& spec) {
    return std::filesystem::exists(spec) ? open_sparse_rows(spec) : nullptr;
  }

  RatingScheme scheme() const {
    // Rows and columns are exchanged in a file whose rows are items.
    return {levels(), names_in(users_, rows_ == users ? "row_names" : "column_names"),
            names_in(items_, rows_ == users ? "column_names" : "row_names"), users_, items_};
  }
  ColumnNumbering numbering() const { return {first_, vocabulary(), vocabulary_}; }

  void import_ratings(const ImportWatch& watch) {
    const auto read = rows_ == users ? read_ratings : read_ratings_by_item;
    const RatingScheme wanted = scheme();
    import_sparse(watch, [&](InputLines& lines, EntrySorter& entries) { return read(lines, entries, wanted); });
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
  void import_csv(const ImportWatch& watch) { import_dense(watch, csv_rows(input(), place_.csv.wanted())); }
  void import_idx(const ImportWatch& watch) {
    const auto labels = labels_.empty() ? labels_beside(input()) : file_or_none(labels_);
    import_dense(watch, idx_rows(input(), labels));
  }
  void import_npy(const ImportWatch& watch) {
    if (kind_of(input()) == FileKind::npz && labels_.empty()) return import_dense(watch, open_rows(inputs_[0], place_));
    import_dense(watch, npy_rows(input(), file_or_none(labels_)));
  }

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
  std::string items_;
  std::string users_;
  std::string classes_;
  std::string levels_;
  DataPlace place_;
  ResultFormat format_argument_;
};

}  // namespace

extern const Command data_import_command{
    .name = "data import",
    .summary = "data of other formats to HDF5, whatever their size",
    .page =
        "FORMAT is movielens (USER ITEM RATING, or in the order of a header, separated by tabs, '::' or commas), "
        "triples (DOCUMENT WORD COUNT, also "
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
