import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../config.ts';
import { createLocalKey } from '../domain/api-keys/create-local-key.ts';
import { isSameLocalUser } from './local-user.ts';
import { sendFault, sendJson } from './respond.ts';

const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Signs the dashboard in without a key where its browser runs on this machine as the same user. A page of another
 * origin cannot send the header, a name that was rebound to this address is not a local one, and a proxy names itself.
 */
export async function signInLocally(request: IncomingMessage, response: ServerResponse, orm: MikroORM, config: Config): Promise<void> {
  if (request.method !== 'POST') return sendFault(response, 405, 'METHOD_NOT_ALLOWED', 'Ask by POST.', { allow: 'POST' });
  if (!config.localSignIn || !isDirect(request) || !(await isSameLocalUser(request.socket))) {
    return sendFault(response, 403, 'FORBIDDEN', 'Sign in with an API key.');
  }
  const { secret, expiresAt } = await createLocalKey(orm.em.fork());
  sendJson(response, 200, { key: secret, expiresAt });
}

function isDirect({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  const sameOrigin = headers.origin === undefined || headers.origin === `http://${host}`;
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return LOCAL_HOST.test(host) && sameOrigin && !forwarded && headers['x-flywheel-csrf'] !== undefined;
}
