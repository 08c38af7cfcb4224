#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/text/format.hpp"

namespace dbn::program {
namespace {

class Help final : public Command {
 public:
  Syntax syntax() override {
    return {operand("COMMAND", name_, "the command to explain; all of them in one line each when left out",
                    Takes::optional_operand),
            operand("WORD", second_, "the second word of a command that has two", Takes::optional_operand)};
  }
  void run() override { print_text(help_page(second_.empty() ? name_ : name_ + " " + second_)); }

 private:
  std::string name_;
  std::string second_;
};

}  // namespace

CommandPtr make_help() { return std::make_unique<Help>(); }

}  // namespace dbn::program
