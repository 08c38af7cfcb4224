// Layers side by side as one: each part has its own columns, its own planes of draws and the leading rows of the common
// parameters. Parameter rows that a part does not use keep their neutral values.
#include <cmath>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/units/kinds.hpp"

namespace dbn {
namespace {

// Of the 256 planes of a matrix of draws each part has 8.
constexpr Index planes_per_part = 8;
constexpr Index most_parts = 32;

struct Part {
  UnitsPtr units;
  Index first;
  Index count;
};

class Blocks final : public Units {
 public:
  explicit Blocks(std::vector<UnitsPtr> parts) {
    for (UnitsPtr& units : parts) {
      const auto names = units->parameter_names();
      if (names.size() > names_.size()) names_ = names;
      const Index count = units->size();
      parts_.push_back({std::move(units), size_, count});
      size_ += count;
    }
  }

  std::string_view kind() const override { return "blocks"; }
  std::string spec() const override {
    std::string text = parts_[0].units->spec();
    for (Index p = 1; p < parts_.size(); ++p) text.append("+").append(parts_[p].units->spec());
    return text;
  }
  Index size() const override { return size_; }
  std::vector<std::string> parameter_names() const override { return names_; }

  void add_energy(ConstMatrixView parameters, ConstMatrixView states, double* energy) const override {
    require_columns("energy of blocks", states, size_);
    for (const Part& part : parts_) part.units->add_energy(of(part, parameters), of(part, states), energy);
  }

  void interaction(ConstMatrixView parameters, ConstMatrixView states, MatrixView out) const override {
    for (const Part& part : parts_) part.units->interaction(of(part, parameters), of(part, states), of(part, out));
  }

  bool interaction_is_identity() const override {
    for (const Part& part : parts_) {
      if (!part.units->interaction_is_identity()) return false;
    }
    return true;
  }

  void add_log_normalizer(ConstMatrixView parameters, ConstMatrixView inputs, double* log_normalizer) const override {
    require_columns("log_normalizer of blocks", inputs, size_);
    for (const Part& part : parts_)
      part.units->add_log_normalizer(of(part, parameters), of(part, inputs), log_normalizer);
  }

  void mean(ConstMatrixView parameters, ConstMatrixView inputs, MatrixView out) const override {
    require_same_shape("mean of blocks", inputs, out);
    for (const Part& part : parts_) part.units->mean(of(part, parameters), of(part, inputs), of(part, out));
  }

  void mean_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like,
                 MatrixView out) const override {
    require_same_shape("rows to resemble", like, out);
    for (const Part& part : parts_)
      part.units->mean_like(of(part, parameters), of(part, inputs), of(part, like), of(part, out));
  }

  void sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView out) const override {
    require_same_shape("sample of blocks", inputs, out);
    for (const Part& part : parts_)
      part.units->sample(of(part, parameters), of(part, inputs), of(part, draws), of(part, out));
  }

  void sample_like(ConstMatrixView parameters, ConstMatrixView inputs, ConstMatrixView like, const Draws& draws,
                   MatrixView out) const override {
    require_same_shape("rows to resemble", like, out);
    for (const Part& part : parts_) {
      part.units->sample_like(of(part, parameters), of(part, inputs), of(part, like), of(part, draws), of(part, out));
    }
  }

  void mean_and_sample(ConstMatrixView parameters, ConstMatrixView inputs, const Draws& draws, MatrixView mean_out,
                       MatrixView sample_out) const override {
    for (const Part& part : parts_) {
      part.units->mean_and_sample(of(part, parameters), of(part, inputs), of(part, draws), of(part, mean_out),
                                  of(part, sample_out));
    }
  }

  void add_gradient(ConstMatrixView parameters, ConstMatrixView states, ConstMatrixView inputs, double scale,
                    MatrixView gradient) const override {
    for (const Part& part : parts_) {
      part.units->add_gradient(of(part, parameters), of(part, states), of(part, inputs), scale, of(part, gradient));
    }
  }

  void add_expected_gradient(ConstMatrixView parameters, ConstMatrixView inputs, double scale,
                             MatrixView gradient) const override {
    for (const Part& part : parts_)
      part.units->add_expected_gradient(of(part, parameters), of(part, inputs), scale, of(part, gradient));
  }

  bool has_lengths() const override {
    for (const Part& part : parts_) {
      if (part.units->has_lengths()) return true;
    }
    return false;
  }

  double length(ConstMatrixView row) const override {
    double sum = 0;
    for (const Part& part : parts_) {
      if (part.units->has_lengths()) sum += part.units->length(of(part, row));
    }
    return has_lengths() ? sum : 1;
  }

  double fixed_length() const override {
    double sum = 0;
    for (const Part& part : parts_) {
      if (!part.units->has_lengths()) continue;
      if (part.units->fixed_length() == 0) return 0;
      sum += part.units->fixed_length();
    }
    return has_lengths() ? sum : 1;
  }

  void add_bias_as_input(ConstMatrixView parameters, const double* copies, MatrixView inputs) const override {
    for (const Part& part : parts_) part.units->add_bias_as_input(of(part, parameters), copies, of(part, inputs));
  }

  void add_bias_input_gradient(ConstMatrixView parameters, ConstMatrixView states, const double* copies, double scale,
                               MatrixView gradient) const override {
    for (const Part& part : parts_) {
      part.units->add_bias_input_gradient(of(part, parameters), of(part, states), copies, scale, of(part, gradient));
    }
  }

  std::vector<DiscreteUnit> discrete_units() const override {
    std::vector<DiscreteUnit> result;
    for (const Part& part : parts_) {
      for (DiscreteUnit unit : part.units->discrete_units()) {
        unit.column += part.first;
        result.push_back(unit);
      }
    }
    return result;
  }

  double state_count() const override {
    double product = 1;
    for (const Part& part : parts_) product *= part.units->state_count();
    return product;
  }

  Domain domain(Index column) const override {
    for (const Part& part : parts_) {
      if (column < part.first + part.count) return part.units->domain(column - part.first);
    }
    return Domain::bounded;
  }

  Index label_classes() const override { return parts_.back().units->label_classes(); }

  // Mixed radix, the first part most significant.
  void enumerate(Index first, MatrixView out) const override {
    for (Index n = 0; n < out.rows; ++n) {
      Index state = first + n;
      for (Index p = parts_.size(); p-- > 0;) {
        const Part& part = parts_[p];
        const auto count = static_cast<Index>(part.units->state_count());
        part.units->enumerate(state % count, of(part, out.row_range(n, 1)));
        state /= count;
      }
    }
  }

  UnitsPtr observed_part(ConstMatrixView row, Index first_column, std::vector<Index>& kept) const override {
    std::vector<UnitsPtr> present;
    for (const Part& part : parts_) {
      const ConstMatrixView states = of(part, row);
      if (!has_missing(states) && part.units->fixed_length() != 0) {
        append_present(states, first_column + part.first, kept);
        present.push_back(part.units);
      } else if (UnitsPtr rest = part.units->observed_part(states, first_column + part.first, kept)) {
        present.push_back(std::move(rest));
      }
    }
    if (present.empty()) return nullptr;
    return present.size() == 1 ? present[0] : make_blocks(std::move(present));
  }

  void check_states(ConstMatrixView states, std::string_view what, Index first_row) const override {
    for (const Part& part : parts_) {
      const std::string where =
          std::string(what) + " (block " + part.units->spec() + ", columns from " + std::to_string(part.first) + ")";
      part.units->check_states(of(part, states), where, first_row);
    }
  }

  void check_parameters(ConstMatrixView parameters, std::string_view what) const override {
    for (const Part& part : parts_) {
      part.units->check_parameters(of(part, parameters), std::string(what) + " (block " + part.units->spec() + ")");
    }
  }

  void project(MatrixView parameters) const override {
    for (const Part& part : parts_) part.units->project(of(part, parameters));
  }

  void bias_from_mean(ConstMatrixView mean, MatrixView parameters) const override {
    for (const Part& part : parts_) part.units->bias_from_mean(of(part, mean), of(part, parameters));
  }

 private:
  // The columns of a part; `inputs` may be empty where a caller knows that nothing needs them.
  template <class View>
  static View of(const Part& part, View whole) {
    return whole.columns == 0 ? whole : whole.column_range(part.first, part.count);
  }

  Draws of(const Part& part, const Draws& draws) const {
    return draws.later_plane(static_cast<std::uint32_t>(planes_per_part * static_cast<Index>(&part - parts_.data())));
  }

  std::vector<Part> parts_;
  std::vector<std::string> names_;
  Index size_ = 0;
};

}  // namespace

UnitsPtr make_blocks(std::vector<UnitsPtr> parts) {
  if (parts.size() > most_parts) {
    throw config_error("a layer of " + std::to_string(parts.size()) + " blocks; at most " + std::to_string(most_parts) +
                       " can be joined by '+'");
  }
  return std::make_shared<Blocks>(std::move(parts));
}

}  // namespace dbn
