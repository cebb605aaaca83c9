/** A row's id as clients know it: opaque, and of one type. */
export const encodeGlobalId = (typename: string, id: string) => Buffer.from(`${typename}:${id}`).toString('base64');
