// Ways to spoil sparse rows on purpose: ratings, or counts, of three rows and three columns with six entries.
#pragma once

#include "tests/support/hostile_tricks.hpp"

namespace dbn::test::hostile {

/// What the tricks are played on: rows {0, 1, 2}, {0, 2}, {1}. Values are levels of 1, 2, 3, or counts.
inline void write_small_sparse_rows(Editor& e, const std::string& kind) {
  e.text_attribute("/", "sparse_kind", kind);
  e.number_attribute("/", "rows", 3, H5T_STD_I64LE);
  e.number_attribute("/", "columns", 3, H5T_STD_I64LE);
  if (kind == "ratings") {
    e.number_attribute("/", "levels", 3, H5T_STD_I64LE);
    e.numbers("/level_values", {3}, {1, 2, 3});
  }
  e.numbers("/indptr", {4}, {0, 3, 5, 6}, H5T_STD_I64LE);
  e.numbers("/indices", {6}, {0, 1, 2, 0, 2, 1}, H5T_STD_I32LE);
  e.numbers("/values", {6}, {1, 2, 0, 2, 2, 1});
}

/// Of either kind; the dataset that they are played on is their own choice.
inline std::vector<Trick> sparse_tricks() {
  const auto numbers = [](const char* path, const std::vector<double>& values, hid_t type) {
    return [=](Editor& e, const std::string&) { e.replace(path, {values.size()}, values, type); };
  };
  const auto starts = [=](const std::vector<double>& values) { return numbers("/indptr", values, H5T_STD_I64LE); };
  const auto columns = [=](const std::vector<double>& values) { return numbers("/indices", values, H5T_STD_I64LE); };
  const auto values = [=](const std::vector<double>& all) { return numbers("/values", all, H5T_IEEE_F64LE); };
  const auto attribute = [](const char* name, double value) {
    return [=](Editor& e, const std::string&) { e.number_attribute("/", name, value, H5T_IEEE_F64LE); };
  };
  const auto both = [](const auto& first, const auto& second) {
    return [=](Editor& e, const std::string& dataset) {
      first(e, dataset);
      second(e, dataset);
    };
  };
  return {
      {"starts that fall", Reaction::refused, starts({0, 5, 3, 6})},
      {"a start beyond the entries", Reaction::refused, starts({0, 3, 9, 6})},
      {"a start of almost 2^63", Reaction::refused, starts({0, 3, 9.2e18, 6})},
      {"a start below 0", Reaction::refused, starts({0, -3, 5, 6})},
      {"starts that begin late", Reaction::refused, starts({1, 3, 5, 6})},
      {"starts that end early", Reaction::refused, starts({0, 3, 5, 5})},
      {"starts that end late", Reaction::refused, starts({0, 3, 5, 7})},
      {"fewer starts than rows", Reaction::refused, starts({0, 3, 6})},
      {"starts that are no integers", Reaction::refused, numbers("/indptr", {0, 3, 5, 6}, H5T_IEEE_F32LE)},
      {"a column that there is not", Reaction::refused, columns({0, 1, 3, 0, 2, 1})},
      {"a column beyond 2^32", Reaction::refused, columns({0, 4294967297.0, 2, 0, 2, 1})},
      {"a column below 0", Reaction::refused, columns({-1, 1, 2, 0, 2, 1})},
      {"a column twice in a row", Reaction::refused, columns({0, 1, 1, 0, 2, 1})},
      {"columns that fall", Reaction::refused, columns({0, 2, 1, 0, 2, 1})},
      {"columns that are no integers", Reaction::refused, numbers("/indices", {0, 1, 2, 0, 2, 1}, H5T_IEEE_F64LE)},
      {"fewer columns than values", Reaction::refused, columns({0, 1, 2, 0, 2})},
      {"a value below 0", Reaction::refused, values({1, 2, -1, 2, 2, 1})},
      {"a value that is no number", Reaction::refused, values({1, 2, NAN, 2, 2, 1})},
      {"a value beyond float", Reaction::refused, values({1, 2, 1e300, 2, 2, 1})},
      {"fewer values than columns", Reaction::refused, values({1, 2, 0})},
      {"no rows", Reaction::refused, attribute("rows", 0)},
      {"rows that are no number", Reaction::refused, attribute("rows", NAN)},
      {"rows below 0", Reaction::refused, attribute("rows", -3)},
      {"rows for 2^62 bytes of starts", Reaction::refused, attribute("rows", 0x1p59)},
      {"rows whose starts have 2^64 bytes", Reaction::refused, attribute("rows", 0x1p61 - 1)},
      {"2^31 - 1 columns of which three occur", Reaction::refused, attribute("columns", 2147483647)},
      {"2^62 columns", Reaction::refused, attribute("columns", 0x1p62)},
      {"rows and columns that multiply past 2^64", Reaction::refused,
       both(attribute("rows", 0x1p40), attribute("columns", 2147483647))},
      {"no columns", Reaction::refused, attribute("columns", 0)},
      {"a kind for a terminal", Reaction::refused,
       [](Editor& e, const std::string&) { e.text_attribute("/", "sparse_kind", "\x1b[2J"); }},
      {"no kind", Reaction::refused,
       [](Editor& e, const std::string&) { H5Adelete_by_name(e.id(), "/", "sparse_kind", H5P_DEFAULT); }},
      {"2^40 starts in chunks that are absent", Reaction::refused,
       [](Editor& e, const std::string&) {
         const Property creation;
         const hsize_t chunk = 1024;
         H5Pset_chunk(creation.id(), 1, &chunk);
         e.remove("/indptr");
         e.numbers("/indptr", {hsize_t{1} << 40}, {}, H5T_STD_I64LE, creation.id());
         e.number_attribute("/", "rows", 0x1p40 - 1, H5T_STD_I64LE);
       }},
#ifndef __SANITIZE_ADDRESS__
      {"1 GiB of starts in 1 MB", Reaction::refused,
       [](Editor& e, const std::string&) {
         constexpr hsize_t count = hsize_t{1} << 27;
         const Property creation;
         const hsize_t chunk = hsize_t{1} << 20;
         H5Pset_chunk(creation.id(), 1, &chunk);
         H5Pset_deflate(creation.id(), 1);
         H5Pset_alloc_time(creation.id(), H5D_ALLOC_TIME_EARLY);
         e.remove("/indptr");
         e.numbers("/indptr", {count}, {}, H5T_STD_I64LE, creation.id());
         e.number_attribute("/", "rows", static_cast<double>(count - 1), H5T_STD_I64LE);
       }},
#endif
      {"more labels than rows", Reaction::refused,
       [](Editor& e, const std::string&) {
         e.numbers("/labels", {4}, {0, 1, 0, 1});
       }},
      {"names that are numbers", Reaction::refused,
       [](Editor& e, const std::string&) {
         e.numbers("/column_names", {3}, {0, 1, 2});
       }},
  };
}

inline std::vector<Trick> rating_tricks() {
  const auto levels = [](const std::vector<double>& values, double count) {
    return [=](Editor& e, const std::string&) {
      e.number_attribute("/", "levels", count, H5T_STD_I64LE);
      e.replace("/level_values", {values.size()}, values);
    };
  };
  return {
      {"a level that there is not", Reaction::refused,
       [](Editor& e, const std::string&) {
         e.replace("/values", {6}, {1, 2, 0, 3, 2, 1});
       }},
      {"a level between two", Reaction::refused,
       [](Editor& e, const std::string&) {
         e.replace("/values", {6}, {1, 2, 0, 0.5, 2, 1});
       }},
      {"levels that fall", Reaction::refused, levels({1, 3, 2}, 3)},
      {"a level's value that is no number", Reaction::refused, levels({1, NAN, 2}, 3)},
      {"fewer levels than it says", Reaction::refused, levels({1, 2, 3}, 256)},
      {"2^40 levels", Reaction::refused, levels({1, 2, 3}, 0x1p40)},
  };
}

}  // namespace dbn::test::hostile
