#include "libdbn/train/best_epoch.hpp"

namespace dbn {

bool BestEpoch::enter(Index epoch, const Result& result, EpochRecord& record) {
  const bool better = epoch == 0 || result.is_better_than(best_);
  epochs_since_ = better ? 0 : epochs_since_ + 1;
  if (better) best_ = result;
  if (patience_ > 0) record.set("epochs_since_best", static_cast<double>(epochs_since_));
  return better;
}

void BestEpoch::archive(Archive& archive) {
  archive.field("best_error", best_.error);
  archive.field("best_loss", best_.loss);
  archive.field("epochs_since_best", epochs_since_);
}

}  // namespace dbn
