#include "experiments/data/rating_data.hpp"

#include "experiments/data/data_source.hpp"
#include "experiments/terminal/note.hpp"
#include "libdbn/base/checksum.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/train/situations.hpp"

namespace dbn::program {
namespace {

using Part = RatingRows::Part;

Part shared(SparseRows rows) { return std::make_shared<const SparseRows>(std::move(rows)); }

SparseRows read_all_of(const SparseFile& file) {
  SparseRows rows;
  static_cast<SparseTable&>(rows) = file.table();
  rows.starts.reserve(file.rows() + 1);
  rows.positions.reserve(file.entries());
  std::get<std::vector<std::uint8_t>>(rows.values).reserve(file.entries());
  file.for_each_row([&](Index, const SparseRow& row) { rows.add_row(row); });
  return rows;
}

std::unique_ptr<SparseFile> open_ratings(const std::string& spec) {
  auto file = open_sparse_rows(spec);
  return file && file->table().kind == SparseKind::ratings ? std::move(file) : nullptr;
}

/// Ratings that go beside others.
SparseRows read_ratings(const std::string& spec, const std::string& where) {
  try {
    if (const auto file = open_ratings(spec)) return read_all_of(*file);
    throw data_error(spec + " has no ratings; expected a file of them, as 'dbn data import movielens' makes it");
  } catch (const Error& error) {
    throw Error(error.kind(), where + ": " + error.what());
  }
}

Aligned read_beside(const std::string& spec, const std::string& where, const SparseRows& given) {
  const SparseRows found = read_ratings(spec, where);
  try {
    return aligned_with(found, given);
  } catch (const Error& error) {
    throw Error(error.kind(), where + ": " + error.what());
  }
}

/// The ratings by the model's items, where both sides name them.
SparseRows by_items_of(const Model& model, SparseRows rows) {
  if (model.column_names.empty() && rows.column_names.empty()) return rows;
  if (model.column_names.empty() || rows.column_names.empty()) {
    print_notes(rows.name, {std::string("items are matched by position, as ") +
                            (rows.column_names.empty() ? "the file" : "the model") + " has no names of them"});
    return rows;
  }
  if (rows.column_names == model.column_names) return rows;
  SparseRows expected;
  static_cast<SparseTable&>(expected) = rows;
  expected.name = "the model";
  expected.column_names = model.column_names;
  expected.columns = model.column_names.size();
  expected.starts.assign(rows.rows() + 1, 0);
  Aligned found = aligned_with(rows, expected);
  if (found.unknown > 0) {
    print_notes(rows.name,
                {std::to_string(found.unknown) + " ratings are left out, as the model does not know their items"});
  }
  return std::move(found.rows);
}

std::string left_out(const std::string& where, Index unknown, const SparseRows& rows, const SparseRows& given) {
  return "note: " + where + ": " + std::to_string(unknown) + " ratings of " + rows.name +
         " are left out, as their rows or items are not in " + given.name;
}

SparseRows first_rows(SparseRows rows, Index count) {
  if (count == 0 || count >= rows.rows()) return rows;
  rows.starts.resize(count + 1);
  rows.positions.resize(rows.starts.back());
  std::get<std::vector<std::uint8_t>>(rows.values).resize(rows.starts.back());
  if (!rows.row_names.empty()) rows.row_names.resize(count);
  rows.generator.clear();
  return rows;
}

Fingerprint fingerprint_of(const SparseRows& rows, const SparseRows* rated) {
  Checksum checksum;
  for (const SparseRows* part : {&rows, rated}) {
    if (part == nullptr) continue;
    checksum.add(part->starts);
    checksum.add(part->positions);
    checksum.add(std::get<std::vector<std::uint8_t>>(part->values));
  }
  checksum.add(rows.levels);
  return {rows.rows(), rows.columns, 0, checksum.value()};
}

// A machine has visible units for every item, whatever a file declares.
void require_more_ratings_than_items(const SparseFile& file) {
  const SparseTable& table = file.table();
  if (file.entries() >= table.columns) return;
  throw data_error(table.name + ": attribute 'columns' is " + std::to_string(table.columns) + " items, but there are " +
                   std::to_string(file.entries()) +
                   " ratings; learning needs as many ratings as items at least: number the items that were rated, as "
                   "'dbn data import' does");
}

/// Throws a data error unless `rows` are states of the model's visible units.
void require_states_of(const Model& model, const RatingRows& rows, const std::string& spec,
                       const std::string& more_to_do) {
  if (model.layers.front().visible->spec() == rows.visible_spec()) return;
  throw data_error(
      spec + ": its ratings are states of " + rows.visible_spec() + ", but the model has visible units " +
      model.layers.front().visible->spec() +
      "; give ratings of the items that it was trained on, on the same scale ('dbn data import --levels')" +
      more_to_do);
}

}  // namespace

bool names_ratings(const std::string& spec) { return open_ratings(spec) != nullptr; }

std::optional<ConfiguredRatings> read_configured_ratings(const Config& config) {
  const DataOptions& data = config.data;
  const auto file = open_ratings(data.train);
  if (file == nullptr) {
    config.require_possible(no_ratings);
    return std::nullopt;
  }
  config.require_possible(rating_lists);
  require_more_ratings_than_items(*file);
  SparseRows all = first_rows(read_all_of(*file), data.limit);
  std::vector<std::string> notes;
  const auto beside = [&](const std::string& key, const std::string& spec, const SparseRows& given) {
    Aligned found = read_beside(spec, config.where(key), given);
    if (found.unknown > 0) notes.push_back(left_out(key, found.unknown, found.rows, given));
    return shared(std::move(found.rows));
  };
  Part validation;
  Part given;
  if (const auto fraction = parse_number(data.validation); fraction && !is_none(data.validation)) {
    SplitRatings split = split_ratings(all, *fraction, config.run.seed);
    validation = shared(std::move(split.held_out));
    all = std::move(split.training);
  }
  const std::vector<std::string> column_names = all.column_names;
  given = shared(std::move(all));
  if (validation == nullptr && !is_none(data.validation))
    validation = beside("data.validation", data.validation, *given);
  const Part rated = is_none(data.rated) ? nullptr : beside("data.rated", data.rated, *given);
  ConfiguredRatings ratings{RatingRows(given, rated), std::nullopt, std::nullopt, {}, {}, {}};
  ratings.identity.training = fingerprint_of(*given, rated.get());
  if (validation) {
    ratings.identity.validation = fingerprint_of(*validation, nullptr);
    ratings.validation.emplace(ratings.training, validation);
  }
  if (!is_none(data.test)) ratings.test.emplace(ratings.training, beside("data.test", data.test, *given));
  ratings.column_names = column_names;
  ratings.notes = std::move(notes);
  return ratings;
}

std::unique_ptr<InputData> read_rating_rows(const std::string& spec, Index limit, const Model& model) {
  const auto file = open_ratings(spec);
  if (file == nullptr) return nullptr;
  const Part given = shared(by_items_of(model, first_rows(read_all_of(*file), limit)));
  const RatingRows conditional(given, given);
  const bool is_conditional = model.layers.front().visible->spec() == conditional.visible_spec();
  const RatingRows rows = is_conditional ? conditional : RatingRows(given);
  require_states_of(model, rows, spec, "");
  return std::make_unique<InputData>(rows);
}

Syntax RatingArguments::syntax() {
  return {text(Takes::value, "held-out", held_out_, "SPEC",
               "beside ratings: those to be predicted from the same users' ratings in --data; without it each rating "
               "of --data is predicted from its user's others")
              .that(Role::reads_data),
          text(Takes::value, "rated", rated_, "SPEC",
               "beside ratings, for a machine trained with data.rated: which items were rated, whatever the values")
              .that(Role::reads_data)};
}

std::unique_ptr<InputData> RatingArguments::read(const std::string& given_spec, const Model& model) const {
  unknown_ = 0;
  const auto file = open_ratings(given_spec);
  if (file == nullptr) {
    if (!given()) return nullptr;
    throw config_error("--held-out and --rated are for ratings, but --data " + given_spec + " has none");
  }
  const Part given = shared(by_items_of(model, read_all_of(*file)));
  const auto beside = [&](const std::string& name, const std::string& spec) {
    Aligned found = read_beside(spec, name, *given);
    unknown_ = found.unknown;
    return shared(std::move(found.rows));
  };
  const Part rated = rated_.empty() ? nullptr : beside("--rated", rated_);
  const RatingRows rows(given, rated);
  require_states_of(model, rows, given_spec, ", and --rated where data.rated was set");
  if (held_out_.empty()) return std::make_unique<InputData>(rows);
  return std::make_unique<InputData>(RatingRows(rows, beside("--held-out", held_out_)));
}

}  // namespace dbn::program
