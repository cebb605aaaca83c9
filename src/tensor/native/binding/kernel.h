#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// Several versions of a loop, of which the loader takes the one for the processor.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__)
#define FLYWHEEL_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FLYWHEEL_CLONES
#endif

namespace flywheel {

// One call of one of our operations: its float32 inputs and outputs. A mistake ends it with an error for the caller.
class KernelCall {
 public:
  explicit KernelCall(TF_OpKernelContext *context);
  ~KernelCall();

  // Input `index`. Null after a mistake.
  const float *Input(int index);
  // Its sizes.
  std::vector<int64_t> Shape(int index);
  int64_t Size(int index);
  float Number(int index) { return *Input(index); }

  // A new output of these sizes.
  float *Output(int index, const std::vector<int64_t> &shape);
  // A new output of an input's sizes.
  float *OutputLike(int index, int input) { return Output(index, Shape(input)); }

  // Ends the call with an error unless the condition holds. Returns the condition.
  bool Need(bool condition, const char *message);
  bool ok() const { return ok_; }

 private:
  TF_Tensor *Tensor(int index);

  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> inputs_;
  std::vector<TF_Tensor *> outputs_;
  bool ok_ = true;
};

// Registers an operation on float32 tensors, with its kernel for CPUs. Call it once per process.
void RegisterKernel(const char *name, const std::vector<const char *> &inputs, const std::vector<const char *> &outputs, void (*compute)(void *, TF_OpKernelContext *));

// Sizes but the last multiplied, and the last.
struct Rows {
  int64_t rows;
  int64_t columns;
};
Rows RowsOf(const std::vector<int64_t> &shape);

// The sum of n floats in an order that does not depend on the processor.
float Sum(const float *x, int64_t n);

void RegisterKernels();

}  // namespace flywheel
