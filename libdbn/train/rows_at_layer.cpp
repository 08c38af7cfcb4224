#include "libdbn/train/rows_at_layer.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/data/streaming/block_cache.hpp"
#include "libdbn/data/streaming/spooled_rows.hpp"
#include "libdbn/rbm/layer_pass.hpp"
#include "libdbn/train/situations.hpp"

namespace dbn {
namespace {

// Larger representations than this are made anew where nothing else is said.
constexpr Index most_bytes_in_memory = Index{512} << 20;
constexpr Index rows_per_piece = 1000;

// What one layer passes up for rows that start at `first`.
Matrix passed_up(const Rbm& rbm, const Matrix& visible, PassUp what, const Draws& draws, Index first,
                 Workers& workers) {
  if (what == PassUp::probabilities) return hidden_mean(rbm, visible, workers);
  const LayerPass hidden(rbm, Side::hidden, workers);
  const Matrix inputs = inputs_to_hidden(rbm, visible, workers);
  Matrix states = Matrix::from_shape(inputs.shape());
  hidden.sample(inputs, draws.from_row(first), states);
  return states;
}

// The way up through the layers below; draws are addressed by row, so pieces do not matter to them. To products they
// may, by their last bits.
class WayUp {
 public:
  WayUp(const Model& model, const TrainingPlan& plan, const RowSource& source, Index layer, Workers& workers)
      : model_(model), plan_(plan), source_(source), layer_(layer), workers_(workers) {
    for (Index i = 0; i < layer; ++i) draws_.push_back(Rng(plan.seed, Purpose::propagation, i).next());
  }

  Index columns() const { return model_.layers[layer_ - 1].hidden->size(); }

  /// Calls take(first, rows) for the rows first .. end - 1 in pieces.
  template <class Take>
  void climb(Index first, Index end, const Take& take) const {
    std::vector<Index> rows;
    for (; first < end; first += rows.size()) {
      rows.clear();
      for (Index row = first; row < std::min(end, first + rows_per_piece); ++row) rows.push_back(row);
      Matrix states = Matrix::from_shape({rows.size(), source_.columns()});
      source_.read(rows, 0, states);
      for (Index i = 0; i < layer_; ++i) {
        states = passed_up(model_.layers[i], states, plan_.layers[i].pass_up, draws_[i], first, workers_);
      }
      take(first, states);
    }
  }

 private:
  const Model& model_;
  const TrainingPlan& plan_;
  const RowSource& source_;
  Index layer_;
  Workers& workers_;
  std::vector<Draws> draws_;
};

// Rows that are made anew whenever their block is needed. What is expected here is expected below, where it is read
// meanwhile.
class RecomputedRows final : public CachedRows {
 public:
  RecomputedRows(const RowSource& source, const WayUp& way_up, const RowBlocks& blocks)
      : CachedRows(way_up.columns(), false, blocks, ReadAhead::never, made_by(way_up, blocks)), source_(source) {}

  void expect(std::span<const Index> rows) const override {
    CachedRows::expect(rows);
    source_.expect(rows);
  }

 private:
  static BlockCache::Load made_by(const WayUp& way_up, const RowBlocks& blocks) {
    return [way_up, starts = blocks.starts](Index block) -> RowBlock {
      std::vector<real> values;
      values.reserve((starts[block + 1] - starts[block]) * way_up.columns());
      way_up.climb(starts[block], starts[block + 1],
                   [&](Index, const Matrix& rows) { values.insert(values.end(), rows.begin(), rows.end()); });
      return values;
    };
  }

  const RowSource& source_;
};

// How the rows of `source` lie when they are at the layer; nothing where each of them can be read by itself.
std::optional<RowBlocks> blocks_at_layer(const RowSource& source, Index columns) {
  const RowBlocks* below = source.blocks();
  if (below == nullptr) return std::nullopt;
  return RowBlocks(below->starts, columns * sizeof(real), below->buffer_bytes);
}

Propagation place_of(const TrainingPlan& plan, const RowSource& source, Index layer, Index columns) {
  const Propagation wanted = plan.layers[layer].propagated;
  const bool is_streamed = source.blocks() != nullptr;
  if (wanted == Propagation::recompute || wanted == Propagation::spool) {
    if (is_streamed) return wanted;
    // Rows of their own, such as the monitored ones of the validation data, are few.
    if (&source != plan.training) return Propagation::memory;
    RbmOptions options = plan.layers[layer];
    require_possible(options.options(), rows_in_memory, "rbm." + std::to_string(layer));
  }
  const bool is_large = source.rows() * columns * sizeof(real) > most_bytes_in_memory;
  return wanted == Propagation::automatic && is_streamed && is_large ? Propagation::recompute : Propagation::memory;
}

}  // namespace

class RowsAtLayer::Propagated final : public RowSource {
 public:
  Propagated(const Model& model, const TrainingPlan& plan, const RowSource& source, Index layer, Workers& workers)
      : way_up_(model, plan, source, layer, workers), blocks_(blocks_at_layer(source, way_up_.columns())) {
    data_.name = "rows at layer " + std::to_string(layer);
    data_.labels = source.labels();
    data_.weights = source.weights();
    switch (place_of(plan, source, layer, way_up_.columns())) {
      case Propagation::recompute:
        data_.inputs = std::make_shared<const RecomputedRows>(source, way_up_, *blocks_);
        break;
      case Propagation::spool: data_.inputs = spooled(plan.spool_directory, source); break;
      case Propagation::automatic:
      case Propagation::memory: data_.inputs = collected(source); break;
    }
    presented_.emplace(data_, no_transform(), Binarization::none, 0);
  }

  Index rows() const override { return presented_->rows(); }
  Index columns() const override { return presented_->columns(); }
  void read(std::span<const Index> rows, Index presentation, MatrixView out) const override {
    presented_->read(rows, presentation, out);
  }
  const Labels& labels() const override { return data_.labels; }
  const std::vector<double>& weights() const override { return data_.weights; }
  const RowBlocks* blocks() const override { return blocks_ ? &*blocks_ : nullptr; }
  void expect(std::span<const Index> rows) const override { presented_->expect(rows); }

 private:
  /// Calls take(first, rows) for all rows, as if they were recomputed.
  template <class Take>
  void climb_all(const RowSource& source, const Take& take) const {
    const std::vector<Index> starts = blocks_ ? blocks_->starts : std::vector<Index>{0, source.rows()};
    for (Index b = 0; b + 1 < starts.size(); ++b) way_up_.climb(starts[b], starts[b + 1], take);
  }

  Matrix collected(const RowSource& source) const {
    Matrix all = Matrix::from_shape({source.rows(), way_up_.columns()});
    climb_all(source,
              [&](Index first, const Matrix& rows) { copy(rows, MatrixView(all).row_range(first, rows.shape(0))); });
    return all;
  }

  StoredRowsPtr spooled(const std::filesystem::path& directory, const RowSource& source) const {
    RowSpool spool(directory, way_up_.columns(), *blocks_);
    climb_all(source, [&](Index, const Matrix& rows) { spool.append(rows); });
    return spool.finish();
  }

  WayUp way_up_;
  std::optional<RowBlocks> blocks_;
  Dataset data_;
  std::optional<PresentedRows> presented_;
};

RowsAtLayer::RowsAtLayer(const Model& model, const TrainingPlan& plan, const RowSource& source, Index layer,
                         Workers& workers)
    : propagated_(std::make_unique<Propagated>(model, plan, source, layer, workers)) {
  const Index classes = top_label_units(model.layers);
  if (classes > 0 && layer + 1 == model.layers.size()) labeled_.emplace(*propagated_, classes, LabelUnits::shown);
}

RowsAtLayer::~RowsAtLayer() = default;

const RowSource& RowsAtLayer::rows() const {
  if (labeled_) return *labeled_;
  return *propagated_;
}

}  // namespace dbn
