#include "kernel.h"

namespace flywheel {

void RegisterAdam();
void RegisterBias();
void RegisterLayerNorm();
void RegisterSoftmaxGradient();

void RegisterKernels() {
  static const bool once = [] {
    RegisterAdam();
    RegisterBias();
    RegisterLayerNorm();
    RegisterSoftmaxGradient();
    return true;
  }();
  (void)once;
}

}  // namespace flywheel
