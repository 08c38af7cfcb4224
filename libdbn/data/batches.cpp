#include "libdbn/data/batches.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

/// The rows of each class; those of unknown class are a class of their own.
std::vector<std::vector<Index>> rows_by_class(const Labels& labels) {
  std::map<std::int32_t, std::vector<Index>> found;
  for (Index row = 0; row < labels.size(); ++row) found[labels[row]].push_back(row);
  std::vector<std::vector<Index>> classes;
  for (auto& entry : found) classes.push_back(std::move(entry.second));
  return classes;
}

/// Parts of `total` in proportion to the sizes of the classes, each rounded down or up so that they add up: the largest
/// remainders are rounded up (Hamilton's method). total <= all rows.
std::vector<Index> apportioned(Index total, const std::vector<std::vector<Index>>& classes) {
  const Index rows = std::accumulate(classes.begin(), classes.end(), Index(0),
                                     [](Index sum, const auto& members) { return sum + members.size(); });
  std::vector<Index> parts;
  for (const auto& members : classes) parts.push_back(total * members.size() / rows);
  std::vector<Index> by_remainder(classes.size());
  std::iota(by_remainder.begin(), by_remainder.end(), Index(0));
  const auto remainder = [&](Index c) { return total * classes[c].size() % rows; };
  std::stable_sort(by_remainder.begin(), by_remainder.end(),
                   [&](Index a, Index b) { return remainder(a) > remainder(b); });
  const Index left = total - std::accumulate(parts.begin(), parts.end(), Index(0));
  for (Index i = 0; i < left; ++i) ++parts[by_remainder[i]];
  return parts;
}

std::vector<Index> shuffled(const std::vector<Index>& values, Rng& rng) {
  std::vector<Index> result;
  result.reserve(values.size());
  for (Index i : random_permutation(values.size(), rng)) result.push_back(values[i]);
  return result;
}

}  // namespace

std::vector<std::string> batch_orders() { return {"shuffled", "fixed", "fixed_shuffled", "balanced"}; }

BatchPlan::BatchPlan(Index rows, Index batch_size, BatchOrder order, std::uint64_t seed)
    : rows_(rows), batch_size_(std::min(rows, batch_size)), kind_(order), seed_(seed) {
  if (rows == 0) throw data_error("there are no rows to make batches of");
  if (batch_size == 0) throw config_error("batch_size is 0; expected an integer >= 1");
}

BatchPlan::BatchPlan(Index rows, Index batch_size, BatchOrder order, std::uint64_t seed, const Labels& labels)
    : BatchPlan(rows, batch_size, order, seed) {
  order_.resize(rows);
  if (kind_ != BatchOrder::balanced) return;
  if (labels.empty()) throw config_error("batch_order = balanced needs data with labels; these have none");
  if (labels.size() != rows) {
    throw Error(ErrorKind::internal,
                "BatchPlan: " + std::to_string(labels.size()) + " labels for " + std::to_string(rows) + " rows");
  }
  by_class_ = rows_by_class(labels);
}

BatchPlan::BatchPlan(const RowSource& source, Index batch_size, BatchOrder order, std::uint64_t seed)
    : BatchPlan(source.blocks() != nullptr ? BatchPlan(source.rows(), batch_size, order, seed)
                                           : BatchPlan(source.rows(), batch_size, order, seed, source.labels())) {
  if (source.blocks() == nullptr) return;
  if (order == BatchOrder::balanced) {
    throw config_error(
        "batch_order = balanced deals rows from all over the data, which are streamed; set data.batch_order = "
        "shuffled, "
        "or data.stream = never");
  }
  source_ = &source;
  windows_.emplace(*source.blocks(),
                   order == BatchOrder::fixed ? WindowOrder::Shuffle::none : WindowOrder::Shuffle::windows, seed);
}

Index BatchPlan::batches() const { return (rows_ + batch_size_ - 1) / batch_size_; }

std::span<const Index> BatchPlan::rows(Index epoch, Index batch) {
  if (batch >= batches()) {
    throw Error(ErrorKind::internal,
                "BatchPlan: batch " + std::to_string(batch) + " of " + std::to_string(batches()) + " was asked for");
  }
  const bool same_every_epoch = kind_ == BatchOrder::fixed || kind_ == BatchOrder::fixed_shuffled;
  const Index first = batch * batch_size_;
  const Index count = std::min(batch_size_, rows_ - first);
  if (windows_) {
    arrange_windows(same_every_epoch ? 0 : epoch, first, first + count);
    return std::span<const Index>(order_).subspan(first - window_starts_[first_window_], count);
  }
  arrange(same_every_epoch ? 0 : epoch);
  return std::span<const Index>(order_).subspan(first, count);
}

Index BatchPlan::window_of(Index place) const {
  const auto after = std::upper_bound(window_starts_.begin(), window_starts_.end(), place);
  return static_cast<Index>(after - window_starts_.begin()) - 1;
}

// Keeps the windows that the places first .. end - 1 of the epoch lie in, and the one after the first of them, of which
// the source hears while that is trained on.
void BatchPlan::arrange_windows(Index epoch, Index first, Index end) {
  const bool is_new_epoch = epoch != arranged_epoch_;
  if (is_new_epoch) window_starts_ = windows_->window_starts(epoch);
  const Index window = window_of(first);
  if (is_new_epoch || window < first_window_ || window >= end_window_) {
    order_.clear();
    first_window_ = window;
    end_window_ = window;
  }
  arranged_epoch_ = epoch;
  const Index passed = window_starts_[window] - window_starts_[first_window_];
  order_.erase(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(passed));
  first_window_ = window;
  const Index last = std::max(window_of(end - 1), std::min(window + 1, windows_->windows() - 1));
  for (; end_window_ <= last; ++end_window_) {
    const Index arranged = order_.size();
    windows_->append(epoch, end_window_, order_);
    source_->expect(std::span<const Index>(order_).subspan(arranged));
  }
}

void BatchPlan::arrange(Index epoch) {
  if (epoch == arranged_epoch_) return;
  Rng rng(seed_, Purpose::shuffle, epoch);
  switch (kind_) {
    case BatchOrder::fixed: std::iota(order_.begin(), order_.end(), Index(0)); break;
    case BatchOrder::shuffled:
    case BatchOrder::fixed_shuffled: order_ = random_permutation(order_.size(), rng); break;
    case BatchOrder::balanced: deal(rng); break;
  }
  arranged_epoch_ = epoch;
}

// Controlled rounding of the table (batch, class) of proportional shares. All full batches have the same shares, so
// each gets their whole parts; what is left of each class then goes round the full batches, one to a batch, without a
// break between classes: that gives every batch equally many, and none two of one class, since no class has more left
// than there are full batches. The smaller last batch is apportioned first.
void BatchPlan::deal(Rng& rng) {
  const Index rows = order_.size();
  const Index full = rows / batch_size_;
  const std::vector<Index> in_last = apportioned(rows % batch_size_, by_class_);
  std::vector<std::vector<Index>> dealt(batches());
  const std::vector<Index> turn = random_permutation(full, rng);
  Index next = 0;
  for (Index c : random_permutation(by_class_.size(), rng)) {
    const std::vector<Index> members = shuffled(by_class_[c], rng);
    const Index in_each = batch_size_ * members.size() / rows;
    auto from = members.begin();
    const auto take = [&from](std::vector<Index>& batch, Index count) {
      batch.insert(batch.end(), from, from + static_cast<std::ptrdiff_t>(count));
      from += static_cast<std::ptrdiff_t>(count);
    };
    if (in_last[c] > 0) take(dealt.back(), in_last[c]);
    for (Index batch = 0; batch < full; ++batch) take(dealt[batch], in_each);
    while (from != members.end()) take(dealt[turn[next++ % full]], 1);
  }
  auto out = order_.begin();
  for (const std::vector<Index>& batch : dealt) out = std::copy(batch.begin(), batch.end(), out);
}

bool Batch::is_weightless() const { return !weights.empty() && all_zero(weights); }

void read_batch(const RowSource& source, std::span<const Index> rows, Index presentation, Batch& batch) {
  reshape(batch.inputs, rows.size(), source.columns());
  source.read(rows, presentation, batch.inputs);
  const auto pick = [&rows](const auto& all, auto& picked) {
    picked.clear();
    if (all.empty()) return;
    for (Index row : rows) picked.push_back(all[row]);
  };
  pick(source.labels(), batch.labels);
  pick(source.weights(), batch.weights);
  batch.targets = select_rows(source.targets(), rows);
}

void for_each_block(const RowSource& source, Index block_rows,
                    const std::function<void(Index first, const Batch& block)>& visit) {
  Batch block;
  for (Index first = 0; first < source.rows(); first += block_rows) {
    std::vector<Index> rows(std::min(block_rows, source.rows() - first));
    std::iota(rows.begin(), rows.end(), first);
    read_batch(source, rows, 0, block);
    visit(first, block);
  }
}

SplitRows split_rows(const Dataset& data, double fraction, std::uint64_t seed) {
  if (!(fraction > 0 && fraction < 1)) {
    throw config_error("a validation fraction of " + std::to_string(fraction) + " is not between 0 and 1");
  }
  const Index rows = data.rows();
  const auto total = static_cast<Index>(std::llround(fraction * static_cast<double>(rows)));
  if (total == 0 || total >= rows) {
    throw data_error(data.name + ": a validation fraction of " + std::to_string(fraction) + " of " +
                     std::to_string(rows) + " rows leaves no row for " + (total == 0 ? "validation" : "training") +
                     "; use more rows or another fraction");
  }
  const auto classes = rows_by_class(data.labels.empty() ? Labels(rows, missing_label) : data.labels);
  const std::vector<Index> parts = apportioned(total, classes);
  Rng rng(seed, Purpose::split);
  SplitRows split;
  for (Index c = 0; c < classes.size(); ++c) {
    const std::vector<Index> members = shuffled(classes[c], rng);
    const auto middle = members.begin() + static_cast<std::ptrdiff_t>(parts[c]);
    split.validation.insert(split.validation.end(), members.begin(), middle);
    split.training.insert(split.training.end(), middle, members.end());
  }
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

}  // namespace dbn
