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
  /** `query`: which of them, as `queryOf` writes it. */
  samples: (datasetVersionId: string, query = '') => `${to('dataset-versions')(datasetVersionId)}/samples${query && `?${query}`}`,
  compare: (datasetVersionId: string, query = '') => `${to('dataset-versions')(datasetVersionId)}/compare${query && `?${query}`}`,
  lineage: (datasetVersionId: string) => `${to('dataset-versions')(datasetVersionId)}/lineage`,
  upload: to('uploaded-files'),
  models: '/models',
  model: to('models'),
  review: (modelId: string) => `/models/${encodeURIComponent(modelId)}/review`,
  flywheel: (modelId: string) => `/models/${encodeURIComponent(modelId)}/flywheel`,
  insights: (modelId: string) => `/models/${encodeURIComponent(modelId)}/insights`,
  modelVersion: to('model-versions'),
  people: '/people',
  webhooks: '/webhooks',
  generate: '/generate',
  generateWith: (modelVersionId: string) => `/generate?model-version=${encodeURIComponent(modelVersionId)}`,
} as const;
