#include "libdbn/train/finetune_options.hpp"

#include "libdbn/optim/update_rule.hpp"

namespace dbn {

OptionList FinetuneOptions::options() {
  return {
      integer_option("epochs", epochs, between(0, 1e9), "passes over the training rows; 0 leaves fine-tuning out"),
      integer_option("batch_size", batch_size, between(1, 1e9), "rows per update"),
      choice_option("optimizer", optimizer, update_rule_names(), "how weights move along the gradient"),
      schedule_option("learning_rate", learning_rate, at_least(0), "step size; 0.01 to 0.5 for logistic units"),
      schedule_option("momentum", momentum, between(0, 0.999999), "share of the last update that goes on"),
      number_option("weight_decay", weight_decay, between(0, 1e3), "L2 penalty on weights, inside the learning rate"),
      number_option("output_deviation", output_deviation, between(0, 100),
                    "standard deviation of the softmax layer's initial weights; 0.1 in Hinton & Salakhutdinov 2006"),
      integer_option("patience", patience, between(0, 1e9),
                     "epochs without a better validation error before stopping early; 0 never stops early"),
  };
}

}  // namespace dbn
