#include "libdbn/train/updown_options.hpp"

#include "libdbn/train/situations.hpp"

namespace dbn {

OptionList UpDownOptions::options() {
  return {
      integer_option("epochs", epochs, between(0, 1e9),
                     "passes over the training rows; 0 leaves up-down learning out; 300 in Hinton, Osindero & Teh 2006")
          .with_unit("epochs")
          .confined(single_layer, {"0"})
          .confined(rows_with_lengths, {"0"})
          .confined(weighted_rows, {"0"})
          .confined(rating_lists, {"0"}),
      integer_option("batch_size", batch_size, between(1, 1e9), "rows per update; 10 to 100 is usual")
          .with_unit("rows"),
      schedule_option("learning_rate", learning_rate, at_least(0),
                      "step size of all parameters; 0.01 to 0.001, a tenth of the greedy stage's"),
      schedule_option("gibbs_steps", gibbs_steps, at_least(1),
                      "Gibbs steps at the top between the wake and the sleep phase; the default is the paper's"),
      schedule_option("momentum", momentum, between(0, 0.999999), "share of the last update that goes on"),
      number_option("weight_decay", weight_decay, between(0, 1e3),
                    "L2 penalty on weights, generative and recognition, inside the learning rate"),
  };
}

}  // namespace dbn
