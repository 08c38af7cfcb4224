// RBM of a single row: only its observed units, with its length.
#pragma once

#include <optional>

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// A machine without the visible units that a row misses. Missing units contribute nothing to the energy of a row, so
/// each pattern of missing units is a machine of its own with a log Z of its own (Salakhutdinov, Mnih & Hinton 2007,
/// section 2).
struct RowMachine {
  Rbm rbm;
  std::vector<Index> columns;  ///< the visible columns that remain
};

/// The machine of `row` (1, V), with its length fixed where rows have lengths; nothing when all of the row is missing.
std::optional<RowMachine> machine_of_row(const Rbm& rbm, ConstMatrixView row);

/// The rows of `visible` (rows, V) that speak to the same machine, in order of their first ones. Rows that are missing
/// altogether are in no group.
std::vector<std::vector<Index>> rows_by_machine(const Rbm& rbm, ConstMatrixView visible);

/// The listed columns of the listed rows of `source`.
Matrix part_of(ConstMatrixView source, const std::vector<Index>& rows, const std::vector<Index>& columns);
/// The listed columns of `source`.
Matrix columns_of(ConstMatrixView source, const std::vector<Index>& columns);

}  // namespace dbn
