#include "graph_function.h"

#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

#include "binding/tfjs_backend.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/c_api_experimental.h"
#include "tensorflow/c/eager/c_api.h"

namespace flywheel {
namespace {

// The package keeps its eager context private and has no accessor. An explicit instantiation may name a private member
// (C++17, [temp.explicit]); that needs no change of the package's sources.
template <auto Member>
struct Reveal {
  friend TFE_Context *&ContextOf(tfnodejs::TFJSBackend &backend) { return backend.*Member; }
};
TFE_Context *&ContextOf(tfnodejs::TFJSBackend &backend);
template struct Reveal<&tfnodejs::TFJSBackend::tfe_context_>;

class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  operator TF_Status *() const { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }
  const char *message() const { return TF_Message(status_); }

 private:
  TF_Status *status_;
};

napi_value Throw(napi_env env, const std::string &message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

TFE_Context *Context(napi_env env) {
  void *backend = nullptr;
  napi_get_instance_data(env, &backend);
  return ContextOf(*static_cast<tfnodejs::TFJSBackend *>(backend));
}

std::string Text(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

std::vector<std::string> Texts(napi_env env, napi_value list) {
  uint32_t length = 0;
  napi_get_array_length(env, list, &length);
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    napi_get_element(env, list, i, &element);
    texts.push_back(Text(env, element));
  }
  return texts;
}

// "node" or "node:k" → that output of that node of the graph; its operation is null where there is none.
TF_Output OutputOf(TF_Graph *graph, const std::string &name) {
  const size_t colon = name.find(':');
  const int index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  return {TF_GraphOperationByName(graph, name.substr(0, colon).c_str()), index};
}

std::vector<TF_Output> OutputsOf(TF_Graph *graph, const std::vector<std::string> &names) {
  std::vector<TF_Output> outputs;
  for (const auto &name : names) outputs.push_back(OutputOf(graph, name));
  return outputs;
}

bool AllFound(const std::vector<TF_Output> &outputs) {
  for (const auto &output : outputs)
    if (output.oper == nullptr) return false;
  return true;
}

void Import(TF_Graph *graph, const void *bytes, size_t length, const Status &status) {
  TF_Buffer *definition = TF_NewBufferFromString(bytes, length);
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, definition, options, status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(definition);
}

}  // namespace

napi_value ListOps(napi_env env, napi_callback_info) {
  TF_Buffer *list = TF_GetAllOpList();
  napi_value copy;
  napi_create_buffer_copy(env, list->length, list->data, nullptr, &copy);
  TF_DeleteBuffer(list);
  return copy;
}

napi_value AddFunction(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value args[4];
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr);
  const std::string name = Text(env, args[0]);
  void *bytes = nullptr;
  size_t length = 0;
  if (count < 4 || napi_get_buffer_info(env, args[1], &bytes, &length) != napi_ok) return Throw(env, "addFunction needs a name, a graph, inputs and outputs.");

  Status status;
  TF_Graph *graph = TF_NewGraph();
  TF_Function *function = nullptr;
  Import(graph, bytes, length, status);
  std::string problem;
  if (status.ok()) {
    const auto inputs = OutputsOf(graph, Texts(env, args[2]));
    const auto outputs = OutputsOf(graph, Texts(env, args[3]));
    if (AllFound(inputs) && AllFound(outputs)) {
      function = TF_GraphToFunction(graph, name.c_str(), 0, -1, nullptr, inputs.size(), inputs.data(), outputs.size(), outputs.data(), nullptr, nullptr, nullptr, status);
      if (status.ok()) TFE_ContextAddFunction(Context(env), function, status);
    } else {
      problem = "an input or output names no node of the graph";
    }
  }
  if (function != nullptr) TF_DeleteFunction(function);
  TF_DeleteGraph(graph);
  if (!status.ok()) problem = status.message();
  return problem.empty() ? nullptr : Throw(env, "The graph " + name + " was refused: " + problem);
}

napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr);
  Status status;
  TFE_ContextRemoveFunction(Context(env), Text(env, args[0]).c_str(), status);
  return status.ok() ? nullptr : Throw(env, status.message());
}

}  // namespace flywheel
