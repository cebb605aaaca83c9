import type { GraphQLSchema } from 'graphql';
import type { Plugins } from '../plugins/load-plugins.ts';
import { builder } from './builder.ts';
import { coreRefs } from './core-refs.ts';
import { definePluginInputs } from './types/algorithm.ts';
import './types/api-key.ts';
import './types/append.ts';
import './types/cleaning.ts';
import './types/column-profile.ts';
import './types/dataset.ts';
import './types/dataset-export.ts';
import './types/dataset-export-updated.ts';
import './types/dataset-import.ts';
import './types/dataset-version.ts';
import './types/dataset-version-updated.ts';
import './types/erasure.ts';
import './types/erasure-updated.ts';
import './types/evaluation.ts';
import './types/evaluation-updated.ts';
import './types/feedback.ts';
import { defineGenerate } from './types/generation.ts';
import './types/generation-events.ts';
import './types/model.ts';
import './types/model-version.ts';
import './types/project.ts';
import './types/quality-thresholds.ts';
import './types/sample.ts';
import './types/scalars.ts';
import './types/server-info.ts';
import './types/subject-export.ts';
import { defineTrainingRunMutations } from './types/training-run.ts';
import './types/training-run-events.ts';
import './types/upload.ts';

builder.queryType({ description: 'What can be read.' });
builder.mutationType({ description: 'What can be changed.' });
builder.subscriptionType({ description: 'What can be followed live.' });

/** The schema with the fields and types of these plugins. Once per process: the builder is one. */
export function buildSchema(plugins: Plugins): GraphQLSchema {
  const inputs = definePluginInputs(plugins);
  defineTrainingRunMutations(inputs);
  defineGenerate(inputs);
  for (const plugin of plugins.values()) plugin.schema?.(builder, coreRefs);
  return builder.toSchema();
}
