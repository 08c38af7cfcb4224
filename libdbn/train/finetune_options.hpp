// What a user may choose about fine-tuning.
#pragma once

#include "libdbn/base/options.hpp"

namespace dbn {

struct FinetuneOptions {
  Index epochs = 20;
  Index batch_size = 100;
  std::string optimizer = "momentum";
  Schedule learning_rate = 0.1;
  Schedule momentum = Schedule::parse("step(0.5, 0.9@5)");
  double weight_decay = 0.00001;
  double output_deviation = 0.01;
  Index patience = 10;

  OptionList options();
};

}  // namespace dbn
