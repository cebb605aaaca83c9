import type { CompileOptions, StepValue, TensorFlow } from '../../plugin/index.ts';
import { difference, fingerprint, type Fingerprint } from './fingerprint.ts';
import { Graph } from './graph.ts';
import { optimizerSettings } from './optimizer-settings.ts';
import { isRecording, record, type Recorded } from './record.ts';
import { NotRecordable, type Recording } from './recording.ts';
import { runAsWritten } from './run-as-written.ts';
import { simplify } from './simplify.ts';
import { flatten, signatureOf, type Flattened } from './step-values.ts';
import { verify } from './verify.ts';

/** Graphs that a step keeps; the one that was not used for longest goes first. */
const MOST_GRAPHS = 16;
/** Graphs that a step may make in all: with ever new shapes, making them costs more than they save. */
const MOST_BUILDS = 64;
/** Recordings in which a step may differ from the one before: its first call makes what later ones use. */
const MOST_FALSE_STARTS = 2;
/** A graph is compared with its step again after this many runs, and then after each time as many as so far. */
const LOOK_AGAIN_AFTER = 8;

/** What is known of one combination of shapes, plain values and guards. */
interface Entry {
  graph: Graph | undefined;
  last: { readonly fingerprint: Fingerprint; readonly optimizers: Recording['optimizers'] } | undefined;
  falseStarts: number;
  runs: number;
  nextLook: number;
}

/** The life of one compiled step: calls as written, recordings, graphs, or the decision to run as written for good. */
export class CompiledStepState<A extends readonly StepValue[], R extends StepValue> {
  fallback: string | undefined;
  readonly #tf: TensorFlow;
  readonly #step: (...args: A) => R;
  readonly #options: CompileOptions;
  readonly #name: string;
  readonly #warn: (sentence: string) => void;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  #builds = 0;

  constructor(tf: TensorFlow, step: (...args: A) => R, options: CompileOptions, warn: (sentence: string) => void) {
    this.#tf = tf;
    this.#step = step;
    this.#options = options;
    this.#name = options.name ?? (step.name === '' ? 'A compiled step' : `The step ${step.name}`);
    this.#warn = warn;
  }

  get graphs(): number {
    return [...this.#entries.values()].filter(({ graph }) => graph !== undefined).length;
  }

  readonly eager = (...args: A): R => runAsWritten(this.#tf, this.#name, () => this.#step(...args));

  call(args: A): R {
    // In another recording, or on a gradient's tape, the step is part of what happens there.
    if (this.fallback !== undefined || isRecording() || this.#tf.engine().state.gradientDepth > 0) return this.eager(...args);
    let flat: Flattened;
    try {
      flat = flatten(this.#tf, args);
    } catch (error) {
      this.#giveUp(`an argument is unfit: ${messageOf(error)}`);
      return this.eager(...args);
    }
    const signature = `${signatureOf(this.#tf, flat)} ${JSON.stringify(this.#options.guard?.() ?? [])}`;
    const entry = this.#use(signature);
    if (entry === undefined) return this.eager(...args);
    const { graph } = entry;
    if (graph === undefined || !this.#mayRun(entry)) return this.#record(entry, flat, args);
    entry.runs += 1;
    // What the graph gives has the structure of what the step gave when it was recorded, an R.
    return graph.run(flat) as R;
  }

  dispose(): void {
    for (const { graph } of this.#entries.values()) graph?.dispose();
    this.#entries.clear();
  }

  /** The entry of a signature, now the last used; undefined where no more graphs are to be made. */
  #use(signature: string): Entry | undefined {
    let entry = this.#entries.get(signature);
    if (entry === undefined) {
      if (this.#builds >= MOST_BUILDS) return undefined;
      entry = { graph: undefined, last: undefined, falseStarts: 0, runs: 0, nextLook: LOOK_AGAIN_AFTER };
      if (this.#entries.size >= MOST_GRAPHS) this.#dropOldest();
    }
    this.#entries.delete(signature);
    this.#entries.set(signature, entry);
    return entry;
  }

  #dropOldest(): void {
    for (const [signature, { graph }] of this.#entries) {
      graph?.dispose();
      this.#entries.delete(signature);
      return;
    }
  }

  /** Whether the graph still stands for the step; where its settings have changed, it goes. */
  #mayRun(entry: Entry): boolean {
    const { graph } = entry;
    if (graph === undefined || entry.runs >= entry.nextLook || !graph.isWhole) return false;
    if (graph.settings === optimizerSettings(graph.optimizers)) return true;
    graph.dispose();
    entry.graph = undefined;
    entry.last = undefined;
    return false;
  }

  #record(entry: Entry, flat: Flattened, args: A): R {
    const recorded = record(this.#tf, flat, () => this.eager(...args));
    try {
      this.#learn(entry, recorded);
    } catch (error) {
      this.#giveUp(messageOf(error));
    } finally {
      recorded.release();
    }
    return recorded.result;
  }

  /** @throws with the reason, where the step cannot be run as a graph. */
  #learn(entry: Entry, { recording, madeVariables }: Recorded<R>): void {
    if (recording instanceof NotRecordable) {
      if (madeVariables && this.#isFalseStart(entry)) return;
      throw recording;
    }
    const simple = simplify(recording);
    const now = fingerprint(simple);
    const differs = entry.last === undefined ? undefined : difference(entry.last.fingerprint, now);
    const isFirst = entry.last === undefined;
    entry.last = { fingerprint: now, optimizers: recording.optimizers };
    if (differs !== undefined) {
      if (entry.graph === undefined && this.#isFalseStart(entry)) return;
      throw new NotRecordable(entry.graph === undefined ? differs : `${differs}; until now it ran as its first calls did`);
    }
    if (entry.graph !== undefined) {
      entry.nextLook = entry.runs * LOOK_AGAIN_AFTER;
      return;
    }
    if (!isFirst && !madeVariables) this.#build(entry, simple);
  }

  #isFalseStart(entry: Entry): boolean {
    entry.falseStarts += 1;
    return entry.falseStarts <= MOST_FALSE_STARTS;
  }

  #build(entry: Entry, recording: Recording): void {
    const graph = new Graph(this.#tf, recording);
    try {
      verify(this.#tf, recording, graph);
    } catch (error) {
      graph.dispose();
      throw error;
    }
    entry.graph = graph;
    this.#builds += 1;
    if (this.#builds === MOST_BUILDS) this.#warn(`${this.#name} has been called with ${MOST_BUILDS} combinations of shapes and values; further ones run as written, which is slower. Pad batches and lengths to a few sizes.`);
  }

  #giveUp(reason: string): void {
    this.dispose();
    this.fallback = reason;
    this.#warn(`${this.#name} runs as written, not as one graph, because ${reason}.`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
