/**
 * A setting described once: its type in TypeScript, its range check, its GraphQL input field, its default and its form
 * control all come from the same spec. Hyper-parameters and prompts are records of specs.
 */
export type Spec = IntSpec | FloatSpec | BooleanSpec | ChoiceSpec | TextSpec | TextsSpec | PointsSpec | RecordSpec | ImageUploadSpec;
export type Specs = Readonly<Record<string, Spec>>;

interface Described {
  /** One sentence for forms and the GraphQL schema. */
  readonly description: string;
}

export interface IntSpec extends Described {
  readonly kind: 'INT';
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface FloatSpec extends Described {
  readonly kind: 'FLOAT';
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanSpec extends Described {
  readonly kind: 'BOOLEAN';
  readonly default?: boolean;
}

export interface ChoiceSpec<V extends string = string> extends Described {
  readonly kind: 'ENUM';
  /** Name of the GraphQL enum; plugins that share a name share its values. */
  readonly enumName: string;
  readonly values: readonly V[];
  readonly default?: V;
}

export interface TextSpec extends Described {
  readonly kind: 'TEXT';
  readonly default?: string;
  /** Characters. */
  readonly maxLength: number;
}

/** A list of texts: `[String!]` in GraphQL. */
export interface TextsSpec extends Described {
  readonly kind: 'TEXTS';
  readonly default?: readonly string[];
  readonly maxTexts: number;
  /** Characters of each. */
  readonly maxLength: number;
}

/** Names with a plain value each, for example a row of a table: `JSON` in GraphQL. */
export interface RecordSpec extends Described {
  readonly kind: 'RECORD';
  readonly default?: Readonly<Record<string, PlainValue>>;
  readonly maxFields: number;
}
export type PlainValue = string | number | boolean | null;

/** The id of an upload that holds a picture (PNG, JPEG, WebP): `ID` in GraphQL. For prompts; see `GenerateContext.readImage`. */
export interface ImageUploadSpec extends Described {
  readonly kind: 'IMAGE_UPLOAD';
  readonly default?: undefined;
}

/** A list of points, each a list of finite numbers: `[[Float!]!]` in GraphQL. */
export interface PointsSpec extends Described {
  readonly kind: 'POINTS';
  readonly default?: readonly (readonly number[])[];
  readonly maxPoints: number;
}

interface ValueOfKind<S extends Spec> {
  INT: number;
  FLOAT: number;
  BOOLEAN: boolean;
  ENUM: S extends ChoiceSpec<infer V> ? V : never;
  TEXT: string;
  TEXTS: readonly string[];
  RECORD: Readonly<Record<string, PlainValue>>;
  IMAGE_UPLOAD: string;
  POINTS: readonly (readonly number[])[];
}
type ValueOf<S extends Spec> = ValueOfKind<S>[S['kind']];

/** What `parseValues` gives: a field without default may be absent. */
export type Values<S extends Specs> = {
  readonly [K in keyof S]: S[K] extends { readonly default: unknown } ? ValueOf<S[K]> : ValueOf<S[K]> | undefined;
};

export const int = <const O extends Omit<IntSpec, 'kind'>>(options: O) => ({ kind: 'INT', ...options }) as const;
export const float = <const O extends Omit<FloatSpec, 'kind'>>(options: O) => ({ kind: 'FLOAT', ...options }) as const;
export const boolean = <const O extends Omit<BooleanSpec, 'kind'>>(options: O) =>
  ({ kind: 'BOOLEAN', ...options }) as const;
export const choice = <const O extends Omit<ChoiceSpec, 'kind'>>(options: O) => ({ kind: 'ENUM', ...options }) as const;
export const text = <const O extends Omit<TextSpec, 'kind'>>(options: O) => ({ kind: 'TEXT', ...options }) as const;
export const texts = <const O extends Omit<TextsSpec, 'kind'>>(options: O) => ({ kind: 'TEXTS', ...options }) as const;
export const record = <const O extends Omit<RecordSpec, 'kind'>>(options: O) => ({ kind: 'RECORD', ...options }) as const;
export const imageUpload = <const O extends Omit<ImageUploadSpec, 'kind' | 'default'>>(options: O) =>
  ({ kind: 'IMAGE_UPLOAD', ...options }) as const;
export const points = <const O extends Omit<PointsSpec, 'kind'>>(options: O) =>
  ({ kind: 'POINTS', ...options }) as const;
