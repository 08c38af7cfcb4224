#include "libdbn/train/finetune_options.hpp"

#include "libdbn/optim/minimizer.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/train/situations.hpp"

namespace dbn {
namespace {

std::vector<std::string> optimizer_names() {
  std::vector<std::string> names = update_rule_names();
  for (std::string& name : minimizer_names()) names.push_back(std::move(name));
  return names;
}

}  // namespace

OptionList FinetuneOptions::options() {
  return {
      enum_option(
          "objective", objective, {"classify", "reconstruct", "regress"},
          "classify: learn the labels; reconstruct: unroll the layers to a deep autoencoder and learn the rows; "
          "regress: learn the targets, standardized, with linear outputs")
          .confined(rating_lists, {"classify"}),
      enum_option("loss", loss, losses(),
                  "natural: cross_entropy of softmax and logistic outputs, squared_error of linear ones"),
      enum_option("decoder", decoder, {"free", "tied"},
                  "the autoencoder's weights on the way down: free after unrolling, or tied to those on the way up"),
      integer_option("epochs", epochs, between(0, 1e9), "passes over the training rows; 0 leaves fine-tuning out")
          .with_unit("epochs"),
      integer_option("output_epochs", output_epochs, between(0, 1e9),
                     "the first epochs, in which only the output layer learns; 5 in Hinton & Salakhutdinov 2006")
          .with_unit("epochs")
          .confined(tied_decoder, {"0"}),
      integer_option("batch_size", batch_size, between(1, 1e9),
                     "rows per update; about 1000 for conjugate_gradient and lbfgs")
          .with_unit("rows"),
      choice_option("optimizer", optimizer, optimizer_names(),
                    "how weights move along the gradient; conjugate_gradient and lbfgs search lines on every batch and "
                    "have no learning rate or momentum"),
      integer_option("line_searches", line_searches, between(1, 1e6),
                     "of conjugate_gradient and lbfgs on every batch; 3 in Hinton & Salakhutdinov 2006"),
      schedule_option("learning_rate", learning_rate, at_least(0),
                      "step size; 0.01 to 0.5 for logistic units, 0.001 to 0.01 below linear outputs"),
      schedule_option("momentum", momentum, between(0, 0.999999), "share of the last update that goes on"),
      number_option("weight_decay", weight_decay, between(0, 1e3), "L2 penalty on weights, inside the learning rate"),
      number_option("dropout", dropout, between(0, 0.99),
                    "probability that a hidden unit is left out of an update; the others count more, and all count in "
                    "evaluation; 0.5 in Hinton et al. 2012"),
      number_option("output_deviation", output_deviation, between(0, 100),
                    "standard deviation of a softmax or linear output layer's initial weights; 0.1 in Hinton & "
                    "Salakhutdinov 2006"),
      integer_option("patience", patience, between(0, 1e9),
                     "epochs without a better validation error before stopping early; 0 never stops early")
          .with_unit("epochs"),
  };
}

}  // namespace dbn
