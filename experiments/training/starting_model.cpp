#include "experiments/training/starting_model.hpp"

#include "libdbn/base/errors.hpp"
#include "libdbn/io/model/model_file.hpp"

namespace dbn::program {
namespace {

UnitsPtr units_for(const Config& config, const std::string& key, const std::string& text) {
  try {
    return make_units(text);
  } catch (const Error& error) {
    throw Error(error.kind(), config.where(key) + ": " + error.what());
  }
}

// A kind alone gets its size from the data; of lists of ratings there is one layer that they are states of.
std::string visible_spec(const std::string& kind, const TrainingData& data) {
  if (const RatingRows* ratings = ratings_of(data.training().rows())) return ratings->visible_spec();
  return kind + ":" + std::to_string(data.training().data().columns());
}

// A default that the config leaves as it is, or spells out, is no wish.
void require_units_for_ratings(const Config& config, const TrainingData& data) {
  const RatingRows* ratings = ratings_of(data.training().rows());
  const std::string text = config.visible_text();
  if (ratings == nullptr || text == StackOptions().visible) return;
  const std::string spec = ratings->visible_spec();
  if (text == spec || spec.starts_with(text + ":")) return;
  throw config_error(config.where(config.visible_key()) + " = " + text + " does not fit the ratings of " +
                     data.training().data().name + ", which are states of " + spec + "; leave it out, or set softmax");
}

UnitsPtr visible_units(const Config& config, const TrainingData& data) {
  std::string text = config.visible_text();
  if (text.find(':') == std::string::npos) text = visible_spec(text, data);
  return units_for(config, config.visible_key(), text);
}

// `layers` and, on top of them, the others that the config lists.
std::vector<Rbm> with_new_layers(std::vector<Rbm> layers, const Config& config, const TrainingData& data,
                                 Index label_units_at_top) {
  const std::vector<std::string> texts = config.layer_texts();
  UnitsPtr below = layers.empty() ? visible_units(config, data) : layers.back().hidden;
  for (Index i = layers.size(); i < texts.size(); ++i) {
    UnitsPtr above = units_for(config, "dbn.layers", texts[i]);
    if (label_units_at_top > 0 && i + 1 == texts.size()) {
      below = make_units(below->spec() + "+softmax:1x" + std::to_string(label_units_at_top));
    }
    layers.push_back(make_rbm(below, above));
    below = std::move(above);
  }
  return layers;
}

bool grows(const Config& config, const Model& initial) { return config.layer_texts().size() > initial.layers.size(); }

void require_listed_layers(const Config& config, const Model& initial) {
  const std::vector<std::string> texts = config.layer_texts();
  if (texts.empty()) return;
  std::string found;
  for (const Rbm& rbm : initial.layers) found += (found.empty() ? "" : " ") + rbm.hidden->spec();
  bool same = texts.size() >= initial.layers.size();
  for (Index i = 0; same && i < initial.layers.size(); ++i) {
    same = units_for(config, "dbn.layers", texts[i])->spec() == initial.layers[i].hidden->spec();
  }
  if (!same) {
    throw config_error(config.where("dbn.layers") + " is " + config.stack.layers + ", but the model of dbn.init, " +
                       config.stack.init + ", has " + found +
                       "; leave dbn.layers out to take the model's, or list these first and new layers after them");
  }
  if (grows(config, initial) && top_label_units(initial.layers) > 0) {
    throw config_error(config.where("dbn.layers") + " has layers above those of dbn.init, " + config.stack.init +
                       ", whose top has label units, and these can only be at the top; leave dbn.layers out");
  }
}

// Pre-training changes the weights that go up and down alike; here they differ.
void require_untouched_below_recognition(const Config& config, const Model& initial) {
  if (initial.recognition.empty()) return;
  bool trains = grows(config, initial);
  for (Index i = 0; i < initial.layers.size(); ++i) trains = trains || config.layer(i).epochs > 0;
  if (!trains) return;
  throw config_error(config.where("dbn.init") + ": the model of " + config.stack.init +
                     " has recognition weights of its own, from up-down learning, which pre-training would leave "
                     "behind; set rbm.epochs = 0 and leave dbn.layers out");
}

// Found before the layers below are trained rather than after.
void require_classes_fit(const Config& config, const TrainingData& data, const Model& model) {
  const Index units = top_label_units(model.layers);
  if (units == 0 || data.classes() <= units) return;
  throw data_error(config.where("data.train") + ": " + data.training().data().name + " has " +
                   std::to_string(data.classes()) + " classes, but the model has " + std::to_string(units) +
                   " label units at the top");
}

}  // namespace

void require_known_units(const Config& config) {
  for (const std::string& text : config.layer_texts()) units_for(config, "dbn.layers", text);
}

std::optional<Model> initial_model(const Config& config) {
  if (is_none(config.stack.init)) return std::nullopt;
  try {
    return read_model(config.stack.init);
  } catch (const Error& error) {
    throw Error(error.kind(), config.where("dbn.init") + ": " + error.what());
  }
}

TransformPtr inherited_transform(const Config& config, const std::optional<Model>& initial) {
  const bool open = config.data.transform == default_transform;
  if (!open || !initial || initial->transform->is_identity()) return nullptr;
  return initial->transform;
}

UnitsPtr stated_visible_units(const Config& config, const std::optional<Model>& initial) {
  if (initial) return initial->layers.front().visible;
  const std::string text = config.visible_text();
  return text.find(':') == std::string::npos ? nullptr : units_for(config, config.visible_key(), text);
}

LabelPlace label_place(const Config& config, const std::optional<Model>& initial) {
  if (!initial || grows(config, *initial)) return config.stack.labels;
  const bool has_label_units =
      top_label_units(initial->layers) > 0 || initial->layers.front().visible->label_classes() > 0;
  if (config.stack.labels == LabelPlace::top && !has_label_units) {
    throw config_error(config.where("dbn.labels") + " is top, but the model of dbn.init, " + config.stack.init +
                       ", has no label units; leave it out, or start without dbn.init");
  }
  return top_label_units(initial->layers) > 0 ? LabelPlace::top : LabelPlace::none;
}

Model starting_model(const Config& config, const TrainingData& data, std::optional<Model> initial) {
  const Dataset& training = data.training().data();
  Model model;
  const bool given = initial.has_value();
  if (given) {
    require_listed_layers(config, *initial);
    require_untouched_below_recognition(config, *initial);
    static_cast<Stack&>(model) = std::move(*initial);
  }
  require_units_for_ratings(config, data);
  const Index at_top = config.stack.labels == LabelPlace::top ? data.classes() : 0;
  model.layers = with_new_layers(std::move(model.layers), config, data, at_top);
  if (model.layers.empty()) {
    throw config_error(config.where("dbn.layers") + " is not set; list the sizes of the hidden layers, e.g. 500 500");
  }
  config.require_layers(model.layers.size());
  const Units& visible = *model.layers.front().visible;
  if (visible.size() != data.training().rows().columns()) {
    throw config_error(config.where(given ? "dbn.init" : config.visible_key()) + ": the visible layer " +
                       visible.spec() + " does not fit the training data " + training.name + ", which have " +
                       std::to_string(training.columns()) + " columns");
  }
  for (const PresentedData* part : {&data.training(), data.validation(), data.test()}) {
    if (part != nullptr) require_states(visible, *part);
  }
  require_classes_fit(config, data, model);
  model.transform = data.transform();
  model.binarization = config.data.binarize;
  model.column_names = data.column_names();
  model.class_names = data.class_names();
  model.target_names = data.target_names();
  model.image = training.image;
  return model;
}

TrainingPlan training_plan(const Config& config, const TrainingData& data, const Model& model) {
  TrainingPlan plan;
  plan.seed = config.run.seed;
  plan.batch_order = config.data.batch_order;
  for (Index i = 0; i < model.layers.size(); ++i) plan.layers.push_back(config.layer(i));
  plan.updown = config.updown;
  plan.finetune = config.finetune;
  const bool shows_labels = data.label_units() > 0 || top_label_units(model.layers) > 0;
  plan.classes = shows_labels ? 0 : data.classes();
  if (shows_labels) plan.finetune.epochs = 0;
  plan.training = &data.training().rows();
  plan.validation = data.validation() == nullptr ? nullptr : &data.validation()->rows();
  plan.spool_directory = config.run.out;
  return plan;
}

}  // namespace dbn::program
