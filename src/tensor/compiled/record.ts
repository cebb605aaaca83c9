import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { StepValue, TensorFlow } from '../../plugin/index.ts';
import { nativeOp } from '../native-op.ts';
import { listenToHostTensors } from './feed.ts';
import { nativeBackend, type NativeBackend } from './native-backend.ts';
import { Recorder } from './recorder.ts';
import { NotRecordable, type Guard, type Recording, type ResultTensor, type Source } from './recording.ts';
import { flatten, type Flattened } from './step-values.ts';
import { watchHost } from './watch-host.ts';

let recording = false;
let guards: Guard[] = [];

/** Whether a step is being recorded: another one inside it then runs as written and becomes part of it. */
export function isRecording(): boolean {
  return recording;
}

/** For a compiled step that runs as part of the one being recorded: the graph has to ask its guard, too. */
export function noteGuard(guard: Guard): void {
  guards.push(guard);
}

export interface Recorded<R> {
  readonly result: R;
  /** The recording, or why there is none. */
  readonly recording: Recording | NotRecordable;
  /** Whether the step made variables: it has to run once more before it does what it always does. */
  readonly madeVariables: boolean;
  /** Lets go of the values from before the step, which a graph of the recording can be tried out on until then. */
  release(): void;
}

/**
 * Runs a step as it is written and records it. `args` are its flattened arguments. Errors of the step come through.
 * Costs some 10 µs per operation.
 */
export function record<R extends StepValue>(tf: TensorFlow, args: Flattened, step: () => R): Recorded<R> {
  const backend = nativeBackend(tf);
  const engine = tf.engine();
  const recorder = new Recorder(backend);
  const variables = new Map<Variable, object>();
  const optimizers: Optimizer[] = [];
  let madeVariables = false;
  for (const variable of Object.values(engine.registeredVariables)) {
    giveOwnData(tf, backend, variable);
    variables.set(variable, variable.dataId);
    recorder.knows(variable, { kind: 'variable', variable });
  }
  const before = [...variables.keys()].map((variable) => tf.keep(variable.clone()));
  const registered = Object.keys(engine.registeredVariables).length;
  args.tensors.forEach((tensor, index) => {
    if (!(tensor instanceof tf.Variable)) recorder.knows(tensor, { kind: 'argument', index });
  });
  const firstId = nextTensorId(tf);
  const tensorsBefore = engine.state.numTensors;

  const release = watchHost(tf, backend, recorder, {
    onDispose(tensor) {
      if (tensor.id < firstId && !(tensor instanceof tf.Variable)) recorder.refuse(args.tensors.includes(tensor) ? 'it disposes one of its arguments' : 'it disposes a tensor that it did not make');
    },
    onVariable(variable) {
      madeVariables = true;
      variables.set(variable, variable.dataId);
      recorder.knows(variable, { kind: 'variable', variable });
    },
    onOptimizer: (optimizer) => void optimizers.push(optimizer),
  });
  const hostTensors: Tensor[] = [];
  listenToHostTensors((tensor, source) => {
    recorder.knowsHost(tensor, source);
    hostTensors.push(tf.keep(tensor.clone()));
  });
  recording = true;
  guards = [];
  try {
    const result = step();
    // The recorder still stands in for the binding: what is asked of it below only finds handles.
    const flat = flattened(tf, result, recorder);
    const made: { tensor: Tensor; source: Source }[] = [];
    const results = flat.tensors.map((tensor): ResultTensor => {
      const argument = args.tensors.indexOf(tensor);
      if (argument !== -1) return { kind: 'argument', index: argument };
      if (tensor.id < firstId || tensor instanceof tf.Variable) return { kind: 'existing', tensor };
      const known = made.findIndex((one) => one.tensor === tensor);
      return { kind: 'made', index: known === -1 ? made.push({ tensor, source: recorder.source(tensor) }) - 1 : known };
    });
    const writes = [...variables].flatMap(([variable, dataId]) => (variable.isDisposed || variable.dataId === dataId ? [] : [{ variable, source: recorder.source(variable) }]));
    const newVariables = Object.keys(engine.registeredVariables).length - registered;
    if ([...variables.keys()].some(({ isDisposed }) => isDisposed)) recorder.refuse('it disposes a variable');
    if (engine.state.numTensors - tensorsBefore !== made.length + newVariables + hostTensors.length) recorder.refuse(LEFT_BEHIND);
    const { nodes, inputs, hosts, problem } = recorder;
    const outcome = problem === undefined
      ? { nodes, inputs, hosts, structure: flat.structure, results, made, writes, optimizers, guards }
      : new NotRecordable(problem);
    return { result, recording: outcome, madeVariables, release: () => tf.dispose([...before, ...hostTensors]) };
  } catch (error) {
    tf.dispose([...before, ...hostTensors]);
    throw error;
  } finally {
    recording = false;
    listenToHostTensors(undefined);
    release();
  }
}

const LEFT_BEHIND = 'it keeps a tensor that is not part of its result';

function flattened(tf: TensorFlow, result: StepValue, recorder: Recorder): Flattened {
  try {
    return flatten(tf, result);
  } catch (error) {
    recorder.refuse(`its result has ${error instanceof Error ? error.message : String(error)}`);
    return { structure: { kind: 'plain', value: undefined }, tensors: [] };
  }
}

/**
 * A handle tells the recorder where a value comes from. A variable that shares its own with another one (`a.assign(b)`),
 * with a clone or with an argument could not be told from them, so it gets a handle of its own, on the same memory.
 */
function giveOwnData(tf: TensorFlow, backend: NativeBackend, variable: Variable): void {
  const { dtype } = variable;
  if (backend.tensorMap.get(variable.dataId).refCount === 1 || (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')) return;
  tf.tidy(() => variable.assign(nativeOp(tf, 'Identity', [variable], [{ name: 'T', dtype }])));
}

/** Ids of tensors count up, so those made in the step have this one or a later one. */
function nextTensorId(tf: TensorFlow): number {
  const probe: Tensor = tf.scalar(0);
  probe.dispose();
  return probe.id + 1;
}
