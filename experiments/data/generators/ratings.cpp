#include <array>
#include <cmath>

#include "experiments/data/generators/generator.hpp"
#include "libdbn/data/generated/generated_ratings.hpp"
#include "libdbn/io/data/sparse_file.hpp"

namespace dbn::program {
namespace {

constexpr Index rows_between_words = 256;

struct Size {
  Index users;
  Index items;
  Index ratings;
};
using SizeEntry = Entry<Size>;
const std::array<SizeEntry, 3> presets{SizeEntry{"small", "", {3000, 500, 150'000}},
                                       SizeEntry{"movielens", "", {943, 1682, 100'000}},
                                       SizeEntry{"netflix", "", {480'189, 17'770, 100'000'000}}};

/// The error of what ratings were drawn from.
struct Residuals {
  double squares = 0;
  Index count = 0;

  void enter(const GeneratedRatings::Part& part) {
    for (Index e = 0; e < part.levels.size(); ++e) {
      const double residual = static_cast<double>(part.levels[e]) + 1 - part.expected[e];
      squares += residual * residual;
      ++count;
    }
  }
  double rmse() const { return std::sqrt(squares / static_cast<double>(std::max<Index>(1, count))); }
};

class RatingsGenerator final : public Generator {
 public:
  Syntax syntax() override {
    return {{Takes::value, integer_option("users", model_.users, between(1, 1e8), "of ratings: rows")},
            {Takes::value, integer_option("items", model_.items, between(20, 1e7), "of ratings: columns")},
            {Takes::value, integer_option("ratings", model_.ratings, between(1, 1e11), "of ratings: how many in all")},
            {Takes::value, choice_option("preset", preset_, preset_names(),
                                         "of ratings: users, items and ratings of a well-known size instead")},
            {Takes::value, integer_option("traits", model_.traits, between(1, 64),
                                          "of ratings: binary traits of a user; the first is leniency, the others "
                                          "meet the tastes of items")},
            {Takes::value, number_option("taste", model_.taste, between(0, 10),
                                         "of ratings: deviation of what a trait adds to the leaning of an item")},
            {Takes::value, number_option("held-out-share", model_.held_out, between(0, 0.9),
                                         "of ratings: share of them that goes to --held-out")},
            text(Takes::value, "held-out", held_out_, "FILE.h5", "of ratings: a file for some of them")
                .that_writes("data")};
  }

  Result write(const std::filesystem::path& file, std::uint64_t seed, const ImportWatch& watch) const override {
    RatingModel model = model_;
    model.seed = seed;
    if (preset_ != none) {
      const Size& size = find_in<Size>(presets, "preset", preset_);
      model.users = size.users;
      model.items = size.items;
      model.ratings = size.ratings;
    }
    if (held_out_.empty()) model.held_out = 0;
    const GeneratedRatings ratings(model);
    Residuals given;
    Residuals held_out;
    if (held_out_.empty()) {
      write_given(file, ratings, model.users, watch, given, [](const GeneratedRatings::Part&) {});
    } else {
      // Outer and inner file grow together, and both are renamed when they are whole.
      SparseTable table = ratings.table();
      write_sparse_file(held_out_, table, SparseValues::bytes, [&](const auto& add_held_out) {
        write_given(file, ratings, model.users, watch, given, [&](const GeneratedRatings::Part& part) {
          held_out.enter(part);
          add_held_out({part.items, part.levels});
        });
        table.generator = {{"generator_rmse", held_out.rmse()}};
      });
    }
    return result(model, given, held_out);
  }

 private:
  static constexpr std::string_view none = "none";

  static std::vector<std::string> preset_names() {
    std::vector<std::string> names{std::string(none)};
    for (const SizeEntry& entry : presets) names.emplace_back(entry.name);
    return names;
  }

  template <class TakeHeldOut>
  static void write_given(const std::filesystem::path& file, const GeneratedRatings& ratings, Index users,
                          const ImportWatch& watch, Residuals& residuals, const TakeHeldOut& take_held_out) {
    SparseTable table = ratings.table();
    write_sparse_file(file, table, SparseValues::bytes, [&](const auto& add_row) {
      GeneratedRatings::Scratch scratch;
      GeneratedRatings::Row row;
      for (Index u = 0; u < users; ++u) {
        ratings.make_row(u, scratch, row);
        residuals.enter(row.given);
        add_row({row.given.items, row.given.levels});
        take_held_out(row.held_out);
        if (u % rows_between_words == 0) watch({"writing", u, static_cast<double>(u) / static_cast<double>(users)});
      }
      table.generator = {{"generator_rmse", residuals.rmse()}};
    });
  }

  Result result(const RatingModel& model, const Residuals& given, const Residuals& held_out) const {
    Result result;
    result.object["rows"] = model.users;
    result.object["columns"] = model.items;
    result.object["entries"] = given.count;
    result.object["generator_rmse"] = given.rmse();
    result.text = std::to_string(given.count) + " ratings of " + std::to_string(model.items) + " items by " +
                  std::to_string(model.users) + " users; RMSE of generating model " + short_text(given.rmse()) + "\n";
    if (held_out_.empty()) return result;
    result.object["held_out"] = held_out_;
    result.object["held_out_entries"] = held_out.count;
    result.object["held_out_generator_rmse"] = held_out.rmse();
    result.text += std::to_string(held_out.count) + " of the same users are held out in " + held_out_ +
                   "; RMSE of generating model " + short_text(held_out.rmse()) + "\n";
    return result;
  }

  RatingModel model_;
  std::string preset_ = std::string(none);
  std::string held_out_;
};

}  // namespace

GeneratorPtr make_ratings_generator() { return std::make_unique<RatingsGenerator>(); }

}  // namespace dbn::program
