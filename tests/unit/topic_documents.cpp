// Documents of topics: what is drawn, and the perplexities said of it, against the definition of the model.
#include "libdbn/data/generated/topic_documents.hpp"

#include <numeric>

#include "libdbn/base/errors.hpp"
#include "tests/support/checks.hpp"

using namespace dbn;
using namespace dbn::test;

namespace topic_documents_test {
namespace {

/// p(word | t, s, a) as the header defines it.
double probability(const TopicDocumentOptions& options, Index word, Index t, Index s, double share) {
  const Index per_topic = options.words / options.topics;
  double all = 0;
  for (Index rank = 1; rank <= per_topic; ++rank) all += 1 / static_cast<double>(rank);
  const Index topic = word / per_topic;
  const double of_topic = (1 - options.background) * ((topic == t ? share : 0) + (topic == s ? 1 - share : 0)) +
                          options.background / static_cast<double>(options.topics);
  return of_topic / (static_cast<double>(word % per_topic + 1) * all);
}

/// log p of a row of counts, every t, s and a summed over.
double marginal(const TopicDocumentOptions& options, const real* counts) {
  double sum = 0;
  double cases = 0;
  for (Index t = 0; t < options.topics; ++t) {
    for (Index s = 0; s < options.topics; ++s) {
      for (const double share : options.shares) {
        if (s == t) continue;
        double product = 1;
        for (Index w = 0; w < options.words; ++w)
          product *= std::pow(probability(options, w, t, s, share), static_cast<double>(counts[w]));
        sum += product;
        cases += 1;
      }
    }
  }
  return std::log(sum / cases);
}

TopicDocumentOptions small(Index documents) {
  TopicDocumentOptions options;
  options.topics = 3;
  options.words = 12;
  options.documents = documents;
  options.shortest = 2;
  options.longest = 9;
  options.shares = {0.9, 0.8, 0.7};
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(topic_documents)

BOOST_AUTO_TEST_CASE(perplexities_are_those_of_the_model) {
  const TopicDocumentOptions options = small(40);
  const TopicDocuments drawn = dbn::topic_documents(options);
  const Dataset dense = dense_rows(drawn.rows);
  const Matrix& counts = std::get<Matrix>(dense.inputs);
  double log_marginal = 0;
  double log_unigram = 0;
  double words = 0;
  for (Index n = 0; n < counts.shape(0); ++n) {
    log_marginal += marginal(options, counts.data() + n * counts.shape(1));
    for (Index w = 0; w < options.words; ++w) {
      double mean = 0;
      for (Index t = 0; t < options.topics; ++t) mean += probability(options, w, t, t, 1) / 3;
      log_unigram += static_cast<double>(counts(n, w)) * std::log(mean);
      words += static_cast<double>(counts(n, w));
    }
  }
  check_close(drawn.perplexities.marginal, std::exp(-log_marginal / words), 1e-10, "marginal");
  check_close(drawn.perplexities.unigram, std::exp(-log_unigram / words), 1e-10, "unigram");
  BOOST_CHECK_LT(drawn.perplexities.given_topics, drawn.perplexities.marginal);
}

// With two topics and share 1/2 both orders of the pair are the same, so nothing is unknown.
BOOST_AUTO_TEST_CASE(known_topics_are_worth_nothing_where_there_is_one_choice) {
  TopicDocumentOptions options = small(30);
  options.topics = 2;
  options.shares = {0.5};
  const TopicPerplexities found = dbn::topic_documents(options).perplexities;
  check_close(found.given_topics, found.marginal, 1e-12, "given topics");
}

// Counts of words, over documents whose dominant topic is known, within 5 deviations of their expectation.
BOOST_AUTO_TEST_CASE(words_come_as_often_as_the_model_says) {
  TopicDocumentOptions options = small(20000);
  options.shortest = options.longest = 8;
  const TopicDocuments drawn = dbn::topic_documents(options);
  const Dataset dense = dense_rows(drawn.rows);
  const Matrix& counts = std::get<Matrix>(dense.inputs);
  std::vector<double> found(options.words, 0.0);
  double of_first = 0;
  for (Index n = 0; n < counts.shape(0); ++n) {
    if (drawn.rows.labels[n] != 1) continue;
    of_first += 8;
    for (Index w = 0; w < options.words; ++w) found[w] += static_cast<double>(counts(n, w));
  }
  check_close(of_first / 8, 20000 / 3.0, 5 * std::sqrt(2 / 3.0 / 3.0 * 20000) / (20000 / 3.0), "documents of topic 1");
  for (Index w = 0; w < options.words; ++w) {
    double expected = 0;
    double square = 0;
    for (const Index s : {0, 2}) {
      for (const double share : options.shares) {
        const double p = probability(options, w, 1, s, share);
        expected += p / 6;
        square += p * p / 6;
      }
    }
    // Words of a document share their mixture: the variance of a document's count is that of both.
    const double variance = 8 * (expected - square) + 64 * (square - expected * expected);
    const double deviation = std::sqrt(variance * of_first / 8);
    BOOST_CHECK_MESSAGE(std::abs(found[w] - expected * of_first) < 5 * deviation,
                        "word " << w << ": " << found[w] << " instead of " << expected * of_first);
  }
}

BOOST_AUTO_TEST_CASE(a_row_depends_on_the_seed_and_its_number_alone) {
  const auto rows_of = [](Index documents, std::uint64_t seed) {
    TopicDocumentOptions options = small(documents);
    options.seed = seed;
    return dbn::topic_documents(options).rows;
  };
  const SparseRows few = rows_of(5, 1);
  const SparseRows many = rows_of(50, 1);
  BOOST_CHECK(std::equal(few.positions.begin(), few.positions.end(), many.positions.begin()));
  BOOST_CHECK(std::equal(few.labels.begin(), few.labels.end(), many.labels.begin()));
  BOOST_CHECK(rows_of(50, 2).positions != many.positions);
  BOOST_CHECK_EQUAL(many.column_names[0], "topic0_word0");
  BOOST_CHECK_EQUAL(many.column_names[11], "topic2_word3");
  BOOST_CHECK_EQUAL(many.class_names[2], "topic2");
  const auto& values = std::get<std::vector<std::uint8_t>>(many.values);
  for (Index n = 0; n < many.rows(); ++n) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(many.starts[n]);
    const int words = std::accumulate(first, values.begin() + static_cast<std::ptrdiff_t>(many.starts[n + 1]), 0);
    BOOST_CHECK(words >= 2 && words <= 9);
  }
}

BOOST_AUTO_TEST_CASE(options_outside_their_range_are_refused) {
  const auto refused = [](const std::string& text, const auto& change) {
    TopicDocumentOptions options = small(5);
    change(options);
    BOOST_CHECK_EXCEPTION(dbn::topic_documents(options), Error, [&](const Error& error) {
      return error.kind() == ErrorKind::config && std::string(error.what()).find(text) != std::string::npos;
    });
  };
  refused("topics is 1", [](auto& o) { o.topics = 1; });
  refused("no multiple of 3 topics; take 12", [](auto& o) { o.words = 13; });
  refused("documents is 0", [](auto& o) { o.documents = 0; });
  refused("shortest is 10", [](auto& o) { o.shortest = 10; });
  refused("longest", [](auto& o) { o.longest = 200'000; });
  refused("background", [](auto& o) { o.background = 1; });
  refused("shares", [](auto& o) { o.shares = {1.5}; });
  refused("shares", [](auto& o) { o.shares.clear(); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace topic_documents_test
