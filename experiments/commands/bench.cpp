#include "experiments/bench/workloads.hpp"
#include "experiments/commands/commands.hpp"
#include "experiments/commands/result_format.hpp"
#include "experiments/config/run_options.hpp"
#include "experiments/config/shared_options.hpp"
#include "experiments/data/data_source.hpp"
#include "experiments/text/format.hpp"
#include "libdbn/base/blas.hpp"
#include "libdbn/base/errors.hpp"
#include "libdbn/base/text.hpp"
#include "libdbn/data/presented.hpp"

namespace dbn::program {
namespace {

class Bench final : public Invocation {
 public:
  Syntax syntax() override {
    Syntax lists{
        {Takes::value, text_option("work", work_, "names, each NAME or NAME:STEPS",
                                   "what is measured: estimators (with STEPS Gibbs steps), annealing, finetuning")},
        {Takes::value, text_option("layers", layers_, "sizes joined by x, more than one after spaces",
                                   "shapes; fine-tuning takes those with a layer of outputs, the rest those with two")},
        {Takes::value, text_option("batches", batches_, "integers >= 1", "rows of a batch, or chains")},
        data_argument(Takes::value, data_),
        directory_argument(directory_)};
    return lists +
           values({number_option("density", rows_.density, between(0, 1),
                                 "without --data: nonzero share of the random rows that are taken"),
                   choice_option("visible", visible_, {"bernoulli", "gaussian"}, "kind of the visible units"),
                   enum_option("negative_visible", negative_visible_, {"probabilities", "samples"},
                               "visible units of cd's reconstructions"),
                   enum_option("sparse", sparse_, sparse_products_names(),
                               "whether products go by lists of nonzero numbers"),
                   threads_option(threads_),
                   integer_option("repetitions", repetitions_, between(5, 1e4),
                                  "pairs of measurements, of which the median counts"),
                   number_option("seconds", seconds_, between(0, 1e3), "length of each measurement"),
                   integer_option("epoch_rows", epoch_rows_, between(1, 1e9), "rows of an epoch")}) +
           Syntax{format_.argument()};
  }

  void run() override {
    Dataset data;
    std::optional<PresentedRows> presented;
    if (!is_none(data_)) {
      data = read_data(data_, {.directory = directory_});
      presented.emplace(data, fit_transform(default_transform, data), Binarization::none, 1);
      rows_.source = &*presented;
    }
    Json object;
    object["blas"] = blas_description();
    object["threads"] = thread_count(threads_);
    object["sparse"] = sparse_products_names()[static_cast<Index>(sparse_)];
    object["data"] = is_none(data_) ? "none" : data_;
    object["results"] = Json::array();
    for (const WorkShape& shape : shapes()) object["results"].push_back(result_of(shape));
    format_.print(object, as_text(object));
  }

 private:
  std::vector<WorkShape> shapes() const {
    std::vector<WorkShape> result;
    for (const std::string& name : words_of(work_)) {
      for (const std::string& layers : words_of(layers_)) {
        const bool deep = split(layers, 'x').size() > 2;
        if (deep != (name == "finetuning")) continue;
        for (const std::string& rows : words_of(batches_)) {
          WorkShape& shape = result.emplace_back(parse_work(name, layers));
          integer_option("", shape.rows, between(1, 1e6), "").set(rows);
          shape.visible = visible_;
          shape.negative_visible = negative_visible_;
        }
      }
    }
    if (result.empty()) throw config_error("no shape in --layers '" + layers_ + "' is one for --work '" + work_ + "'");
    return result;
  }

  Json result_of(const WorkShape& shape) const {
    Workers workers(thread_count(threads_));
    workers.set_sparse_products(sparse_);
    Work work = make_work(shape, rows_, workers);
    const Cost cost = measure(work, repetitions_, seconds_);
    const double steps = static_cast<double>((epoch_rows_ + shape.rows - 1) / shape.rows);
    Json result;
    result["work"] = shape.name;
    result["gibbs_steps"] = shape.gibbs_steps;
    result["layers"] = shape.layers_text();
    result["batch"] = shape.rows;
    result["seconds"] = cost.seconds;
    result["epoch_seconds"] = steps * cost.seconds;
    result["gflops"] = work.products.operations() / cost.seconds * 1e-9;
    result["product_seconds"] = cost.product_seconds;
    result["ratio"] = cost.ratio;
    result["processor_ratio"] = cost.processor_ratio;
    result["peak_megabytes"] = cost.peak_megabytes;
    return result;
  }

  static std::string as_text(const Json& object) {
    std::vector<std::vector<std::string>> table{
        {"work", "layers", "batch", "ms", "epoch s", "GFLOP/s", "products ms", "ratio", "processor", "peak MB"}};
    for (const Json& result : object["results"]) {
      const auto number = [&](const char* key, double factor) {
        return short_text(factor * result[key].get<double>());
      };
      table.push_back({result["work"].get<std::string>() + ":" + result["gibbs_steps"].dump(),
                       result["layers"].get<std::string>(), result["batch"].dump(), number("seconds", 1e3),
                       number("epoch_seconds", 1), number("gflops", 1), number("product_seconds", 1e3),
                       number("ratio", 1), number("processor_ratio", 1), number("peak_megabytes", 1)});
    }
    return object["threads"].dump() + " threads, " + object["blas"].get<std::string>() + "\n" + aligned(table);
  }

  std::string work_ = "cd pcd annealing finetuning";
  std::string layers_ = "784x500 784x500x500x2000x10";
  std::string batches_ = "100";
  std::string data_;
  std::string directory_ = "data";
  std::string visible_ = "bernoulli";
  NegativeVisible negative_visible_ = NegativeVisible::samples;
  SparseProducts sparse_ = SparseProducts::automatic;
  Rows rows_;
  Index threads_ = 1;
  Index repetitions_ = 5;
  double seconds_ = 0.2;
  Index epoch_rows_ = 60000;
  ResultFormat format_;
};

}  // namespace

extern const Command bench_command{
    .name = "bench",
    .summary = "what training costs against its matrix products",
    .page =
        "Measures work and its matrix products (dense, on one thread) in turn; the ratio is what everything around the "
        "products costs, or what lists and threads save. Other programs on the same cores disturb the times; the ratio "
        "of processor times suffers less, and is that of wall times where one thread has a core to itself.",
    .examples = {"dbn bench",
                 "dbn bench --work \"cd cd:10 pcd\" --layers \"784x500 500x2000\" --batches \"10 100\" --threads 2",
                 "dbn bench --data mnist:train --directory data/mnist --json"},
    .make = make_invocation<Bench>,
};

}  // namespace dbn::program
