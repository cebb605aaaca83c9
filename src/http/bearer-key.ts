const MAX_KEY_LENGTH = 300;

/** The key in an `Authorization: Bearer …` value. Undefined: none was sent. Null: not one that could be ours. */
export function bearerKey(authorization: unknown): string | null | undefined {
  if (authorization === undefined || authorization === null || authorization === '') return undefined;
  if (typeof authorization !== 'string') return null;
  const [, key] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization.trim()) ?? [];
  return key !== undefined && key.length <= MAX_KEY_LENGTH ? key : null;
}
