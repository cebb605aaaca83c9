import type { Metrics } from 'flywheel/plugin';

/** Metrics with the name of the split that they are of. */
export const onValidation = (metrics: Metrics): Metrics => Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`validation/${name}`, value]));
