#pragma once

#include <node_api.h>

namespace flywheel {

// listOps() → Buffer: every operation of the library, a serialized OpList (op_def.proto).
napi_value ListOps(napi_env env, napi_callback_info info);

// addFunction(name, graph: Buffer, inputs: string[], outputs: string[]): a GraphDef as one operation of the eager
// context, to be run by executeOp under its name. Inputs are placeholder nodes, outputs "node" or "node:k".
napi_value AddFunction(napi_env env, napi_callback_info info);

// removeFunction(name): frees what addFunction made.
napi_value RemoveFunction(napi_env env, napi_callback_info info);

}  // namespace flywheel
