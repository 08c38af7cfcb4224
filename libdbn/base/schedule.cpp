#include "libdbn/base/schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"

namespace dbn {
namespace {

constexpr std::string_view forms_help =
    "a number, step(a, b@epoch, ...), linear(from, to, epochs), exponential(start, factor) or inverse(start, epochs)";

constexpr Index for_ever = std::numeric_limits<Index>::max();

Error bad_schedule(std::string_view text) {
  return config_error("'" + std::string(text) + "' is not a schedule; expected " + std::string(forms_help));
}

double finite_number(std::string_view text, std::string_view whole) {
  const auto value = parse_number(text);
  if (!value || !std::isfinite(*value)) throw bad_schedule(whole);
  return *value;
}

}  // namespace

Schedule Schedule::parse(std::string_view text) {
  text = trimmed(text);
  const auto open = text.find('(');
  if (open == std::string_view::npos) return finite_number(text, text);
  if (text.back() != ')') throw bad_schedule(text);
  const std::string_view name = trimmed(text.substr(0, open));
  const auto arguments = split(text.substr(open + 1, text.size() - open - 2), ',');
  if (name == "step") return parse_steps(text, arguments);
  std::vector<double> numbers;
  for (const std::string& argument : arguments) numbers.push_back(finite_number(argument, text));
  if (name == "linear" && numbers.size() == 3 && numbers[2] > 0) return {Form::linear, numbers};
  if (name == "exponential" && numbers.size() == 2 && numbers[1] > 0) return {Form::exponential, numbers};
  if (name == "inverse" && numbers.size() == 2 && numbers[1] > 0) return {Form::inverse, numbers};
  throw bad_schedule(text);
}

Schedule Schedule::parse_steps(std::string_view text, const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw bad_schedule(text);
  Schedule result(Form::step, {finite_number(arguments[0], text)});
  for (Index i = 1; i < arguments.size(); ++i) {
    const auto parts = split(arguments[i], '@');
    const auto epoch = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
    if (!epoch || *epoch < 0) throw bad_schedule(text);
    const Change change{static_cast<Index>(*epoch), finite_number(parts[0], text)};
    if (!result.changes_.empty() && result.changes_.back().epoch >= change.epoch) {
      throw config_error("'" + std::string(text) + "': the epochs of the steps must rise");
    }
    result.changes_.push_back(change);
  }
  return result;
}

double Schedule::at(Index epoch) const {
  const double t = static_cast<double>(epoch);
  switch (form_) {
    case Form::constant: break;
    case Form::step: {
      double value = numbers_[0];
      for (const Change& change : changes_) {
        if (epoch >= change.epoch) value = change.value;
      }
      return value;
    }
    case Form::linear:
      // Exactly the end, which the formula can miss by rounding.
      return t >= numbers_[2] ? numbers_[1] : numbers_[0] + (numbers_[1] - numbers_[0]) * (t / numbers_[2]);
    // 0 stays 0 even when the power overflows.
    case Form::exponential: return numbers_[0] == 0 ? 0 : numbers_[0] * std::pow(numbers_[1], t);
    case Form::inverse: return numbers_[0] / (1 + t / numbers_[1]);
  }
  return numbers_[0];
}

// Every form moves in one direction from its first value to its last, but for the steps, which may turn.
double Schedule::least() const {
  double value = std::min(numbers_[0], at(for_ever));
  for (const Change& change : changes_) value = std::min(value, change.value);
  return value;
}

double Schedule::greatest() const {
  double value = std::max(numbers_[0], at(for_ever));
  for (const Change& change : changes_) value = std::max(value, change.value);
  return value;
}

std::string Schedule::text() const {
  static constexpr std::array<std::string_view, 5> names{"", "step", "linear", "exponential", "inverse"};
  if (form_ == Form::constant) return to_text(numbers_[0]);
  std::string result = std::string(names[static_cast<Index>(form_)]) + "(" + to_text(numbers_[0]);
  for (Index i = 1; i < numbers_.size(); ++i) result += ", " + to_text(numbers_[i]);
  for (const Change& change : changes_) result += ", " + to_text(change.value) + "@" + std::to_string(change.epoch);
  return result + ")";
}

}  // namespace dbn
