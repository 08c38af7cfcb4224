// Options of fine-tuning.
#pragma once

#include "libdbn/base/options.hpp"
#include "libdbn/dbn/loss.hpp"

namespace dbn {

/// What the net learns. classify: the labels of rows. reconstruct: the rows themselves, as a deep autoencoder.
/// regress: the targets of rows, by linear outputs.
enum class FinetuneGoal { classify, reconstruct, regress };

/// Weights on an autoencoder's way down: free of those on the way up after unrolling, or their transposes for good.
enum class Decoder { free, tied };

struct FinetuneOptions {
  FinetuneGoal objective = FinetuneGoal::classify;
  Loss loss = Loss::natural;
  Decoder decoder = Decoder::free;
  Index epochs = 20;
  Index output_epochs = 0;
  Index batch_size = 100;
  std::string optimizer = "momentum";
  Index line_searches = 3;
  Schedule learning_rate = 0.1;
  Schedule momentum = Schedule::parse("step(0.5, 0.9@5)");
  double weight_decay = 0.00001;
  double dropout = 0;
  double output_deviation = 0.01;
  Index patience = 10;

  OptionList options();
};

}  // namespace dbn
