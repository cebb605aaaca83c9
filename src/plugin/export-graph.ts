import type { ModelFile } from './executor.ts';
import type { NamedTensors } from './tensors.ts';

export interface ExportGraphOptions {
  /** Below which the files lie, for example `classifier`; `model.json` and `weights.bin` at the top where absent. */
  readonly folder?: string;
  /**
   * Tensors that stand in the files under these names, whether the function uses them or not; what is computed of them
   * is computed by the graph. So the same files also hold a network's weights by name. Others are named by number.
   */
  readonly weights?: NamedTensors;
  /** Anything about the model that whoever loads it should find: `userDefinedMetadata` of `model.json`. JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * Makes of a function of tensors a graph model: the files that `tf.loadGraphModel` reads anywhere, a browser included.
 * For networks that are no `tf.layers` model. The function is run once, on `example`, with float32 numbers and on any
 * backend; shapes are fixed by it, and variables become constants.
 *
 * @param run  gives named tensors; it reads no values, draws no random numbers and trains nothing. Called within a tidy.
 * @param example  one tensor for each input, of the shape and type that the graph shall take; the caller keeps owning them
 * @throws where an operation has no counterpart in graph models, with its name
 */
export type ExportGraph = (run: (inputs: NamedTensors) => NamedTensors, example: NamedTensors, options?: ExportGraphOptions) => readonly ModelFile[];
