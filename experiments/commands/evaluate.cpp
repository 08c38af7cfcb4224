#include "experiments/commands.hpp"
#include "experiments/evaluation.hpp"
#include "experiments/model_input.hpp"

namespace dbn::program {
namespace {

class Evaluate final : public Command {
 public:
  Syntax syntax() override {
    return model_.syntax() + data_.syntax(Takes::required_value) + Syntax{format_.argument()};
  }

  void run() override {
    const Model model = model_.read();
    const auto input = data_.read(model, LabelUnits::missing);
    Workers workers(model_.threads());
    const Evaluation evaluation = evaluate(model, input->data(), input->rows(), workers);
    format_.print(as_json(evaluation, model.class_names), as_text(evaluation, model.class_names));
  }

 private:
  ModelArguments model_;
  DataArguments data_;
  ResultFormat format_;
};

}  // namespace

CommandPtr make_evaluate() { return std::make_unique<Evaluate>(); }

}  // namespace dbn::program
