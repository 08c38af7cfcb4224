// Counts over K words, D draws a row: U(x) = -bias . x, s(x) = x, x ~ D draws from softmax(bias + I); the hidden biases
// of the machine are multiplied by D. Replicated softmax, Salakhutdinov & Hinton 2009, section 2.1. Probabilities are
// those of the word sequence: sums run over K^D sequences, so log sum_x exp(...) = D log sum_k exp(bias_k + I_k).
//
// multinomial:KxD has D draws in every row; multinomial:K takes each row's D from the row that it resembles.
#include <algorithm>
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/units/categorical.hpp"
#include "libdbn/units/unit_bases.hpp"

namespace dbn {
namespace {

class Multinomial final : public LinearUnits {
 public:
  Multinomial(Index words, Index draws) : LinearUnits("multinomial", words), words_(words), draws_(draws) {}

  std::string spec() const override {
    return draws_ == 0 ? LinearUnits::spec() : LinearUnits::spec() + "x" + std::to_string(draws_);
  }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("multinomial log_normalizer", inputs, words_);
    const auto length = static_cast<double>(required_draws());
    for (Index n = 0; n < inputs.rows; ++n)
      log_normalizer[n] += length * Categorical::log_normalizer(parameters.row(0), inputs.row(n), words_);
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    const Index length = required_draws();
    mean_of_lengths(parameters, inputs, out, [&](Index) { return length; });
  }

  void mean_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like,
                 MatrixView out) const override {
    mean_of_lengths(parameters, inputs, out, [&](Index n) { return draws_of(like, n); });
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    const Index length = required_draws();
    sample_of_lengths(parameters, inputs, draws, out, [&](Index) { return length; });
  }

  void sample_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like, const Draws& draws,
                   MatrixView out) const override {
    sample_of_lengths(parameters, inputs, draws, out, [&](Index n) { return draws_of(like, n); });
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    const double weight = scale * static_cast<double>(required_draws());
    Categorical word(words_);
    for (Index n = 0; n < inputs.rows; ++n) {
      word.set(parameters.row(0), inputs.row(n));
      for (Index k = 0; k < words_; ++k) gradient(0, k) += static_cast<real>(weight * word.probability(k));
    }
  }

  bool has_lengths() const override { return true; }
  double fixed_length() const override { return static_cast<double>(draws_); }
  double length(ConstMatrixView row) const override {
    double sum = 0;
    for (Index k = 0; k < words_; ++k) sum += std::isnan(row(0, k)) ? 0.0 : static_cast<double>(row(0, k));
    return sum;
  }

  /// The number of word sequences.
  double state_count() const override {
    return draws_ == 0 ? std::numeric_limits<double>::infinity()
                       : std::pow(static_cast<double>(words_), static_cast<double>(draws_));
  }

  /// The counts of each sequence: counts that several sequences share come up once for each.
  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      std::fill_n(out.row(n), words_, real(0));
      Index sequence = first + n;
      for (Index d = 0; d < draws_; ++d, sequence /= words_) out(n, sequence % words_) += real(1);
    }
  }

  UnitsPtr presented(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    std::vector<Index> present;
    append_present(row, first_column, present);
    if (!present.empty() && present.size() != words_) throw data_error("a row of counts is missing in part; " + spec());
    const auto drawn = static_cast<Index>(std::llround(length(row)));
    if (drawn == 0) return nullptr;
    kept.insert(kept.end(), present.begin(), present.end());
    return std::make_shared<Multinomial>(words_, drawn);
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (Index n = 0; n < states.rows; ++n) {
      Index missing = 0;
      for (Index k = 0; k < words_; ++k) {
        const real x = states(n, k);
        missing += std::isnan(x);
        if (std::isnan(x) || (x >= 0 && std::floor(x) == x && std::isfinite(x))) continue;
        refuse_state(what, first_row + n, k, x, "multinomial units take counts 0, 1, 2, ...; correct the data");
      }
      const auto found = static_cast<Index>(length(states.row_range(n, 1)));
      if (missing == words_ || (missing == 0 && (draws_ == 0 || found == draws_))) continue;
      throw data_error(
          std::string(what) + ": row " + std::to_string(first_row + n) + " has " +
          (missing > 0 ? std::to_string(missing) + " missing counts of " + std::to_string(words_) +
                             "; expected all counts of a row, or NaN in all for a missing row"
                       : std::to_string(found) + " counts in all, but " + spec() + " has " + std::to_string(draws_) +
                             " draws a row; use multinomial:" + std::to_string(words_) + " for rows of any length"));
    }
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    const double total = std::max(length(mean), 1e-12);
    const double least = 1e-2 / static_cast<double>(words_);
    for (Index k = 0; k < words_; ++k)
      parameters(0, k) = static_cast<real>(std::log(std::max(least, static_cast<double>(mean(0, k)) / total)));
  }

 private:
  Index required_draws() const {
    if (draws_ > 0) return draws_;
    throw config_error(spec() + " has rows of any length, and nothing says how many draws this one has; give rows to " +
                       "start from, or fix the length: multinomial:" + std::to_string(words_) + "xDRAWS");
  }

  Index draws_of(ConstMatrixView like, Index n) const {
    return draws_ > 0 ? draws_ : static_cast<Index>(std::llround(length(like.row_range(n, 1))));
  }

  template <class DrawsOf>
  void mean_of_lengths(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out,
                       const DrawsOf& length_of) const {
    require_same_shape("multinomial mean", inputs, out);
    Categorical word(words_);
    for (Index n = 0; n < inputs.rows; ++n) {
      const auto length = static_cast<double>(length_of(n));
      word.set(parameters.row(0), inputs.row(n));
      for (Index k = 0; k < words_; ++k) out(n, k) = static_cast<real>(length * word.probability(k));
    }
  }

  // Draw d of a row is at column d.
  template <class DrawsOf>
  void sample_of_lengths(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out,
                         const DrawsOf& length_of) const {
    require_same_shape("multinomial sample", inputs, out);
    Categorical word(words_);
    for (Index n = 0; n < inputs.rows; ++n) {
      const Index length = length_of(n);
      word.set(parameters.row(0), inputs.row(n));
      std::fill_n(out.row(n), words_, real(0));
      for (Index d = 0; d < length; ++d) out(n, word.choice(draws.open_uniform(n, d))) += real(1);
    }
  }

  Index words_;
  Index draws_;  ///< 0: each row has its own
};

}  // namespace

UnitsPtr make_multinomial(std::string_view shape) {
  const auto numbers = split(shape, 'x');
  if (numbers.empty() || numbers.size() > 2) {
    throw config_error("'" + std::string(shape) +
                       "' is not a shape of multinomial units; expected WORDS or WORDSxDRAWS, e.g. multinomial:2000");
  }
  const Index draws = numbers.size() == 2 ? parse_unit_count("multinomial", numbers[1]) : 0;
  return std::make_shared<Multinomial>(parse_unit_count("multinomial", numbers[0]), draws);
}

}  // namespace dbn
