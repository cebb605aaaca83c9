import { useState } from 'react';
import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { Costs } from '../components/insights/costs';
import { insightsQuery } from '../components/insights/insights-query';
import { LearningCurve } from '../components/insights/learning-curve';
import { SatisfactionOverTime } from '../components/insights/satisfaction-over-time';
import { SourceValues } from '../components/insights/source-values';
import { StartStudy } from '../components/insights/start-study';
import { Loading, Page } from '../components/page';
import { Permitted } from '../components/permitted';
import { QueryProblem } from '../components/problems';
import { Section } from '../components/section';
import { paths } from '../paths';
import { share, words } from '../text/format';
import { NotFoundPage } from './not-found-page';

/** What a business decides by. Printed, it is a report: controls stay away. */
export function InsightsPage({ id }: { id: string }) {
  const [by, setBy] = useState<'DAY' | 'WEEK'>('DAY');
  const [{ data, error }, reload] = usePolledQuery({ query: insightsQuery, variables: { id, by } }, 10);
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const model = data?.node?.__typename === 'Model' ? data.node : null;
  if (data && !model) return <NotFoundPage />;
  if (!model) return <Page title="Insights">{error ? <QueryProblem error={error} onRetry={refresh} /> : <Loading />}</Page>;
  const { costs, satisfaction, events, collectNext, learningCurve, sourceValues, csvUrl } = model.insights;
  const newest = model.versions.edges[0]?.node;
  const unfinished = model.dataStudies.edges.flatMap(({ node }) => (node.state === 'SUCCEEDED' ? [] : node));
  return (
    <Page title={`Insights: ${model.name}`} trail={<Link href={paths.model(id)}>{model.name}</Link>}>
      <p className="no-print insight-actions">
        <a href={csvUrl} download="insights.csv">
          Download as CSV
        </a>
        <button type="button" onClick={() => print()}>
          Print
        </button>
        <label>
          Satisfaction by{' '}
          <select value={by} onChange={(event) => setBy(event.target.value === 'WEEK' ? 'WEEK' : 'DAY')}>
            <option value="DAY">day</option>
            <option value="WEEK">week</option>
          </select>
        </label>
      </p>
      <Section title="What to collect next">
        {collectNext.length === 0 && <p className="muted">Nothing was measured yet that tells. An evaluation of the newest version, a learning curve and the value of sources do.</p>}
        <ol>
          {collectNext.map(({ kind, name, reason }) => (
            <li key={`${kind} ${name}`}>
              <strong>{name}</strong> {reason}
            </li>
          ))}
        </ol>
        <Permitted scope="TRAIN">{newest && <StartStudy modelVersionId={newest.id} onStart={refresh} />}</Permitted>
        {unfinished.map((study) => (
          <p key={study.id} className="muted no-print">
            {words(study.kind)}: {words(study.state).toLowerCase()} {study.state === 'RUNNING' ? share(study.progress) : study.failure}
          </p>
        ))}
      </Section>
      {learningCurve?.learningCurve && <LearningCurve curve={learningCurve.learningCurve} />}
      {sourceValues?.sourceValues && <SourceValues values={sourceValues.sourceValues} />}
      <Costs costs={costs} prices={data?.viewer.project.prices ?? null} onPrices={refresh} />
      <SatisfactionOverTime satisfaction={satisfaction} events={events} by={by} />
    </Page>
  );
}
