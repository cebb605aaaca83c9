#include <vector>

#include "kernel.h"
#include "parallel.h"

namespace flywheel {
namespace {

FLYWHEEL_CLONES void Multiply(int64_t n, const float *a, const float *b, float *product) {
  for (int64_t i = 0; i < n; i++) product[i] = a[i] * b[i];
}

FLYWHEEL_CLONES void Finish(int64_t n, const float *dy, const float *y, float dot, float *dx) {
  for (int64_t i = 0; i < n; i++) dx[i] = (dy[i] - dot) * y[i];
}

// dy [..., n], y [..., n] = softmax(x) → dx = (dy − Σ dy · y) · y, in one pass: 60 MB instead of 180 for attention of
// 32 × 4 × 200 × 200.
void SoftmaxGradient(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const auto shape = call.Shape(0);
  const Rows size = RowsOf(shape);
  const int64_t n = size.columns;
  if (!call.Need(call.Size(1) == size.rows * n, "The gradient of softmax needs dy and y of one size.")) return;
  const float *dy = call.Input(0), *y = call.Input(1);
  float *dx = call.Output(0, shape);
  if (!call.ok()) return;
  ForParts(size.rows, 16, size.rows * n, [&](int64_t, int64_t first, int64_t last) {
    std::vector<float> products(n);
    for (int64_t row = first; row < last; row++) {
      Multiply(n, dy + row * n, y + row * n, products.data());
      Finish(n, dy + row * n, y + row * n, Sum(products.data(), n), dx + row * n);
    }
  });
}

}  // namespace

void RegisterSoftmaxGradient() { RegisterKernel("FlywheelSoftmaxGrad", {"dy", "y"}, {"dx"}, SoftmaxGradient); }

}  // namespace flywheel
