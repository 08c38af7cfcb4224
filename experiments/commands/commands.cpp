#include "experiments/commands/commands.hpp"

#include <algorithm>
#include <array>

#include "experiments/commands/result_format.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/data/generated/named_data.hpp"

namespace dbn::program {
namespace {

using CommandEntry = Entry<CommandPage>;

// clang-format off
const std::array<CommandEntry, 21>& table() {
  static const std::array<CommandEntry, 21> entries{{
      {"train", "train a deep belief net as a config says",
       {&make_train,
        "Trains the layers one after the other, then the whole net by backpropagation if there are labels, and "
        "measures it on the test data. Everything goes to a run directory: model.h5, checkpoint.h5, history.csv, "
        "times.csv, log.txt, resolved.cfg. Ctrl-C finishes the batch, writes a checkpoint and exits with 130; --resume continues "
        "and ends with the same bytes as a run that was never interrupted.",
        {"dbn train configs/fashion_mnist.cfg",
         "dbn train configs/mnist.cfg --set rbm.epochs=5 --set run.seed=2 --out runs/short",
         "dbn train --resume --out runs/fashion_mnist"}}},
      {"sweep", "many runs of a config that differ in some options, and the best of them",
       {&make_sweep,
        "A sweep file names a base config, and keys of it with the values that they take in turn; 'dbn sweep keys' "
        "explains it. Every value is checked before anything starts. Each run is a process with a directory of its own, "
        "DIR/runs/ID, where ID follows from the options that decide results: values that are added later leave finished "
        "runs as they are. A run that fails is passed over, and the exit code is 6 at the end; 'resume' does what is "
        "left, from checkpoints. Ctrl-C stops all runs with a checkpoint. 'collect' makes one table (table.csv, .json, .h5, .html; "
        "groups.csv over seeds), which 'run' does at the end; the best run is chosen by validation data alone.",
        {"dbn sweep plan configs/sweeps/bars_and_stripes.cfg",
         "dbn sweep run configs/sweeps/bars_and_stripes.cfg --jobs 2",
         "dbn sweep status sweeps/bars_and_stripes",
         "dbn sweep resume sweeps/bars_and_stripes --slurm --partition long --time 4:00:00 --throttle 20",
         "dbn sweep plan configs/sweeps/bars_and_stripes.cfg --commands | parallel -j2"}}},
      {"evaluate", "classification error, confusion matrix or reconstruction error on data",
       {&make_evaluate,
        "With ratings: RMSE and MAE beside those of simple predictions. With labeled data and a fine-tuned net, or a machine whose visible units end in the label: errors, error, "
        "top-k error, how well calibrated the probabilities are, a confusion matrix and each class. Otherwise the mean "
        "squared difference between the data and their reconstruction through all layers. With --retrieval: precision and "
        "recall of what is found first, precision of the first 10, and mean average precision.",
        {"dbn evaluate runs/fashion_mnist/model.h5 --data fashion-mnist:test",
         "dbn evaluate runs/ratings --data ratings.h5 --held-out ratings-test.h5",
         "dbn evaluate topics.h5 --data held_out.h5 --retrieval training.h5",
         "dbn evaluate model.h5 --data test.csv --json"}}},
      {"likelihood", "log-likelihood of data under the model",
       {&make_likelihood,
        "In nats, mean over rows. Rows with missing units (NaN) and documents of different length speak to machines of "
        "their own, each with a log Z of its own. Where the visible units end in the label, rows are joint with their "
        "labels. Annealing is a lower bound of log Z in the mean, reverse annealing an upper one as far as its chains "
        "start at samples of the model: when both agree the value can be trusted; when they do not, use more betas. Of "
        "documents log p is that of their words in order, and perplexity is exp(-sum log p / words), beside that of the words "
        "of these documents without topics (unigram). Every length that occurs is annealed by itself, which costs as much "
        "as a machine of its own: fewer betas and chains do there.",
        {"dbn likelihood model.h5 --data bars-and-stripes:3x3 --method exact",
         "dbn likelihood model.h5 --data mnist:test --method ais --betas 0:.001:.5,.5:.0001:.9,.9:.00001:1",
         "dbn likelihood model.h5 --data mnist:test --against mnist:train --method free_energy",
         "dbn likelihood topics.h5 --data held_out.h5 --method ais --betas 1000 --chains 20",
         "dbn likelihood model.h5 --data test.h5 --rows-out rows.h5 --json"}}},
      {"transform", "hidden representation of each row",
       {&make_transform,
        "Writes /hidden (rows, units): the mean activities of a layer, computed upward from the data. A fine-tuned net "
        "has its own weights, but the representation is that of the layers it started from.",
        {"dbn transform model.h5 --data fashion-mnist:test --out codes.h5",
         "dbn transform model.h5 --data test.csv --layer 0 --out first.h5"}}},
      {"predict", "class and class probabilities of each row, or ratings",
       {&make_predict,
        "By the fine-tuned net, else by the exact p(label | row) of a machine whose visible units end in the label. Writes /probabilities (rows, classes) and /labels to an HDF5 file, or a CSV file with the columns row, label "
        "and one per class. Of ratings it writes the expected value and the probability of each level.",
        {"dbn predict model.h5 --data fashion-mnist:test --out predictions.csv",
         "dbn predict model.h5 --data new.h5:/batch1 --out predictions.h5",
         "dbn predict runs/ratings --data ratings.h5 --held-out ratings-test.h5 --out predictions.csv"}}},
      {"sample", "draw data from the model",
       {&make_sample,
        "Runs Gibbs chains in the top machine and passes the result down by the layers below. Chains begin at noise, "
        "or with --data at what the layers make of its rows. Writes /visible (states drawn), /mean (their probabilities "
        "or means) and, where the label is given, /labels, or a picture.",
        {"dbn sample model.h5 --count 100 --steps 1000 --out samples.png",
         "dbn sample model.h5 --count 1000 --steps 5000 --out samples.h5",
         "dbn sample labeled.h5 --label all --out classes.png",
         "dbn sample model.h5 --data fashion-mnist:test --limit 100 --clamp 0:392 --out upper_halves_completed.png"}}},
      {"inspect", "what is in a model, checkpoint or any HDF5 file",
       {&make_inspect,
        "The objects with their attributes and the statistics of their numbers; of a model its layers, of a checkpoint how "
        "far the run is, whether finished or not. Files of any origin are read in a child process with limits.",
        {"dbn inspect runs/fashion_mnist",
         "dbn inspect model.h5 --filters filters.png --histograms --norms",
         "dbn inspect model.h5 --data fashion-mnist:test --limit 500 --activations means.png",
         "dbn inspect topics.h5 --data documents.h5 --leading 10",
         "dbn inspect runs/fashion_mnist --history --curves history.svg",
         "dbn inspect runs/ratings --data ratings.h5 --leading 5",
         "dbn inspect runs/fashion_mnist/checkpoint.h5 --verify --json"}}},
      {"diff", "how two models, checkpoints or runs differ",
       {&make_diff,
        "For each parameter the norm of the difference, the same relative to A, and the largest entry with its place; "
        "datasets that only one has, attributes, options and the first record of the histories that differ. Hidden "
        "units, which training finds in any order, are matched by the correlations of their weights. Two checkpoints "
        "are compared with all their state, a model and a checkpoint in what makes up the model. The exit code is 0 "
        "whether they differ or not: read 'identical' in --json.",
        {"dbn diff runs/a runs/b",
         "dbn diff runs/a/model.h5 runs/b/model.h5 --flips --json"}}},
      {"export", "the arrays of a model for numpy, or as CSV files",
       {&make_export,
        "Every dataset and attribute that makes up the model, under its path in the file and in its precision: weights "
        "and biases of the layers, the network, the input transform. An .npz archive is read by numpy.load; 'dbn import' takes it back bit for bit.",
        {"dbn export runs/fashion_mnist/model.h5 --out model.npz",
         "dbn export runs/fashion_mnist --out tables"}}},
      {"import", "a model from arrays of numpy or scikit-learn",
       {&make_import,
        "Reads .npz archives, and HDF5 files of any program. A layer is the arrays weights (V, H), visible_bias (V) and "
        "hidden_bias (H), or components_ (H, V), intercept_visible_ (V) and intercept_hidden_ (H) as scikit-learn's "
        "BernoulliRBM has them; several layers lie below the prefixes 0/, 1/ and so on. What 'dbn export' wrote needs no "
        "options. Shapes and numbers are checked; pickled objects are refused.",
        {"dbn import model.npz --out model.h5",
         "dbn import scikit.h5 --visible gaussian --out model.h5"}}},
      {"data import", "data of other formats to HDF5, whatever their size",
       {&make_data_import,
        "FORMAT is movielens (USER ITEM RATING, separated by tabs, '::' or commas), triples (DOCUMENT WORD COUNT, also with "
        "the three lines of UCI's docword files), svmlight, text (a document a line), csv, idx or npy. The first four "
        "give sparse rows: ratings become a softmax group for each item, counts multinomial units. Files may be gzip; several "
        "sparse ones are read as one. Memory does not grow with the file: 130 MB at most, and 8 bytes a row beside labels and names; what does not fit is "
        "sorted in unnamed files beside FILE.h5. Ctrl-C leaves nothing.",
        {"dbn data import movielens ml-100k/u.data --out ratings.h5",
         "dbn data import text articles.txt --words 2000 --minimum-count 5 --out documents.h5",
         "dbn data import triples docword.nips.txt.gz --vocabulary vocab.nips.txt --out nips.h5",
         "dbn data import csv measurements.csv --label-column kind --out measurements.h5",
         "dbn data import npy images.npy --labels labels.npy --out images.h5"}}},
      {"data describe", "what is in data, and which units suit them",
       {&make_data_describe,
        "Rows, columns, range, density, what is missing, classes, constant columns, lengths of sparse rows; then what to "
        "write into the config for such data, and what to look at first.",
        {"dbn data describe ratings.h5", "dbn data describe fashion-mnist:train --json"}}},
      {"data generate", "made-up data of any size, by rules that are known",
       {&make_data_generate,
        "KIND ratings: users with binary traits rate items on a scale of five levels; how popular items are and how "
        "much users rate follows the Netflix contest, and --preset netflix has its size, 100 million ratings. The file "
        "says how far the ratings are from the values that they were drawn from (generator_rmse), which no model can be "
        "expected to beat. KIND documents: each has a dominant topic, which is its label, and a second one; the "
        "perplexity of the documents under the model that made them becomes an attribute of the file, and the topics do not "
        "depend on the seed. KIND patches: pictures of SIZE x SIZE bytes cut out of dead leaves, which are discs that "
        "occlude each other, with the edges and the 1/f amplitude spectrum of natural images. Ratings and patches are written row by "
        "row, in memory that does not grow with the file; the same seed gives the same rows. Ctrl-C leaves nothing.",
        {"dbn data generate ratings --out ratings.h5 --held-out ratings-test.h5",
         "dbn data generate ratings --preset netflix --out netflix.h5 --held-out netflix-test.h5 --held-out-share 0.014",
         "dbn data generate documents --topics 20 --words 2000 --documents 10000 --out documents.h5",
         "dbn data generate patches --count 4000000 --size 16 --out patches.h5"}}},
      {"watch", "progress of a run that another process is at",
       {&make_watch,
        "Prints the epochs of a run as they are saved, where it stands and how long it will take, until it ends: with "
        "0 when it is done, 130 when it was interrupted, 5 when it diverged, 1 when its process is gone without a word. "
        "Ctrl-C ends the watching, not the run. --once says how it is now and exits with 0.",
        {"dbn watch runs/fashion_mnist",
         "dbn watch runs/fashion_mnist --once --json"}}},
      {"report", "one HTML page about a run or a sweep",
       {&make_report,
        "Of a run: how it stands and what it reached, curves of its history, confusion matrix and worst mistakes or "
        "predictions, filters of each layer, reconstructions, samples, units, times, and the config with where its values "
        "come from. Of a sweep: the metric against each axis, a table that can be sorted, the best run by validation, and "
        "the curves of all runs. The page is one file that loads nothing from elsewhere and can be printed. Data are read "
        "from where the config says; where they are gone the page says so and has the rest. The same directory gives the "
        "same bytes.",
        {"dbn report runs/fashion_mnist", "dbn report runs/fashion_mnist --out fashion.html"}}},
      {"config", "the options of a run with their values and where these come from",
       {&make_config, "The output is itself a config. --keys explains every key.",
        {"dbn config configs/fashion_mnist.cfg",
         "dbn config configs/mnist.cfg --set rbm.0.epochs=20 --json",
         "dbn config --keys"}}},
      {"reproduce", "published results: published value, tolerance, measured value, verdict",
       {&make_reproduce,
        "Runs the recipe of a paper, which is part of the program, and compares. Values marked 'as commonly quoted' "
        "were not read in the paper itself. Everything is kept in a directory: run directories or histories of trials, "
        "and results.json. Ctrl-C keeps what is done; the same command continues, and a finished reproduction is only "
        "read again. The exit code is 0 when every value is within its tolerance and 1 when one is not.",
        {"dbn reproduce --list",
         "dbn reproduce melchior2016_bas3x3 --quick",
         "dbn reproduce --all-quick --directory data/mnist",
         "dbn reproduce melchior_mnist500 --config",
         "dbn reproduce melchior_mnist16_exact --directory data/mnist --out runs/mnist16 --json"}}},
      {"bench", "what training costs against its matrix products",
       {&make_bench,
        "Measures work and its matrix products (dense, on one thread) in turn; the ratio is what everything around the "
        "products costs, or what lists and threads save. Other programs on the same cores disturb the times; the ratio "
        "of processor times suffers less, and is that of wall times where one thread has a core to itself.",
        {"dbn bench", "dbn bench --work \"cd cd:10 pcd\" --layers \"784x500 500x2000\" --batches \"10 100\" --threads 2",
         "dbn bench --data mnist:train --directory data/mnist --json"}}},
      {"version", "versions of the library and of what it was built with",
       {&make_version, "", {"dbn version", "dbn version --json"}}},
      {"help", "this page, or that of a command", {&make_help, "", {"dbn help", "dbn help train"}}},
  }};
  return entries;
}
// clang-format on

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

/// Whether this is the first of a command's two words.
bool begins_command(const std::string& word) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const CommandEntry& entry) { return entry.name.starts_with(word + " "); });
}

const CommandPage& page_of(const std::string& name) {
  if (!begins_command(name)) return find_in(commands(), "command", name);
  std::string names;
  for (const CommandEntry& entry : commands()) {
    if (entry.name.starts_with(name + " "))
      names += (names.empty() ? "" : ", ") + ("'" + std::string(entry.name) + "'");
  }
  throw config_error("'" + name + "' is only the first word of a command; expected " + names);
}

std::string described(std::string_view name, Index width, std::string_view help) {
  std::string line(name);
  line.resize(width, ' ');
  return "  " + line + std::string(help) + "\n";
}

std::string program_page() {
  std::string page = "dbn: deep belief networks\n\nusage: dbn COMMAND [arguments]\n\ncommands:\n";
  for (const CommandEntry& entry : commands()) page += described(entry.name, 15, entry.help);
  page +=
      "\n'dbn help COMMAND' tells everything about a command. A MODEL is a model file or a checkpoint.\n"
      "\nA SPEC names data: FILE (IDX plain or .gz, CSV, HDF5), FILE.h5:/group, or NAME:ARGUMENT, e.g.\n"
      "fashion-mnist:test or bars-and-stripes:4x4. Dense HDF5 files that are one set are joined by ' + ', or named by "
      "a\n"
      "pattern: 'parts/train-*.h5 + more.h5:/group'. NAME and ARGUMENT are\n";
  const std::vector<std::string> sets = named_data_sets();
  const std::vector<std::string> lines = named_data_help();
  for (Index i = 0; i < sets.size(); ++i) page += described(sets[i], 22, lines[i]);
  return page +
         "\nexit codes: 0 ok, 1 unexpected or a missed reproduction, 2 config or usage, 3 data,\n"
         "4 checkpoint or model file, 5 diverged, 6 some runs of a sweep failed,\n"
         "130 interrupted after a checkpoint\n";
}

}  // namespace

std::span<const CommandEntry> commands() { return table(); }

std::string help_page(const std::string& name) {
  if (name.empty()) return program_page();
  const CommandPage& page = page_of(name);
  const auto entry = std::find_if(commands().begin(), commands().end(), [&](const auto& e) { return e.name == name; });
  const CommandPtr command = page.make();
  const Syntax syntax = command->syntax();
  std::string text = "dbn " + name + ": " + std::string(entry->help) + "\n\nusage: " + usage_line(name, syntax) + "\n";
  if (!page.details.empty()) text += "\n" + wrapped(std::string(page.details), 0);
  if (!syntax.empty()) text += "\narguments:\n" + describe_arguments(syntax);
  text += "\nexamples:\n";
  for (const std::string_view example : page.examples) text += "  " + std::string(example) + "\n";
  return text;
}

void run_command(const std::vector<std::string>& words) {
  if (words.empty()) throw config_error("no command; usage: dbn COMMAND [arguments], see 'dbn help'");
  std::string name = is_help(words.front()) ? "help" : words.front() == "--version" ? "version" : words.front();
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (begins_command(name) && !arguments.empty() && !is_help(arguments.front())) {
    name += " " + arguments.front();
    arguments.erase(arguments.begin());
  }
  const CommandPage& page = page_of(name);
  if (std::any_of(arguments.begin(), arguments.end(), is_help)) {
    print_text(help_page(name));
    return;
  }
  const CommandPtr command = page.make();
  parse_command_line(name, command->syntax(), arguments);
  command->run();
}

}  // namespace dbn::program
