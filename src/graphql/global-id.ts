const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** No row has it: what an id that is not one of ours stands for. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Never throws: what is not an id of ours is the id of nothing. */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const [typename = '', id = ''] = Buffer.from(globalId, 'base64').toString('utf8').split(':', 2);
  return /^[A-Za-z]+$/.test(typename) && UUID.test(id) ? { typename, id } : { typename: '', id: NO_ID };
}

/** The row's id in a global id of the given type; an id that no row has where it is of another type. */
export function localId(typename: string, globalId: string): string {
  const decoded = decodeGlobalId(globalId);
  return decoded.typename === typename ? decoded.id : NO_ID;
}
