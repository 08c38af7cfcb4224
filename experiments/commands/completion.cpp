#include "experiments/config/completion.hpp"

#include <algorithm>

#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/registry.hpp"

namespace dbn::program {
namespace {

constexpr std::string_view bash_script = R"(# Completion of dbn for bash. In ~/.bashrc: source <(dbn completion bash)
_dbn() {
  local word head prefix begun typed untouched is_break join=0 i
  local -a words=()
  COMPREPLY=()
  # Where bash takes '=' and ':' for the ends of words, a=b comes as three.
  for ((i = 1; i <= COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    [[ $word =~ ^[=:]+$ ]] && is_break=1 || is_break=0
    if ((${#words[@]} > 0 && (is_break || join))); then
      words[-1]+=$word
    else
      words+=("$word")
    fi
    join=$is_break
  done
  begun=${words[-1]}
  typed=${COMP_WORDS[COMP_CWORD]}
  ((join)) && typed=
  untouched=${begun%"$typed"}
  {
    read -r head prefix
    while IFS=$'\t' read -r word _; do COMPREPLY+=("${word#"$untouched"}"); done
  } < <("${COMP_WORDS[0]/#\~\//$HOME/}" completion words -- "${words[@]}" 2>/dev/null)
  case $head in
    files)
      while IFS= read -r word; do
        word=$prefix$word
        COMPREPLY+=("${word#"$untouched"}")
      done < <(compgen -f -- "${begun#"$prefix"}")
      compopt -o filenames 2>/dev/null
      ;;
    open) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _dbn dbn
)";

constexpr std::string_view zsh_script = R"(#compdef dbn
# Completion of dbn for zsh. In ~/.zshrc, after compinit: source <(dbn completion zsh)
_dbn() {
  local line head prefix
  local -a answer texts shown
  answer=("${(@f)$("${words[1]/#\~\//$HOME/}" completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  head=${answer[1]}
  for line in "${(@)answer[2,-1]}"; do
    texts+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  -- }")
  done
  case $head in
    files*)
      compadd -l -d shown -a texts
      prefix=${head#files}
      prefix=${prefix# }
      [[ -n $prefix ]] && compset -P "${(b)prefix}"
      _files
      ;;
    open) compadd -l -S '' -d shown -a texts ;;
    *) compadd -l -d shown -a texts ;;
  esac
}
if [[ ${funcstack[1]} == _dbn ]]; then
  _dbn "$@"
else
  compdef _dbn dbn
fi
)";

constexpr std::string_view fish_script =
    R"(# Completion of dbn for fish. In ~/.config/fish/config.fish: dbn completion fish | source
function __dbn_candidates
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l answer ($program completion words -- $words "$begun" 2>/dev/null)
    set -l head (string split -m 1 ' ' -- "$answer[1]")
    set -e answer[1]
    for line in $answer
        echo -- $line
    end
    if test "$head[1]" = files
        set -l prefix "$head[2]"
        set -l skip (string length -- "$prefix")
        for file in (__fish_complete_path (string sub -s (math $skip + 1) -- "$begun"))
            echo -- $prefix$file
        end
    end
end
complete -c dbn -f -a '(__dbn_candidates)'
)";

/// The first words of all commands.
Candidates first_words(const std::string& begun) {
  Candidates found;
  for (const Command* command : commands()) {
    const std::string name(command->name.substr(0, command->name.find(' ')));
    if (!name.starts_with(begun) || (!found.words.empty() && found.words.back().text == name)) continue;
    found.words.push_back({name, begins_command(name) ? "" : std::string(command->summary)});
  }
  return found;
}

Candidates second_words(const std::string& first, const std::string& begun) {
  Candidates found;
  for (const Command* command : commands()) {
    if (!command->name.starts_with(first + " " + begun)) continue;
    found.words.push_back({std::string(command->name.substr(first.size() + 1)), std::string(command->summary)});
  }
  return found;
}

/// What may stand for the last of `words`, which follow the program's name.
Candidates candidates_at(std::vector<std::string> words) {
  if (words.size() < 2) return first_words(words.empty() ? "" : words.front());
  std::string name = words.front();
  words.erase(words.begin());
  if (begins_command(name)) {
    if (words.size() == 1) return second_words(name, words.front());
    name += " " + words.front();
    words.erase(words.begin());
  }
  const auto command =
      std::find_if(commands().begin(), commands().end(), [&](const Command* known) { return known->name == name; });
  if (command == commands().end()) return {};
  const InvocationPtr invocation = (*command)->make();
  return candidates_of(invocation->arguments(), words);
}

class Completion final : public Invocation {
 public:
  Syntax syntax() override {
    return {{Takes::operand, choice_option("SHELL", shell_, {"bash", "zsh", "fish", "words"},
                                           "whose script is printed; words: what may stand for the last WORD, which is "
                                           "what the scripts ask")},
            operands("WORD", words_, "of words, behind '--': what follows 'dbn' up to the word that is being typed",
                     Takes::optional_operands)};
  }

  void run() override {
    if (shell_ == "words") return print_text(answer(candidates_at(words_)));
    if (!words_.empty()) throw config_error("dbn completion: WORD goes with 'dbn completion words -- WORD...'");
    print_text(std::string(shell_ == "bash" ? bash_script : shell_ == "zsh" ? zsh_script : fish_script));
  }

 private:
  // How the candidates are to be taken, and one a line.
  static std::string answer(const Candidates& found) {
    std::string text = found.files ? "files " + found.before_files : found.open ? "open" : "words";
    text += "\n";
    for (const Candidate& word : found.words) text += word.text + (word.help.empty() ? "" : "\t" + word.help) + "\n";
    return text;
  }

  std::string shell_ = "bash";
  std::vector<std::string> words_;
};

}  // namespace

extern const Command completion_command{
    .name = "completion",
    .summary = "what makes a shell complete commands, options, config keys and their values",
    .page =
        "Prints a script for the shell, which asks this program at every press of the tabulator key: commands, options "
        "that are not given yet, config keys behind --set, values where there is a list of names, file names "
        "elsewhere.",
    .examples = {"source <(dbn completion bash)", "source <(dbn completion zsh)", "dbn completion fish | source",
                 "dbn completion words -- train --set rbm.est"},
    .make = make_invocation<Completion>,
};

}  // namespace dbn::program
