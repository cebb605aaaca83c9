/**
 * Measurements: `npm run bench -- steps [options]`, `npm run bench -- ops [options]`. Without a command it says what there is.
 */
const commands = {
  steps: { about: 'milliseconds per training step: ours, Keras and PyTorch, interleaved', load: () => import('./steps.ts') },
  balance: { about: 'unequal classes under each balance, side by side: two digits of MNIST, and fraud among payments', load: () => import('./balance.ts') },
  backends: { about: 'what native TensorFlow, WebGPU and WASM compute here, and how fast', load: () => import('./backends.ts') },
  gan: { about: 'a conditional GAN on MNIST, judged by a classifier of its own', load: () => import('./gan.ts') },
  'gan-photos': { about: 'a conditional GAN on colour images in folders, for some minutes', load: () => import('./gan-photos.ts') },
  browse: { about: 'pages, counts and comparisons of the samples of large versions', load: () => import('./browse.ts') },
  faults: { about: 'faults planted in real data, and how many of them the quality report finds', load: () => import('./faults.ts') },
  assess: { about: 'what the quality report says of well-known sets, and what it costs', load: () => import('./assess.ts') },
  imports: { about: 'previews and imports well-known sets from their original files', load: () => import('./imports.ts') },
  scale: { about: 'import and assessment of large tables and many images, beside DuckDB or sharp alone', load: () => import('./scale.ts') },
  feedback: { about: 'how much feedback a server takes, and how soon it answers; nothing lost, nothing twice', load: () => import('./feedback.ts') },
  consensus: { about: 'how many labels of simulated crowds become samples, and how many of them are right', load: () => import('./consensus.ts') },
  streaming: { about: 'how soon the first token of a language model reaches its reader, and how evenly the others', load: () => import('./streaming.ts') },
  ops: { about: 'where the time of one step goes, op by op', load: () => import('./ops.ts') },
};

const [name, ...rest] = process.argv.slice(2);
const command = Object.entries(commands).find(([known]) => known === name)?.[1];
if (command === undefined) {
  console.error(`Say what to measure: npm run bench -- COMMAND [options]\n${Object.entries(commands).map(([known, { about }]) => `  ${known.padEnd(8)} ${about}`).join('\n')}`);
  process.exitCode = 1;
} else {
  await (await command.load()).run(rest);
}
