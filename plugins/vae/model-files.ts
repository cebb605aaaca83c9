import { layersModelFiles, readLayersModel, type ModelFile, type TensorFlow } from 'flywheel/plugin';
import { parseDescription, type ModelDescription } from './model-description.ts';
import { withLogits, type Vae } from './model.ts';

/** The published files: both networks in TensorFlow.js's format, and `flywheel.json`. */
export async function modelFiles(tf: TensorFlow, { encoder, decoder }: Vae, description: ModelDescription): Promise<ModelFile[]> {
  return [
    { path: 'flywheel.json', bytes: new TextEncoder().encode(JSON.stringify(description, null, 1)) },
    ...(await layersModelFiles(tf, encoder, 'encoder')),
    ...(await layersModelFiles(tf, decoder, 'decoder')),
  ];
}

/** Reads what `modelFiles` wrote. The caller disposes the model. */
export async function readModelFiles(tf: TensorFlow, readFile: (path: string) => Promise<Uint8Array>): Promise<{ vae: Vae; description: ModelDescription }> {
  const description = parseDescription(await readFile('flywheel.json'));
  const encoder = await readLayersModel(tf, readFile, 'encoder');
  const decoder = await readLayersModel(tf, readFile, 'decoder');
  return { vae: withLogits(tf, encoder, decoder), description };
}
