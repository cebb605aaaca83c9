import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** In the folder where Flywheel is started, else the one that comes with it. */
function defaultPluginsFile(): string {
  const own = ['flywheel.config.ts', 'flywheel.config.js'].map((name) => resolve(name)).find((file) => existsSync(file));
  return own ?? fileURLToPath(new URL('../flywheel.config.ts', import.meta.url));
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every setting, with what is right for it. The README lists them with their meaning. */
const settings = z.object({
  PORT: z.coerce.number('a port number from 0 to 65535').int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'an address that begins with postgres://' }).optional(),
  FLYWHEEL_HOME: z.string().min(1).default('.flywheel'),
  FLYWHEEL_ROOT_KEY: z.string().min(16, 'at least 16 characters; `openssl rand -hex 32` makes a good one').max(256).optional(),
  FLYWHEEL_WORKERS: z.coerce.number('a whole number, 0 or more').int().min(0).max(64).default(1),
  FLYWHEEL_CONFIG: z.string().min(1).default(defaultPluginsFile),
  FLYWHEEL_LOCAL_SIGN_IN: z.enum(['on', 'off'], { error: 'on or off' }).default('on'),
  FLYWHEEL_INTROSPECTION: z.enum(['on', 'off'], { error: 'on or off' }).optional(),
  FLYWHEEL_CORS_ORIGINS: z.string().default(''),
  FLYWHEEL_SAMPLE: z.enum(['on', 'off'], { error: 'on or off' }).default('on'),
  LOG_LEVEL: z.enum(logLevels, { error: `one of ${logLevels.join(', ')}` }).default('info'),
  NODE_ENV: z.string().default('development'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where clients reach the server, without a slash at the end; absent: as each request names it. */
  readonly publicUrl: string | undefined;
  /** Absent: the embedded PostgreSQL in `home`. */
  readonly databaseUrl: string | undefined;
  /** Folder of the embedded database, the stored files and the secrets. */
  readonly home: string;
  readonly storeFolder: string;
  readonly rootKey: string | undefined;
  readonly workers: number;
  /** The module that names the plugins. */
  readonly pluginsFile: string;
  /** Whether a browser of the same user on the same machine is signed in without a key. */
  readonly localSignIn: boolean;
  /** Whether the schema can be asked for; off in production unless set. */
  readonly introspection: boolean;
  /** Origins whose pages may call the API from a browser, besides the server's own. */
  readonly corsOrigins: readonly string[];
  /** Whether an empty server gets the sample dataset and a first run. */
  readonly sample: boolean;
  readonly logLevel: (typeof logLevels)[number];
  /** Tight settings: no GraphiQL, no introspection, no local sign-in. */
  readonly production: boolean;
}

/** A setting that cannot be used; the message names it and says what would be right. */
export class ConfigProblem extends Problem {}

/** Reads and checks every setting. The only place that looks at the environment. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigProblem(`These settings cannot be used. ${problems.join('; ')}.`);
  }
  const values = parsed.data;
  const home = resolve(values.FLYWHEEL_HOME);
  const production = values.NODE_ENV === 'production';
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL,
    home,
    storeFolder: resolve(home, 'store'),
    rootKey: values.FLYWHEEL_ROOT_KEY,
    workers: values.FLYWHEEL_WORKERS,
    pluginsFile: resolve(values.FLYWHEEL_CONFIG),
    localSignIn: values.FLYWHEEL_LOCAL_SIGN_IN === 'on' && !production,
    introspection: values.FLYWHEEL_INTROSPECTION ? values.FLYWHEEL_INTROSPECTION === 'on' : !production,
    corsOrigins: values.FLYWHEEL_CORS_ORIGINS.split(',').map((origin) => origin.trim()).filter((origin) => origin !== ''),
    sample: values.FLYWHEEL_SAMPLE === 'on',
    logLevel: values.LOG_LEVEL,
    production,
  };
}

/** What programs and TensorFlow need: where to find things, the language, how to use the machine. */
const CHILD_VARIABLES = /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|SYSTEMROOT|LANG|LC_.*|TZ|XDG_CACHE_HOME|NODE_COMPILE_CACHE|(DY)?LD_LIBRARY_PATH|(CUDA|NVIDIA|TF|OMP|KMP|MKL)_.*)$/;

/**
 * The environment of processes that run plugins or read files of clients: trainers, serving and importing processes.
 * None of ours, so neither the database's address nor a key.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => CHILD_VARIABLES.test(entry[0]) && entry[1] !== undefined));
}
