import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MikroORM } from '@mikro-orm/postgresql';
import { csvOf } from '../data/export/insights-csv.ts';
import { insightsReport } from '../domain/insights/report.ts';
import { sendFault } from './respond.ts';
import type { SignedUrls } from './signed-urls.ts';

/** Serves a model's insights as CSV under a signed address, as they are now. The address is the permission. */
export async function serveInsights(request: IncomingMessage, response: ServerResponse, path: string, { orm, urls }: { orm: MikroORM; urls: SignedUrls }): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendFault(response, 405, 'METHOD_NOT_ALLOWED', 'Read the table by GET.', { allow: 'GET, HEAD' });
  const wanted = urls.readInsightsPath(path);
  const report = wanted && (await insightsReport(orm.em.fork(), wanted.modelId, wanted.range));
  if (!report) return sendFault(response, 404, 'NOT_FOUND', 'This address is not valid, or has expired; ask the API for a new one.');
  const bytes = Buffer.from(csvOf(report));
  response.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-length': bytes.byteLength,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': 'attachment; filename="insights.csv"',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
