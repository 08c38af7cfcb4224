// Makers behind the table of update rules; each is defined in the file named after its rule.
#pragma once

#include "libdbn/optim/update_rule.hpp"

namespace dbn {

UpdateRulePtr make_momentum();
UpdateRulePtr make_nesterov();
UpdateRulePtr make_adam();
UpdateRulePtr make_rmsprop();

}  // namespace dbn
