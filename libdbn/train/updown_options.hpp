// Options of the up-down algorithm.
#pragma once

#include "libdbn/base/options.hpp"
#include "libdbn/base/schedule.hpp"

namespace dbn {

struct UpDownOptions {
  Index epochs = 0;
  Index batch_size = 100;
  Schedule learning_rate = 0.01;
  Schedule gibbs_steps = Schedule::parse("step(3, 6@100, 10@200)");
  Schedule momentum = 0.0;
  double weight_decay = 0;

  OptionList options();
};

}  // namespace dbn
