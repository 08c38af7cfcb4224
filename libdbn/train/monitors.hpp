// Monitors of a layer at the end of an epoch, in a table from which a config chooses.
#pragma once

#include "libdbn/data/batches.hpp"
#include "libdbn/train/history.hpp"
#include "libdbn/train/rbm_trainer.hpp"

namespace dbn {

/// What a monitor looks at.
struct Monitored {
  const Rbm& rbm;
  const RbmTrainer& trainer;  ///< has taken the figures of the epoch's last update
  const Matrix& training;     ///< (rows, V) a fixed random part of the rows that the layer learns from
  const Matrix& validation;   ///< the same of the validation rows, or empty
  Workers& workers;
  const RowSource* held_out = nullptr;  ///< all validation rows with their labels, or null
};

/// Enters its columns, which are declared in history.cpp, into the record of an epoch; leaves out what does not apply.
using Monitor = void (*)(const Monitored&, EpochRecord&);

/// The monitors of a text such as "reconstruction units", or none of "none". An unknown name is a config error.
std::vector<Monitor> find_monitors(std::string_view names);
std::vector<std::string> monitor_names();
/// "name: what it measures; ..." for help texts.
std::string monitor_help();

/// Enters weight_norm.
void record_weight_norm(const Rbm& rbm, EpochRecord& record);
/// Enters dead_units and always_on_units: the hidden units whose means (rows, H) hardly change from row to row.
void record_idle_units(ConstMatrixView means, EpochRecord& record);

/// The mean log-likelihood of the monitored rows in nats: exact where one layer has at most 2^20 states, else by
/// annealing (100 chains, 1000 even temperatures), with the half width of its 3-sigma interval beside it. Too costly
/// for most epochs, so a config says how often instead of naming it among the monitors. Rows with missing units or
/// lengths have their own log Z, which is never annealed: see require_log_likelihood.
void monitor_log_likelihood(const Monitored& layer, EpochRecord& record);

/// Whether the log-likelihood of such rows can be monitored in every `every` epochs of this layer, as its options say:
/// throws a config error where rows have a log Z of their own and both layers have too many states to sum it.
/// `validation` may be empty.
void require_log_likelihood(const Rbm& rbm, ConstMatrixView training, ConstMatrixView validation, Index layer,
                            Index every);

}  // namespace dbn
