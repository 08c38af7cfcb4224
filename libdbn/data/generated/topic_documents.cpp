#include "libdbn/data/generated/topic_documents.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/random.hpp"

namespace dbn {
namespace {

// Columns of a document's draws: its topics, share and length, then two for each word.
enum DocumentDraw : Index { dominant_draw, second_draw, share_draw, length_draw, first_word_draw };

std::string numbered(std::string_view word, Index number, Index count) {
  const std::string digits = std::to_string(number);
  return std::string(word) + std::string(std::to_string(count - 1).size() - digits.size(), '0') + digits;
}

/// One of 0 .. count - 1, equally likely.
Index choice_of(Index count, double uniform) {
  return std::min(count - 1, static_cast<Index>(uniform * static_cast<double>(count)));
}

/// Which topics a document is about.
struct Mixture {
  Index dominant;
  Index second;
  double share;
};

class TopicModel {
 public:
  explicit TopicModel(const TopicDocumentOptions& options)
      : options_(options), topics_(options.topics), words_of_topic_(options.words / options.topics) {
    double sum = 0;
    for (Index rank = 0; rank < words_of_topic_; ++rank) sum += 1 / static_cast<double>(rank + 1);
    double up_to_rank = 0;
    for (Index rank = 0; rank < words_of_topic_; ++rank) {
      const double probability = 1 / (static_cast<double>(rank + 1) * sum);
      log_of_rank_.push_back(std::log(probability));
      cumulative_.push_back(up_to_rank += probability);
    }
  }

  Index words_of_topic() const { return words_of_topic_; }

  Mixture mixture(const Draws& draws, Index n) const {
    const Index dominant = choice_of(topics_, draws.open_uniform(n, dominant_draw));
    const Index other = choice_of(topics_ - 1, draws.open_uniform(n, second_draw));
    const auto& shares = options_.shares;
    return {dominant, other + (other >= dominant ? 1 : 0),
            shares[choice_of(shares.size(), draws.open_uniform(n, share_draw))]};
  }

  Index word(const Mixture& mixture, double topic_uniform, double rank_uniform) const {
    const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), rank_uniform);
    const auto rank = std::min(words_of_topic_ - 1, static_cast<Index>(found - cumulative_.begin()));
    return topic(mixture, topic_uniform) * words_of_topic_ + rank;
  }

  /// log p of the words within their topics, which is the same whatever the mixture.
  double log_of_ranks(const std::map<std::uint32_t, float>& counts) const {
    double sum = 0;
    for (const auto& [word, count] : counts) sum += static_cast<double>(count) * log_of_rank_[word % words_of_topic_];
    return sum;
  }

  /// log p of the topics of a document's words, of which `counts` has how many belong to each topic.
  double log_of_topics(const Mixture& mixture, const std::vector<double>& counts, double length) const {
    const double kept = 1 - options_.background;
    const double others = options_.background / static_cast<double>(topics_);
    const double of_dominant = counts[mixture.dominant];
    const double of_second = counts[mixture.second];
    const double of_others = length - of_dominant - of_second;
    return of_dominant * std::log(kept * mixture.share + others) +
           of_second * std::log(kept * (1 - mixture.share) + others) + of_others * std::log(others);
  }

  /// The same with the mixture summed out.
  double marginal_log_of_topics(const std::vector<double>& counts, double length) const {
    std::vector<double> logs;
    for (Index dominant = 0; dominant < topics_; ++dominant) {
      for (Index second = 0; second < topics_; ++second) {
        if (second == dominant) continue;
        for (const double share : options_.shares)
          logs.push_back(log_of_topics({dominant, second, share}, counts, length));
      }
    }
    const double greatest = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double value : logs) sum += std::exp(value - greatest);
    return greatest + std::log(sum / static_cast<double>(logs.size()));
  }

 private:
  Index topic(const Mixture& mixture, double uniform) const {
    if (uniform < options_.background) return choice_of(topics_, uniform / options_.background);
    const double rest = (uniform - options_.background) / (1 - options_.background);
    return rest < mixture.share ? mixture.dominant : mixture.second;
  }

  TopicDocumentOptions options_;
  Index topics_;
  Index words_of_topic_;
  std::vector<double> log_of_rank_;
  std::vector<double> cumulative_;
};

void require_range(const char* name, Index value, Index least, Index greatest) {
  if (value >= least && value <= greatest) return;
  throw config_error("documents of topics: " + std::string(name) + " is " + std::to_string(value) +
                     "; expected a number from " + std::to_string(least) + " to " + std::to_string(greatest));
}

void require_good(const TopicDocumentOptions& options) {
  require_range("topics", options.topics, 2, 10'000);
  require_range("words", options.words, options.topics, 1'000'000);
  require_range("documents", options.documents, 1, 10'000'000);
  require_range("longest", options.longest, 1, 100'000);
  require_range("shortest", options.shortest, 1, options.longest);
  if (options.words % options.topics != 0) {
    throw config_error("documents of topics: " + std::to_string(options.words) + " words are no multiple of " +
                       std::to_string(options.topics) + " topics; take " +
                       std::to_string(options.words - options.words % options.topics));
  }
  const auto is_share = [](double share) { return share > 0 && share <= 1; };
  const bool good_shares =
      !options.shares.empty() && std::all_of(options.shares.begin(), options.shares.end(), is_share);
  if (!good_shares || !(options.background > 0 && options.background < 1)) {
    throw config_error("documents of topics: shares lie above 0 and up to 1, the background between 0 and 1");
  }
}

}  // namespace

TopicDocuments topic_documents(const TopicDocumentOptions& options) {
  require_good(options);
  const TopicModel model(options);
  TopicDocuments result;
  SparseRows& rows = result.rows;
  rows.name = "documents of topics";
  rows.columns = options.words;
  // Each word of a document may be the same one.
  if (options.longest > 255) rows.values = std::vector<float>();
  for (Index t = 0; t < options.topics; ++t) rows.class_names.push_back(numbered("topic", t, options.topics));
  for (Index w = 0; w < options.words; ++w) {
    rows.column_names.push_back(rows.class_names[w / model.words_of_topic()] + "_" +
                                numbered("word", w % model.words_of_topic(), model.words_of_topic()));
  }
  const Draws draws = Rng(options.seed, Purpose::synthesis).next();
  double all_words = 0;
  double log_of_ranks = 0;
  double log_of_topics = 0;
  double log_given_topics = 0;
  for (Index n = 0; n < options.documents; ++n) {
    const Mixture mixture = model.mixture(draws, n);
    const Index length = options.shortest + choice_of(options.longest - options.shortest + 1,  //
                                                      draws.open_uniform(n, length_draw));
    std::map<std::uint32_t, float> counts;
    std::vector<double> topic_counts(options.topics, 0.0);
    for (Index d = 0; d < length; ++d) {
      const Index column = first_word_draw + 2 * d;
      const Index word = model.word(mixture, draws.open_uniform(n, column), draws.open_uniform(n, column + 1));
      counts[static_cast<std::uint32_t>(word)] += 1;
      topic_counts[word / model.words_of_topic()] += 1;
    }
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    for (const auto& [word, count] : counts) {
      columns.push_back(word);
      values.push_back(count);
    }
    rows.add_row({columns, values});
    rows.labels.push_back(static_cast<std::int32_t>(mixture.dominant));
    const auto words = static_cast<double>(length);
    all_words += words;
    log_of_ranks += model.log_of_ranks(counts);
    log_of_topics += model.marginal_log_of_topics(topic_counts, words);
    log_given_topics += model.log_of_topics(mixture, topic_counts, words);
  }
  result.perplexities = {std::exp(-(log_of_ranks + log_of_topics) / all_words),
                         std::exp(-(log_of_ranks + log_given_topics) / all_words),
                         std::exp(-log_of_ranks / all_words) * static_cast<double>(options.topics)};
  return result;
}

}  // namespace dbn
