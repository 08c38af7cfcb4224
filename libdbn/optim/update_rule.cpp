// The table of update rules. Adding one is a file and a line here.
#include "libdbn/optim/update_rule.hpp"

#include <array>
#include <atomic>

#include "libdbn/base/checks.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/linalg.hpp"
#include "libdbn/base/registry.hpp"
#include "libdbn/optim/update_rules.hpp"

namespace dbn {
namespace {

using Maker = UpdateRulePtr (*)();

constexpr std::array update_rules{
    Entry<Maker>{"momentum", "gradient ascent with momentum", make_momentum},
    Entry<Maker>{"nesterov", "gradient ascent with momentum that looks ahead", make_nesterov},
    Entry<Maker>{"adam", "steps scaled by running moments of the gradient", make_adam},
    Entry<Maker>{"rmsprop", "steps scaled by a running mean square of the gradient", make_rmsprop},
};

}  // namespace

UpdateRulePtr make_update_rule(std::string_view name) { return find_in<Maker>(update_rules, "update rule", name)(); }

std::vector<std::string> update_rule_names() { return names_in<Maker>(update_rules); }

OptimizerState::OptimizerState(const UpdateRule& rule, Index rows, Index columns)
    : rule_(rule), slots_(rule.slots(), zeros(rows, columns)) {}

// What a memoryless step finds in the slots is from before it, and must not move anything after it.
void OptimizerState::begin(StepSize& size) {
  size.step = steps_++;
  if (!rule_.is_memoryless(size)) {
    slots_are_zero_ = false;
  } else if (!slots_are_zero_) {
    for (Matrix& slot : slots_) slot.fill(real(0));
    slots_are_zero_ = true;
  }
}

bool OptimizerState::step(Matrix& theta, const AscentOfRows& ascent, StepSize size, Workers& workers) {
  begin(size);
  std::atomic<bool> finite = true;
  for_row_tiles(workers, theta.shape(0), theta.shape(1), [&](Index first, Index count) {
    Matrix tile = Matrix::from_shape({count, theta.shape(1)});
    ascent(first, tile);
    if (!move_rows(theta, first, tile, size)) finite = false;
  });
  return finite;
}

bool OptimizerState::step_listed(Matrix& theta, std::span<const Index> rows, const AscentOfListed& ascent,
                                 StepSize size, Workers& workers) {
  constexpr Index rows_per_piece = 32;
  begin(size);
  if (!rule_.is_memoryless(size)) {
    throw Error(ErrorKind::internal, "OptimizerState::step_listed: a step with memory moves every row");
  }
  std::atomic<bool> finite = true;
  workers.run_pieces(rows.size(), rows_per_piece, [&](Index first, Index count) {
    const std::span<const Index> of_piece = rows.subspan(first, count);
    Matrix tile = Matrix::from_shape({count, theta.shape(1)});
    ascent(of_piece, tile);
    for (Index i = 0; i < count; ++i) {
      if (!move_rows(theta, of_piece[i], ConstMatrixView(tile).row_range(i, 1), size)) finite = false;
    }
  });
  return finite;
}

bool OptimizerState::step(Matrix& theta, ConstMatrixView ascent, StepSize size) {
  begin(size);
  require_same_shape("update", theta, ascent);
  return move_rows(theta, 0, ascent, size);
}

bool OptimizerState::move_rows(Matrix& theta, Index first, ConstMatrixView ascent, const StepSize& size) {
  const Index columns = theta.shape(1);
  std::vector<real*> slots;
  if (!rule_.is_memoryless(size)) {
    for (Matrix& slot : slots_) slots.push_back(MatrixView(slot).row(first));
  }
  rule_.move(MatrixView(theta).row(first), ascent.data, slots, ascent.rows * columns, size);
  return all_finite(ConstMatrixView(theta).row_range(first, ascent.rows));
}

void OptimizerState::archive(Archive& archive) {
  archive.field("steps", steps_);
  const auto names = rule_.slot_names();
  for (Index i = 0; i < slots_.size(); ++i) archive.field(names[i], slots_[i], "row,column");
  if (archive.loading()) slots_are_zero_ = false;
}

}  // namespace dbn
