#include "experiments/commands/commands.hpp"
#include "experiments/commands/model_input.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/data/rating_data.hpp"
#include "experiments/evaluation/evaluation.hpp"
#include "experiments/evaluation/retrieval_report.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/options.hpp"

namespace dbn::program {
namespace {

class Evaluate final : public Invocation {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) + ratings_.syntax() +
           Syntax{
               text(Takes::value, "top", top_, "an integer >= 1",
                    "count a row as wrong only when its label is not among the K most probable classes; shown beside "
                    "the error, with K = 5 if not given and there are more classes"),
               text(Takes::value, "retrieval", retrieval_, "SPEC",
                    "how well rows of --data find those of SPEC with the same label, by the cosine of the top hidden "
                    "units' means, instead; of the same SPEC each row looks among the others")
                   .that(Role::reads_data),
               format_.argument()};
  }

  void run() override {
    const Model model = model_.read();
    auto input = ratings_.read(data_.spec(), model);
    if (input == nullptr) input = data_.read(model, LabelUnits::missing);
    Workers workers(model_.threads());
    if (!retrieval_.empty()) return retrieve(model, *input, workers);
    Evaluation evaluation = evaluate(model, input->data(), input->rows(), workers);
    if (evaluation.ratings) evaluation.ratings->unknown = ratings_.unknown();
    const Index top = top_of(evaluation);
    Json object = as_json(evaluation, model, top);
    // A score of ratings has what is known of those that it is about.
    if (!evaluation.ratings) {
      for (const auto& [name, value] : data_.generator()) object[name] = value;
    }
    format_.print(object, as_text(evaluation, model, top));
  }

 private:
  void retrieve(const Model& model, const InputData& queries, Workers& workers) const {
    if (!top_.empty()) throw config_error("dbn evaluate: --top is of classification, --retrieval classifies nothing");
    const bool same = retrieval_ == queries.data().name;
    const auto candidates = same ? nullptr : data_.read(retrieval_, model, LabelUnits::missing);
    const RetrievalScore score = measure_retrieval(model, queries, candidates.get(), workers);
    format_.print(retrieval_json(score), retrieval_text(score));
  }

  Index top_of(const Evaluation& evaluation) const {
    if (top_.empty()) return usual_top(evaluation);
    if (!evaluation.classification) {
      throw config_error("dbn evaluate: --top " + top_ + ": nothing is classified, as the model knows no classes or " +
                         "the data have no labels; leave --top out");
    }
    Index top = 0;
    const Index classes = evaluation.classification->confusion.shape(0);
    try {
      integer_option("top", top, between(1, static_cast<double>(classes)), "").set(top_);
    } catch (const Error& error) {
      throw Error(error.kind(), std::string("dbn evaluate: --top: ") + error.what());
    }
    return top;
  }

  ModelArguments model_;
  DataArguments data_;
  RatingArguments ratings_;
  std::string top_;
  std::string retrieval_;
  ResultFormat format_;
};

}  // namespace

extern const Command evaluate_command{
    .name = "evaluate",
    .summary = "classification error, confusion matrix or reconstruction error on data",
    .page =
        "Ratings: RMSE and MAE beside those of simple predictions. Labeled data with a fine-tuned net, or with a "
        "machine whose visible units end in the label: errors, error, top-k error, how well calibrated the "
        "probabilities are, a confusion matrix and each class. Otherwise the mean squared difference between the data "
        "and their reconstruction through all layers. With --retrieval: precision and recall of what is found first, "
        "precision of the first 10, and mean average precision.",
    .examples = {"dbn evaluate runs/fashion_mnist/model.h5 --data fashion-mnist:test",
                 "dbn evaluate runs/ratings --data ratings.h5 --held-out ratings-test.h5",
                 "dbn evaluate topics.h5 --data held_out.h5 --retrieval training.h5",
                 "dbn evaluate model.h5 --data test.csv --json"},
    .make = make_invocation<Evaluate>,
};

}  // namespace dbn::program
