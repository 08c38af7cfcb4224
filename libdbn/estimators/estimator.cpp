// The table of estimators. Adding one is a file and a line here.
#include "libdbn/estimators/estimator.hpp"

#include <array>

#include "libdbn/base/registry.hpp"
#include "libdbn/estimators/estimators.hpp"

namespace dbn {
namespace {

using Maker = EstimatorPtr (*)(const EstimatorOptions&);

constexpr std::array table{
    Entry<Maker>{"cd", "contrastive divergence: the chain starts at the data (Hinton 2002)", make_cd},
    Entry<Maker>{"pcd", "persistent contrastive divergence: chains live on between updates (Tieleman 2008)", make_pcd},
    Entry<Maker>{"fpcd", "persistent chains driven by fast weights (Tieleman & Hinton 2009)", make_fpcd},
    Entry<Maker>{"parallel_tempering", "persistent chains at several temperatures that swap (Desjardins et al. 2010)",
                 make_parallel_tempering},
    Entry<Maker>{"mean_field", "deterministic alternations of means from the data (Welling & Hinton 2002)",
                 make_mean_field},
    Entry<Maker>{"exact", "the exact gradient by enumeration, for small machines", make_exact},
    Entry<Maker>{"discriminative",
                 "the exact gradient of log p(label | row), for visible units that end in the label (Larochelle & "
                 "Bengio 2008); with generative_weight the hybrid objective",
                 make_discriminative},
};

}  // namespace

EstimatorPtr make_estimator(std::string_view name, const EstimatorOptions& options) {
  return find_in<Maker>(table, "estimator", name)(options);
}

std::vector<std::string> estimator_names() { return names_in<Maker>(table); }

std::vector<std::string> estimator_descriptions() {
  std::vector<std::string> lines;
  for (const Entry<Maker>& entry : table) lines.emplace_back(entry.help);
  return lines;
}

}  // namespace dbn
