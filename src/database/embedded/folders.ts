import path from 'node:path';

/** Where the embedded PostgreSQL keeps its things below Flywheel's home folder. */
export interface PostgresFolders {
  readonly base: string;
  /** The cluster itself, owned by the user that PostgreSQL runs as. */
  readonly data: string;
  /** Mode 0600: the password of the role `flywheel`. */
  readonly password: string;
  /** The port of the last start, tried first at the next. */
  readonly port: string;
  readonly log: string;
  readonly lock: string;
  /** One file per process that uses this PostgreSQL. */
  readonly users: string;
}

export function postgresFolders(home: string): PostgresFolders {
  const base = path.join(path.resolve(home), 'postgres');
  const at = (name: string) => path.join(base, name);
  return { base, data: at('data'), password: at('password'), port: at('port'), log: at('server.log'), lock: at('lock'), users: at('users') };
}
