// Visible means for rows with missing units or with lengths of their own.
#pragma once

#include "libdbn/rbm/rbm.hpp"

namespace dbn {

/// E[v | h] for rows that resemble those of `like` (rows, V): missing units stay missing (NaN), and a row of counts has
/// the length that it has there. Units of rows of any length have no mean without such rows.
Matrix visible_mean_like(const Rbm& rbm, ConstMatrixView hidden, ConstMatrixView like,
                         Workers& workers = Workers::serial());

}  // namespace dbn
