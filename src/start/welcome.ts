import { z } from 'zod';
import type { Config } from '../config.ts';

export const serverReady = z.object({ type: z.literal('ready'), url: z.string(), rootKey: z.string().optional() });
export type ServerReady = z.infer<typeof serverReady>;

/** What `npm start` says when everything runs; the root key at the first start alone. */
export function welcome({ url, rootKey }: ServerReady, config: Config): void {
  const lines = [
    '',
    `  Flywheel runs on ${url}`,
    '',
    `  Dashboard   ${url}/`,
    `  GraphQL     ${url}/graphql`,
    ...(rootKey === undefined ? [] : [`  Root key    ${rootKey}`, '              Shown this once: keep it. It is sent as `Authorization: Bearer …`.']),
    `  Data, logs  ${config.home}`,
    ...(config.workers === 0 ? ['', '  No local worker (FLYWHEEL_WORKERS=0): `npm run worker` starts one.'] : []),
    '',
    '  Ctrl-C stops everything.',
    '',
  ];
  console.log(lines.join('\n'));
}
