#include "experiments/data/generators/generator.hpp"
#include "libdbn/data/generated/topic_documents.hpp"
#include "libdbn/io/data/sparse_file.hpp"

namespace dbn::program {
namespace {

class DocumentsGenerator final : public Generator {
 public:
  Syntax syntax() override {
    return values({integer_option("topics", documents_.topics, between(2, 10'000), "of documents: topics"),
                   integer_option("words", documents_.words, between(2, 1'000'000),
                                  "of documents: words there are, a multiple of the topics"),
                   integer_option("documents", documents_.documents, between(1, 10'000'000), "of documents: rows"),
                   integer_option("shortest", documents_.shortest, between(1, 100'000),
                                  "of documents: words of the shortest one"),
                   integer_option("longest", documents_.longest, between(1, 100'000),
                                  "of documents: words of the longest one; lengths are uniform between")});
  }

  Result write(const std::filesystem::path& file, std::uint64_t seed, const ImportWatch&) const override {
    TopicDocumentOptions options = documents_;
    options.seed = seed;
    TopicDocuments documents = topic_documents(options);
    const TopicPerplexities& found = documents.perplexities;
    SparseRows& rows = documents.rows;
    rows.generator = {{"generator_perplexity", found.marginal},
                      {"generator_perplexity_given_topics", found.given_topics},
                      {"generator_unigram_perplexity", found.unigram}};
    write_sparse_rows(file, rows);
    Result result{{{"rows", rows.rows()}, {"columns", rows.columns}},
                  std::to_string(rows.rows()) + " documents of " + std::to_string(rows.columns) +
                      " words\nperplexity under the model that made them  " + short_text(found.marginal, 6) +
                      "\nif each document's topics are known  " + short_text(found.given_topics, 6) +
                      "\nwithout topics (unigram)  " + short_text(found.unigram, 6) + "\n"};
    for (const auto& [name, value] : rows.generator) result.object[name] = value;
    return result;
  }

 private:
  TopicDocumentOptions documents_;
};

}  // namespace

GeneratorPtr make_documents_generator() { return std::make_unique<DocumentsGenerator>(); }

}  // namespace dbn::program
