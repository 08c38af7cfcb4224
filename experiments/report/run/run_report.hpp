// Report page of a run: its sections in one table.
#pragma once

#include "experiments/report/page/page.hpp"
#include "experiments/report/run/run_material.hpp"

namespace dbn::program {

/// The page as HTML. The same directory gives the same bytes. Throws as RunMaterial does.
std::string run_page(const std::filesystem::path& directory, Workers& workers);

/// How a run stands in a word or two, with the page's class for it: good, bad or wait.
struct Verdict {
  std::string text;
  std::string kind;
};
Verdict verdict_of(const RunState& state);

/// What stands in a section; empty where it does not apply to the run.
using SectionContent = Markup (*)(const RunMaterial& run);

Markup results_content(const RunMaterial& run);
Markup curves_content(const RunMaterial& run);
Markup mistakes_content(const RunMaterial& run);
Markup predictions_content(const RunMaterial& run);
Markup filters_content(const RunMaterial& run);
Markup reconstructions_content(const RunMaterial& run);
Markup samples_content(const RunMaterial& run);
Markup units_content(const RunMaterial& run);
Markup times_content(const RunMaterial& run);
Markup config_content(const RunMaterial& run);
Markup log_content(const RunMaterial& run);

/// What a section says in place of what it would show of the data.
Markup data_notice(const RunMaterial& run);

}  // namespace dbn::program
