// The makers behind the table of update rules; each is defined in the file named after its rule.
#pragma once

#include "libdbn/optim/update_rule.hpp"

namespace dbn {

UpdateRulePtr make_momentum();

}  // namespace dbn
