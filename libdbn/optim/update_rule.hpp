// Update rules: the step of the parameters, given the ascent direction.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdbn/base/archive.hpp"
#include "libdbn/base/workers.hpp"

namespace dbn {

/// The numbers of one update.
struct StepSize {
  double rate;
  double momentum;
  Index step = 0;  ///< updates done before this one; kept by `OptimizerState`
};

/// An element-wise rule with `slots()` numbers of memory per parameter (momentum: the velocity). The rule holds no
/// state; the slots belong to whoever owns the parameters, so they are saved with them.
class UpdateRule {
 public:
  virtual ~UpdateRule() = default;
  virtual Index slots() const = 0;
  /// Names of the slots in files, e.g. {"velocity"}.
  virtual std::vector<std::string> slot_names() const = 0;
  /// Whether a step of this size leaves no memory and asks for none: a parameter without ascent then stays where it is.
  virtual bool is_memoryless(const StepSize&) const { return false; }
  /// Moves `count` parameters uphill. `slots` has slots() pointers, or none when the step is memoryless.
  virtual void move(real* theta, const real* ascent, std::span<real* const> slots, Index count,
                    const StepSize& size) const = 0;
};

using UpdateRulePtr = std::unique_ptr<const UpdateRule>;

/// The rule of that name ("momentum", ...); an unknown name is a config error.
UpdateRulePtr make_update_rule(std::string_view name);
std::vector<std::string> update_rule_names();

/// Parameters of one shape with the memory of a rule.
class OptimizerState {
 public:
  OptimizerState(const UpdateRule& rule, Index rows, Index columns);
  /// The same for parameters of the shape of `theta`.
  OptimizerState(const UpdateRule& rule, const Matrix& theta) : OptimizerState(rule, theta.shape(0), theta.shape(1)) {}

  /// Writes the ascent of rows first .. first + out.rows - 1.
  using AscentOfRows = std::function<void(Index first, MatrixView out)>;
  /// theta moves by the rule, tile by tile: the ascent of a tile is made, used and forgotten while it is in the cache.
  /// False when a moved parameter is no longer finite.
  [[nodiscard]] bool step(Matrix& theta, const AscentOfRows& ascent, StepSize size, Workers& workers);
  /// The same where only the listed rows have an ascent: the others are not even looked at. The step has to be
  /// memoryless. Writes the ascents of `rows` one below the other.
  using AscentOfListed = std::function<void(std::span<const Index> rows, MatrixView out)>;
  [[nodiscard]] bool step_listed(Matrix& theta, std::span<const Index> rows, const AscentOfListed& ascent,
                                 StepSize size, Workers& workers);
  /// The same for an ascent that lies ready.
  [[nodiscard]] bool step(Matrix& theta, ConstMatrixView ascent, StepSize size);

  void archive(Archive& archive);

 private:
  void begin(StepSize& size);
  bool move_rows(Matrix& theta, Index first, ConstMatrixView ascent, const StepSize& size);

  const UpdateRule& rule_;
  std::vector<Matrix> slots_;
  Index steps_ = 0;
  bool slots_are_zero_ = true;
};

}  // namespace dbn
