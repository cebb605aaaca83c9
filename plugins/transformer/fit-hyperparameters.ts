import type { DatasetDescription, ParsedValues, Values } from 'flywheel/plugin';
import { chooseTask } from './choose-task.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { fit as fitImageClassification } from './tasks/classification/image/fit.ts';
import { fit as fitTableClassification } from './tasks/classification/tabular/fit.ts';
import { fit as fitTextClassification } from './tasks/classification/text/fit.ts';
import { fit as fitLanguageModel } from './tasks/language-model/fit.ts';
import { fit as fitRecommendation } from './tasks/recommendation/fit.ts';
import { fit as fitTranslation } from './tasks/translation/fit.ts';

/** Chooses the task where it is left open, and all of its settings that are. */
export function fitHyperparameters(given: Values<Hyperparameters>, dataset: DatasetDescription): ParsedValues<Hyperparameters> {
  const chosen = chooseTask(given.task, dataset);
  if ('issue' in chosen) return { ok: false, issues: [{ field: 'task', message: chosen.issue }] };
  switch (dataset.kind) {
    case 'TEXT': return chosen.task === 'LANGUAGE_MODEL' ? fitLanguageModel(given, dataset) : fitTextClassification(given, dataset);
    case 'IMAGE': return fitImageClassification(given, dataset);
    case 'TABULAR': return fitTableClassification(given, dataset);
    case 'TEXT_PAIR': return fitTranslation(given, dataset);
    case 'INTERACTION': return fitRecommendation(given, dataset);
  }
}
