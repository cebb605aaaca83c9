import { Route, Switch } from 'wouter';
import { ComparePage } from './pages/compare-page';
import { DatasetPage } from './pages/dataset-page';
import { DatasetVersionPage } from './pages/dataset-version-page';
import { DatasetsPage } from './pages/datasets-page';
import { FlywheelPage } from './pages/flywheel-page';
import { GeneratePage } from './pages/generate-page';
import { InsightsPage } from './pages/insights-page';
import { LineagePage } from './pages/lineage-page';
import { ModelPage } from './pages/model-page';
import { ModelVersionPage } from './pages/model-version-page';
import { ModelsPage } from './pages/models-page';
import { NewRunPage } from './pages/new-run-page';
import { NotFoundPage } from './pages/not-found-page';
import { PeoplePage } from './pages/people-page';
import { ReviewPage } from './pages/review-page';
import { RunPage } from './pages/run-page';
import { RunsPage } from './pages/runs-page';
import { SamplesPage } from './pages/samples-page';
import { UploadPage } from './pages/upload-page';
import { WebhooksPage } from './pages/webhooks-page';

/** Ids are base64 and may hold `/` and `=`, which the router leaves encoded. */
const idOf = ({ id }: { id: string }) => decodeURIComponent(id);

export function Routes() {
  return (
    <Switch>
      <Route path="/" component={RunsPage} />
      <Route path="/runs/new" component={NewRunPage} />
      <Route path="/runs/:id">{(params) => <RunPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/datasets" component={DatasetsPage} />
      <Route path="/datasets/:id">{(params) => <DatasetPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/dataset-versions/:id">{(params) => <DatasetVersionPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/dataset-versions/:id/samples">{(params) => <SamplesPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/dataset-versions/:id/compare">{(params) => <ComparePage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/dataset-versions/:id/lineage">{(params) => <LineagePage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/uploaded-files/:id">{(params) => <UploadPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/models" component={ModelsPage} />
      <Route path="/models/:id">{(params) => <ModelPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/models/:id/review">{(params) => <ReviewPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/models/:id/flywheel">{(params) => <FlywheelPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/models/:id/insights">{(params) => <InsightsPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/model-versions/:id">{(params) => <ModelVersionPage key={params.id} id={idOf(params)} />}</Route>
      <Route path="/people" component={PeoplePage} />
      <Route path="/webhooks" component={WebhooksPage} />
      <Route path="/generate" component={GeneratePage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
