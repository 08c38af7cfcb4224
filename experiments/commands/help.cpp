#include "experiments/commands.hpp"
#include "experiments/output.hpp"

namespace dbn::program {
namespace {

class Help final : public Command {
 public:
  Syntax syntax() override {
    return {operand("COMMAND", name_, "the command to explain; all of them in one line each when left out",
                    Takes::optional_operand)};
  }
  void run() override { print_text(help_page(name_)); }

 private:
  std::string name_;
};

}  // namespace

CommandPtr make_help() { return std::make_unique<Help>(); }

}  // namespace dbn::program
