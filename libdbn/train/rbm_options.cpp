#include "libdbn/train/rbm_options.hpp"

#include "libdbn/base/text.hpp"
#include "libdbn/optim/update_rule.hpp"
#include "libdbn/train/monitors.hpp"
#include "libdbn/train/situations.hpp"

namespace dbn {
namespace {

// A rate of its own, or "same" for the learning rate of the weights; anything else must be a schedule.
Option own_rate_option(std::string name, std::string& value, std::string help) {
  Option option = text_option(std::move(name), value, "'same', or a number or schedule >= 0", std::move(help));
  option.set = [&value](std::string_view text) {
    if (text != "same") {
      Schedule checked = 0.0;
      schedule_option("", checked, at_least(0), "").set(text);
      value = checked.text();
    } else {
      value = "same";
    }
  };
  return option;
}

Schedule own_rate(const std::string& text, const Schedule& weights_rate) {
  return text == "same" ? weights_rate : Schedule::parse(text);
}

Option monitors_option(std::string& value) {
  Option option = text_option("monitors", value, "none, or names of monitors",
                              "what is measured at the end of an epoch. " + monitor_help() +
                                  ". Lists of ratings have the first, the second, weights and units")
                      .with_names(monitor_names());
  option.set = [&value](std::string_view text) {
    find_monitors(text);
    value = std::string(trimmed(text));
  };
  return option;
}

}  // namespace

Schedule RbmOptions::visible_rate() const { return own_rate(learning_rate_visible, learning_rate); }
Schedule RbmOptions::hidden_rate() const { return own_rate(learning_rate_hidden, learning_rate); }

OptionList RbmOptions::options() {
  OptionList all{
      choice_option(
          "estimator", estimator, estimator_names(),
          "how the model phase of the gradient is estimated; cd is fast and good for features, pcd for likelihood")
          .confined(rating_lists, list_estimator_names()),
      schedule_option(
          "gibbs_steps", gibbs_steps, at_least(1),
          "k, Gibbs steps of the model phase per update; 1 is usual, more is slower and closer to the likelihood"),
  };
  for (Option& option : estimation.options()) all.push_back(std::move(option));
  const OptionList of_learning{
      integer_option("epochs", epochs, between(0, 1e9), "passes over the training rows").with_unit("epochs"),
      integer_option("patience", patience, between(0, 1e9),
                     "stop after this many epochs without a better label error on the validation rows, or "
                     "pseudo-likelihood where no units show a label, and keep the best parameters; 0 for never")
          .with_unit("epochs")
          .confined(no_validation, {"0"}),
      integer_option("batch_size", batch_size, between(1, 1e9), "rows per update; 10 to 100 is usual")
          .with_unit("rows"),
      choice_option("update_rule", update_rule, update_rule_names(), "how parameters move along the ascent")
          .confined(rating_lists, {"momentum"}),
      schedule_option("learning_rate", learning_rate, at_least(0),
                      "step size; 0.1 for bernoulli units, 0.001 to 0.01 with gaussian ones; may be a schedule"),
      own_rate_option("learning_rate_visible", learning_rate_visible,
                      "step size of the visible biases, if not the same"),
      own_rate_option("learning_rate_hidden", learning_rate_hidden, "step size of the hidden biases, if not the same"),
      schedule_option("momentum", momentum, between(0, 0.999999),
                      "share of the last update that goes on; 0.5, then 0.9"),
      number_option("gradient_limit", gradient_limit, between(0, 1e9),
                    "a gradient with a larger Euclidean norm is scaled down to it; 0 for no limit")
          .confined(rating_lists, {"0"}),
      number_option("weight_decay", weight_decay, between(0, 1e3),
                    "L2 penalty on weights, inside the learning rate; 1e-5 to 1e-2"),
      number_option("weight_decay_l1", weight_decay_l1, between(0, 1e3),
                    "L1 penalty on weights, inside the learning rate; 1e-5 to 1e-3 makes filters sparse")
          .confined(rating_lists, {"0"}),
      number_option("max_norm", max_norm, between(0, 1e6),
                    "bound on the norm of each hidden unit's weights; 0 for none")
          .confined(rating_lists, {"0"}),
      number_option("sparsity_target", sparsity_target, between(0, 1),
                    "wanted mean activity of hidden units; 0.01 to 0.1"),
      number_option("sparsity_cost", sparsity_cost, between(0, 1e3),
                    "pull of the hidden units' mean activity on the data towards sparsity_target; 0 for none")
          .confined(rating_lists, {"0"}),
      enum_option("sigma", sigma, {"fixed", "learned"},
                  "standard deviations of gaussian visible units; fixed keeps initial_sigma, or those of the model of "
                  "dbn.init; learned (down to 0.01) is better for likelihood, wants a smaller rate, and always samples "
                  "the visible units"),
      number_option("initial_sigma", initial_sigma, between(0.01, 1e6),
                    "standard deviation that gaussian visible units begin with; 1 is right for standardized data"),
      enum_option("centering", centering, centering_offsets(),
                  "offsets of centered learning: running means of the data phase, the model phase, or both; worth tens "
                  "of nats with pcd")
          .confined(rating_lists, {"none"})
          .confined(rows_with_lengths, {"none"}),
      number_option("centering_sliding", centering_sliding, between(0, 1), "share of the newest batch in the offsets"),
      enum_option("centering_start", centering_start, {"centered", "uncentered"},
                  "with centering, the machine that the initial biases are those of: the centered one, with offsets at "
                  "the data mean and the hidden mean of these biases, or the uncentered one, with offsets at the means "
                  "of the first batch"),
      enum_option("initial_weights", initial_weights, weight_initializations(),
                  "normal with initial_deviation, uniform +-4 sqrt(6/(V+H)), or sparse: 15 normal weights a hidden "
                  "unit, the others 0 (Martens 2010)"),
      number_option("initial_deviation", initial_deviation, between(0, 100),
                    "standard deviation of normal and sparse initial weights; 0.01 to 0.1, or 1 for sparse"),
      enum_option("initial_visible_bias", initial_visible_bias, {"data", "zero"},
                  "start visible biases at the base rates of the data (log odds of means within 0.001 and 0.999), or "
                  "at 0"),
      number_option("initial_hidden_bias", initial_hidden_bias, between(-1e3, 1e3),
                    "start of all hidden biases; 0 is usual, -4 encourages sparse activity (Hinton 2010, section 8.1)"),
      enum_option("item_rate", item_rate, {"per_rating", "per_row"},
                  "in training on ratings: the mean over the rows of a batch that rate an item, which lets rare items "
                  "learn as fast as popular ones, or over all its rows"),
      enum_option("pass_up", pass_up, {"probabilities", "samples"}, "what the next layer learns from"),
      enum_option(
          "propagated", propagated, {"automatic", "memory", "recompute", "spool"},
          "of layers above the first on streamed data: where the rows that they learn from are; recompute makes "
          "them anew in every epoch, spool keeps them on the disk of the run directory, automatic takes memory "
          "up to 512 MiB, else recompute; results do not depend on it")
          .confined(rows_in_memory, {"automatic", "memory"}),
      monitors_option(monitors),
      integer_option("monitor_every", monitor_every, between(1, 1e9),
                     "epochs between these measurements, each a line of the history; the last epoch is always one")
          .with_unit("epochs"),
      integer_option("likelihood_every", likelihood_every, between(0, 1e9),
                     "epochs between log-likelihoods, exact up to 20 binary units in the smaller layer, else annealed "
                     "(but not of rows that have lengths or missing units); 0 for none")
          .with_unit("epochs")
          .confined(rating_lists, {"0"}),
  };
  all.insert(all.end(), of_learning.begin(), of_learning.end());
  return all;
}

}  // namespace dbn
