#include "kernel.h"

#include <cstring>

namespace flywheel {

KernelCall::KernelCall(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()), inputs_(TF_NumInputs(context), nullptr) {}

KernelCall::~KernelCall() {
  for (TF_Tensor *tensor : inputs_)
    if (tensor != nullptr) TF_DeleteTensor(tensor);
  for (TF_Tensor *tensor : outputs_) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status_);
}

TF_Tensor *KernelCall::Tensor(int index) {
  if (inputs_[index] == nullptr) {
    TF_GetInput(context_, index, &inputs_[index], status_);
    Need(TF_GetCode(status_) == TF_OK, TF_Message(status_));
  }
  return inputs_[index];
}

const float *KernelCall::Input(int index) {
  TF_Tensor *tensor = Tensor(index);
  return tensor == nullptr ? nullptr : static_cast<const float *>(TF_TensorData(tensor));
}

std::vector<int64_t> KernelCall::Shape(int index) {
  std::vector<int64_t> shape;
  if (TF_Tensor *tensor = Tensor(index))
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) shape.push_back(TF_Dim(tensor, axis));
  return shape;
}

int64_t KernelCall::Size(int index) {
  int64_t size = 1;
  for (int64_t length : Shape(index)) size *= length;
  return size;
}

float *KernelCall::Output(int index, const std::vector<int64_t> &shape) {
  int64_t size = 1;
  for (int64_t length : shape) size *= length;
  TF_Tensor *tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), shape.size(), size * sizeof(float), status_);
  if (!Need(TF_GetCode(status_) == TF_OK, TF_Message(status_))) return nullptr;
  outputs_.push_back(tensor);
  return static_cast<float *>(TF_TensorData(tensor));
}

bool KernelCall::Need(bool condition, const char *message) {
  if (condition || !ok_) return condition && ok_;
  ok_ = false;
  const std::string copy = message;
  TF_SetStatus(status_, TF_INVALID_ARGUMENT, copy.c_str());
  TF_OpKernelContext_Failure(context_, status_);
  return false;
}

static void UnknownShapes(TF_ShapeInferenceContext *context, TF_Status *status) { TF_ShapeInferenceContextSetUnknownShape(context, status); }

void RegisterKernel(const char *name, const std::vector<const char *> &inputs, const std::vector<const char *> &outputs, void (*compute)(void *, TF_OpKernelContext *)) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *definition = TF_NewOpDefinitionBuilder(name);
  for (const char *input : inputs) TF_OpDefinitionBuilderAddInput(definition, (std::string(input) + ": float").c_str());
  for (const char *output : outputs) TF_OpDefinitionBuilderAddOutput(definition, (std::string(output) + ": float").c_str());
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &UnknownShapes);
  TF_RegisterOpDefinition(definition, status);
  TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", nullptr, compute, nullptr), status);
  TF_DeleteStatus(status);
}

Rows RowsOf(const std::vector<int64_t> &shape) {
  Rows result{1, shape.empty() ? 1 : shape.back()};
  for (size_t axis = 0; axis + 1 < shape.size(); axis++) result.rows *= shape[axis];
  return result;
}

FLYWHEEL_CLONES float Sum(const float *x, int64_t n) {
  float lanes[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int k = 0; k < 16; k++) lanes[k] += x[i + k];
  float sum = 0;
  for (; i < n; i++) sum += x[i];
  for (int width = 8; width > 0; width /= 2)
    for (int k = 0; k < width; k++) lanes[k] += lanes[k + width];
  return sum + lanes[0];
}

}  // namespace flywheel
