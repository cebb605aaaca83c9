const to = (folder: string) => (id: string) => `/${folder}/${encodeURIComponent(id)}`;

/** Addresses of the pages. */
export const paths = {
  runs: '/',
  newRun: '/runs/new',
  newRunOn: (datasetVersionId: string) => `/runs/new?dataset-version=${encodeURIComponent(datasetVersionId)}`,
  run: to('runs'),
  datasets: '/datasets',
  dataset: to('datasets'),
  datasetVersion: to('dataset-versions'),
  models: '/models',
  model: to('models'),
  modelVersion: to('model-versions'),
  people: '/people',
  generate: '/generate',
  generateWith: (modelVersionId: string) => `/generate?model-version=${encodeURIComponent(modelVersionId)}`,
} as const;
