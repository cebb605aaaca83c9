import { z } from 'zod';
import type { ApiClient } from './api-client.ts';

const preview = z.object({
  files: z.array(z.object({
    name: z.string(), packed: z.string().nullable(), encoding: z.string().nullable(), mixedEncodings: z.boolean(), encodingInDoubt: z.boolean(), delimiter: z.string().nullable(), header: z.boolean().nullable(), split: z.string().nullable(), whole: z.boolean(),
  })),
  columns: z.array(z.object({ name: z.string(), roles: z.array(z.string()), type: z.string().nullable() })),
  samples: z.array(z.object({
    file: z.string(), row: z.number(), entry: z.string().nullable(), complete: z.boolean(), label: z.string().nullable(), split: z.string().nullable(), values: z.array(z.string().nullable()),
    picture: z.object({ url: z.string(), height: z.number(), width: z.number(), changes: z.array(z.string()) }).nullable(),
  })),
  classes: z.array(z.object({ label: z.string().nullable(), count: z.number() })),
  images: z.object({ height: z.number(), width: z.number(), channels: z.number(), asked: z.boolean(), sizes: z.array(z.object({ height: z.number(), width: z.number(), count: z.number() })), changes: z.array(z.object({ change: z.string(), count: z.number() })), unreadable: z.array(z.string()) }).nullable(),
  faults: z.array(z.string()),
  whole: z.boolean(),
});
export type Preview = z.infer<typeof preview>;

const previewed = z.object({ previewImport: z.object({ preview: preview.nullable(), userErrors: z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() })) }) });
const created = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });

const PREVIEW = `mutation ($input: ImportDatasetInput!) { previewImport(input: $input) {
  preview {
    files { name packed encoding mixedEncodings encodingInDoubt delimiter header split whole } columns { name roles type }
    samples { file row entry complete label split values picture { url height width changes } }
    classes { label count } images { height width channels asked sizes { height width count } changes { change count } unreadable } faults whole
  }
  userErrors { code message path }
} }`;

export type Previewed = z.infer<typeof previewed>['previewImport'];

/** Uploads files and previews their import. */
export async function previewOf(app: ApiClient, kind: string, format: string, files: Readonly<Record<string, string | Uint8Array>>, options: Readonly<Record<string, unknown>> = {}): Promise<Previewed> {
  const { createDataset } = await app.data(created, 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } } }', { input: { name: kind, kind } });
  const uploadIds: string[] = [];
  for (const [filename, content] of Object.entries(files)) uploadIds.push(await app.upload(filename, typeof content === 'string' ? Buffer.from(content) : content));
  return ask(app, { datasetId: createDataset.dataset.id, uploadIds, format, ...options });
}

/** Asks for a preview of what is uploaded already. */
export async function ask(app: ApiClient, input: Readonly<Record<string, unknown>>, key?: string): Promise<Previewed> {
  return (await app.data(previewed, PREVIEW, { input }, key)).previewImport;
}
