#include "kernel.h"

namespace flywheel {

void RegisterAdam();
void RegisterBias();
void RegisterLayerNorm();
void RegisterSoftmax();

void RegisterKernels() {
  static const bool once = [] {
    RegisterAdam();
    RegisterBias();
    RegisterLayerNorm();
    RegisterSoftmax();
    return true;
  }();
  (void)once;
}

}  // namespace flywheel
