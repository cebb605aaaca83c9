import type { CompileOptions, StepValue, TensorFlow } from '../../plugin/index.ts';
import { difference, fingerprint, type Fingerprint } from './fingerprint.ts';
import { Graph } from './graph.ts';
import { isRecording, noteGuard, record, type Recorded } from './record.ts';
import { NotRecordable, type Recording } from './recording.ts';
import { runAsWritten } from './run-as-written.ts';
import { simplify } from './simplify.ts';
import { describe, flatten, signatureOf, type Flattened } from './step-values.ts';
import { verify } from './verify.ts';

/** Graphs that a step keeps; the one that was not used for longest goes first. */
const MOST_GRAPHS = 16;
/** Graphs that a step may make in all: with ever new shapes, making them costs more than they save. */
const MOST_BUILDS = 64;
/** Combinations that a step may be called with before it looks at no more of them; a combination that was dropped counts again. */
const MOST_STARTS = 64;
/** Recordings in which a step may differ from the one before: its first call makes what later ones use. */
const MOST_FALSE_STARTS = 2;
/** A graph is compared with its step again after this many runs, */
const LOOK_AGAIN_AFTER = 2;
/** and then when it has run this many times as often: after 8, 24, 66, 176 … runs. The calls between are of no one period. */
const LOOK_AGAIN_FACTOR = 2.618;
/** Recordings that have to agree with the one before, where others have differed: a step may do something else in every fifth call. */
const AGREEMENTS_OF_SUSPECT = 9;

/** What is known of one combination of shapes, plain values and guards. */
interface Entry {
  graph: Graph | undefined;
  last: { readonly fingerprint: Fingerprint; readonly data: readonly object[]; readonly madeVariables: boolean } | undefined;
  falseStarts: number;
  runs: number;
  /** Data of arguments that every recording had: whether they are told from tensors of the step's own shows at the first call with others. */
  untried: readonly (object | undefined)[] | undefined;
  nextLook: number;
  /** Whether recordings have differed without a reason that the later ones do not have. */
  isSuspect: boolean;
  /** Recordings in a row that were as the one before. */
  agreements: number;
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
  #starts = 0;
  #hasTooMany = false;

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
    if (isRecording() && this.#options.guard !== undefined) noteGuard(this.#options.guard);
    if (this.fallback !== undefined || isRecording() || this.#tf.engine().state.gradientDepth > 0) return this.eager(...args);
    let flat: Flattened;
    try {
      flat = flatten(this.#tf, args);
    } catch (error) {
      this.#giveUp(`an argument is unfit: ${messageOf(error)}`);
      return this.eager(...args);
    }
    const signature = `${signatureOf(this.#tf, flat)} ${describe(this.#options.guard?.() ?? [])}`;
    const entry = this.#use(signature);
    if (entry === undefined) return this.eager(...args);
    const graph = this.#graphFor(entry, flat);
    if (graph === undefined) return this.#builds < MOST_BUILDS || entry.graph !== undefined ? this.#record(entry, flat, args) : this.eager(...args);
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
      if (this.#starts >= MOST_STARTS) return undefined;
      this.#starts += 1;
      if (this.#starts === MOST_STARTS) this.#warnOfTooMany(MOST_STARTS);
      entry = { graph: undefined, last: undefined, falseStarts: 0, runs: 0, nextLook: LOOK_AGAIN_AFTER, untried: undefined, isSuspect: false, agreements: 0 };
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

  /** The graph, where it may run now. Where what it was made of has changed, it goes. */
  #graphFor(entry: Entry, { tensors }: Flattened): Graph | undefined {
    const { graph, untried } = entry;
    if (graph === undefined) return undefined;
    if (!graph.isWhole || !graph.hasItsSettings) {
      startAnew(entry);
      return undefined;
    }
    const isTried = !untried?.some((data, index) => data !== undefined && data !== tensors[index]?.dataId);
    return isTried && entry.runs < entry.nextLook ? graph : undefined;
  }

  #record(entry: Entry, flat: Flattened, args: A): R {
    const recorded = record(this.#tf, flat, () => this.eager(...args));
    try {
      this.#learn(entry, recorded, flat);
    } catch (error) {
      this.#giveUp(messageOf(error));
    } finally {
      recorded.release();
    }
    return recorded.result;
  }

  /** @throws with the reason, where the step cannot be run as a graph. */
  #learn(entry: Entry, { recording, madeVariables }: Recorded<R>, { tensors }: Flattened): void {
    if (recording instanceof NotRecordable) {
      if (madeVariables && this.#isFalseStart(entry)) return;
      throw recording;
    }
    const simple = simplify(recording);
    const { last } = entry;
    const now = { fingerprint: fingerprint(simple), data: tensors.map(({ dataId }) => dataId), madeVariables };
    const differs = last === undefined ? undefined : difference(last.fingerprint, now.fingerprint);
    entry.last = now;
    if (differs !== undefined) {
      entry.isSuspect ||= last?.madeVariables === false && entry.graph === undefined;
      const isOtherwise = entry.graph === undefined || entry.untried !== undefined;
      if (isOtherwise) startAnew(entry, now);
      if (isOtherwise && this.#isFalseStart(entry)) return;
      throw new NotRecordable(isOtherwise ? differs : `${differs}; until now it ran as its first calls did`);
    }
    if (entry.graph !== undefined) {
      entry.untried = stillSame(entry.untried ?? [], now.data);
      entry.nextLook = Math.max(entry.nextLook, Math.ceil((entry.runs + 1) * LOOK_AGAIN_FACTOR));
    } else if (last !== undefined && !madeVariables) {
      entry.agreements += 1;
      if (entry.isSuspect && entry.agreements < AGREEMENTS_OF_SUSPECT) return;
      this.#build(entry, simple);
      entry.untried = stillSame(last.data.map((data, index) => (tensors[index] instanceof this.#tf.Variable ? undefined : data)), now.data);
    }
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
    if (this.#builds === MOST_BUILDS) this.#warnOfTooMany(MOST_BUILDS);
  }

  #warnOfTooMany(count: number): void {
    if (this.#hasTooMany) return;
    this.#hasTooMany = true;
    this.#warn(`${this.#name} has been called with ${count} combinations of shapes and values; further ones run as written, which is slower. Pad batches and lengths to a few sizes, and give numbers that change as tensors.`);
  }

  #giveUp(reason: string): void {
    this.dispose();
    this.fallback = reason;
    this.#warn(`${this.#name} runs as written, not as one graph, because ${reason}.`);
  }
}

/** Of the data of one recording what another one has in the same place; undefined where that is none. */
function stillSame(data: readonly (object | undefined)[], now: readonly object[]): (object | undefined)[] | undefined {
  const same = data.map((one, index) => (one === now[index] ? one : undefined));
  return same.some((one) => one !== undefined) ? same : undefined;
}

/** Nothing of what is known of a combination counts any more. */
function startAnew(entry: Entry, last?: Entry['last']): void {
  entry.graph?.dispose();
  Object.assign(entry, { graph: undefined, last, runs: 0, nextLook: LOOK_AGAIN_AFTER, untried: undefined, agreements: 0 });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
