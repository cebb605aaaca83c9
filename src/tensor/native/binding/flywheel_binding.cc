// The binding of @tensorflow/tfjs-node-gpu, with functions beside its own that turn a graph into one operation,
// and kernels of our own.
// Compiled together with the package's binding/tfjs_backend.cc; see scripts/setup/tensorflow/binding.mjs.
#include <node_api.h>

#include "graph_function.h"
#include "kernel.h"

// The package's module, but for its registration: ours takes its place.
#undef NAPI_MODULE
#define NAPI_MODULE(name, initializer)
#include "binding/tfjs_binding.cc"
#undef NAPI_MODULE

namespace flywheel {

static napi_value Initialize(napi_env env, napi_value exports) {
  RegisterKernels();
  exports = tfnodejs::InitTFNodeJSBinding(env, exports);
  if (exports == nullptr) return nullptr;
  const napi_property_descriptor functions[] = {
      {"listOps", nullptr, ListOps, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}

}  // namespace flywheel

NAPI_MODULE_INIT() { return flywheel::Initialize(env, exports); }
