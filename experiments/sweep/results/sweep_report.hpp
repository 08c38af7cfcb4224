// Report of a sweep as text and JSON: plan, status, outcome.
#pragma once

#include "experiments/sweep/directory/sweep_directory.hpp"
#include "experiments/sweep/results/table.hpp"

namespace dbn::program {

std::string plan_text(const SweepPlan& plan);

/// {"sweep_directory", "name", "counts": {"finished": n, ...}, "runs": [{"id", "state", "exit_code", "message",
/// "fraction", AXES...}]}
Json status_json(const SweepDirectory& directory, const SweepPlan& plan, const std::vector<RunStatus>& statuses);
std::string status_text(const SweepDirectory& directory, const SweepPlan& plan, const std::vector<RunStatus>& statuses);

/// {"sweep_directory", "runs", "counts", "best"}
Json summary_json(const SweepDirectory& directory, const std::vector<RunStatus>& statuses, const SweepTable& table);

/// What is said of a sweep that came to its end with runs that did not; empty when all did, or were stopped.
std::string failures_text(const SweepDirectory& directory, const std::vector<RunStatus>& statuses);

/// How the sections of axes are written.
std::string axes_help();

}  // namespace dbn::program
