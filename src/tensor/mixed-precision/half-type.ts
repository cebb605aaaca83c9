/** Types of 16 bits. bfloat16 has float32's range and 8 bits of precision; float16 has 11 bits, and ends at 65,504. */
export type HalfType = 'bfloat16' | 'float16';

/** TensorFlow's numbers for them (tensorflow/core/framework/types.proto); TensorFlow.js knows neither. */
export const typeNumber: Readonly<Record<HalfType, number>> = { bfloat16: 14, float16: 19 };
